export { minimumExt4Size, planExt4 } from './plan.js';
export type { Ext4Plan } from './plan.js';
export type { Ext4Options } from './options.js';
export { growthLimit } from './growth-limit.js';
export { resizedOptions } from './resized-options.js';
export { MAXIMUM_SIZE as MAXIMUM_EXT4_SIZE, MINIMUM_SIZE as MINIMUM_EXT4_SIZE } from './defaults.js';
export { openExt4Superblock, SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from './superblock.js';
export type { Ext4Summary } from './superblock.js';
export { writeExt4 } from './write.js';
