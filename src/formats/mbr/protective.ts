import { encodeMbr, MBR_TYPE } from './partition-table.js';

const MAXIMUM_SECTORS = 2 ** 32 - 1;
/** Cylinder 0, head 0, sector 2. */
const SECOND_SECTOR = Uint8Array.of(0x00, 0x02, 0x00);
/** What stands for all that cylinders, heads and sectors cannot say. */
const BEYOND = Uint8Array.of(0xff, 0xff, 0xff);

/**
 * The boot sector of a disk with a GUID partition table: one partition over all of it, so that programs that do not know
 * such tables see no free room (UEFI specification, section 5.2.3).
 *
 * @param diskSectors sectors of the whole disk; what is beyond 2^32 is not told
 */
export function protectiveMbr(diskSectors: number): Uint8Array {
  const sectors = Math.min(diskSectors - 1, MAXIMUM_SECTORS);
  return encodeMbr([{ type: MBR_TYPE.protective, start: 1, sectors, chs: { first: SECOND_SECTOR, last: BEYOND } }]);
}
