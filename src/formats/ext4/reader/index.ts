export { openExt4 } from './open.js';
export type { Ext4Entry, Ext4Reader, Ext4Status, ReadTreeOptions } from './open.js';
export type { Ext4File } from './node-reader.js';
export type { Ext4Usage } from './usage.js';
export { relabelExt4 } from '../relabel.js';
