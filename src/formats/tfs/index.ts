export { isTfs, openTfsHeader } from './log/log-header.js';
export type { TfsSummary } from './log/log-header.js';
export type { TfsLoss, TfsLossKind } from './losses.js';
export type { TfsOptions } from './options.js';
export { minimumTfsSize, planTfs } from './plan.js';
export type { TfsPlan } from './plan.js';
export { openTfs } from './reader/open.js';
export type { TfsReader } from './reader/open.js';
export { writeTfs } from './write.js';
