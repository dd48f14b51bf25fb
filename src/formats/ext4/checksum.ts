import { crc32c, crc32cUint32 } from '../binary/crc32c.js';

/** Every checksum of a volume starts from its UUID. */
export function volumeSeed(uuid: Uint8Array): number {
  return crc32c(0xffffffff, uuid);
}

/** What belongs to one inode (itself, its directory blocks, its extent blocks) starts from its number and generation. */
export function inodeSeed(seed: number, inode: number, generation = 0): number {
  return crc32cUint32(crc32cUint32(seed, inode), generation);
}
