/** The kinds of files that a disk can hold. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo' | 'socket';

/**
 * A file on a disk as `-j` shows it. Properties are only ever added. Names are text: a backslash in one is `\\`, and a
 * byte that is no printable text is `\xNN`; commands take paths in this form.
 */
export interface StoredFile {
  /** From the root of the disk, absolute. */
  readonly path: string;
  /** The last part of the path; empty for the root. */
  readonly name: string;
  readonly kind: FileKind;
  /** The permission bits in octal, such as `0755`. */
  readonly mode: string;
  /** How many names the file has. */
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** When the content was changed last: ISO 8601, UTC, to the millisecond. */
  readonly modified: string;
  /** Where a symbolic link leads to; null for all else. */
  readonly target: string | null;
  /** The number of a device; null for all else. */
  readonly device: { readonly major: number; readonly minor: number } | null;
}

/** What was copied off a disk. */
export interface CopiedFiles {
  /** All that was written: files, links, devices; directories apart. */
  readonly files: number;
  readonly directories: number;
  /** Bytes of the files' contents. */
  readonly content: number;
  /** Files whose owner could not be kept. */
  readonly otherOwners: number;
  /** Files whose extended attributes were left out. */
  readonly withoutAttributes: number;
  /** Sockets, which are left out. */
  readonly sockets: number;
}
