import { KIB } from '../../core/size.js';

/** Bytes of a block, which is a sector, always. */
export const BLOCK_SIZE = 512;

/** The version that is written. */
export const VERSION = 5;
/** Read as well: it has fewer types of values. */
export const OLD_VERSION = 4;

/** Blocks of a log extension behind sector 0: as many as every writer takes, and some readers insist on. */
export const EXTENSION_BLOCKS = 1024;

/**
 * Free blocks that a guest must find before it writes the first byte of a file: an extension for when the log is full,
 * and one for when it writes the log anew.
 */
export const RESERVED_BLOCKS = 2 * EXTENSION_BLOCKS;

/** An extent of ours maps no more blocks, 32 MiB, as those that guests make. */
export const EXTENT_MAXIMUM_BLOCKS = (32 * KIB * KIB) / BLOCK_SIZE;

export const UUID_SIZE = 16;
/** Bytes, without the NUL behind it. */
export const LABEL_MAXIMUM = 31;
