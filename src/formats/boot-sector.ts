const SIGNATURE = [0x55, 0xaa];
const SIGNATURE_OFFSET = 510;

/** Whether sector 0 is a boot sector. A Nanos guest takes such a disk for its root, and stops when it has two. */
export function isBootSector(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => head[SIGNATURE_OFFSET + index] === byte);
}
