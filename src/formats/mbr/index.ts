export { encodeMbr, MBR_PARTITIONS, MBR_SIZE, MBR_TYPE, readMbr, replacePartitions } from './partition-table.js';
export type { MbrChs, MbrPartition, MbrTable } from './partition-table.js';
export { protectiveMbr } from './protective.js';
export { readRegionRecord } from './region-record.js';
export type { RegionRecord } from './region-record.js';
