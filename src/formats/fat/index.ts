export type { FatType } from './geometry.js';
export type { FatOptions } from './options.js';
export { minimumFatSize, planFat } from './plan.js';
export type { FatPlan } from './plan.js';
export type { FatEntry } from './reader/decode-directory.js';
export { FatReader, openFat } from './reader/open.js';
export { writeFat } from './write.js';
