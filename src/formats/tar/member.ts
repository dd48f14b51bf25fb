import type { FileAttributes, Timestamp } from '../tree.js';
import type { MemberPlace } from './corrupt.js';

/** Bytes of a file that are in the archive: `length` of them from `start` of the file, at byte `at` of the archive. */
export interface StoredRange {
  readonly start: number;
  readonly length: number;
  readonly at: number;
}

/** A member of an archive, with the extended headers before it worked in. Names are as they are in the archive. */
export type TarMember = MemberPlace & MemberAttributes & { readonly name: Uint8Array } & MemberBody;

export type MemberAttributes = Omit<FileAttributes, 'atime' | 'ctime'> & {
  /** Where the archive does not know: the time of modification. */
  readonly atime: Timestamp;
  readonly ctime: Timestamp;
};

export type MemberBody =
  | { readonly kind: 'directory' }
  | { readonly kind: 'fifo' }
  | MemberFile
  /** The target of a hard link is the name of an earlier member. */
  | { readonly kind: 'hard-link' | 'symlink'; readonly target: Uint8Array }
  | { readonly kind: 'character-device' | 'block-device'; readonly major: number; readonly minor: number };

export interface MemberFile {
  readonly kind: 'file';
  /** Length of the file, holes included. */
  readonly size: number;
  /** Ascending and apart; what lies between them is holes. */
  readonly stored: readonly StoredRange[];
}
