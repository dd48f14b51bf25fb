export { azureDiskSize, openVhd } from './fixed-disk.js';
export type { VhdDisk } from './fixed-disk.js';
export { decodeVhdFooter, encodeVhdFooter, MAXIMUM_VHD_SIZE, VHD_FOOTER_SIZE } from './footer.js';
export type { VhdFooter } from './footer.js';
