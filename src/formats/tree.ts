/**
 * A tree of files as a file-system writer sees it: names are bytes, contents are handles that only the
 * {@link ContentSource} understands, nothing is a path of this machine.
 *
 * A node that stands under several names is one node with several entries: that is a hard link.
 */
export type TreeNode<Content> =
  DirectoryNode<Content> | FileNode<Content> | SymbolicLinkNode | SpecialNode | DeviceNode;

/** Seconds since 1970 (negative before it) and nanoseconds 0 to 999,999,999. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** What every file carries. `mode` is the low 12 bits: permissions, set-user-id, set-group-id, sticky. */
export interface FileAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly atime: Timestamp;
  readonly mtime: Timestamp;
  readonly ctime: Timestamp;
  /** When the file was born; the file system's creation time where the source does not know. */
  readonly crtime?: Timestamp;
  /** Extended attributes by full name, such as `user.comment` or `security.capability`. */
  readonly xattrs?: ReadonlyMap<string, Uint8Array>;
  /** What chattr(1) sets, such as that nobody may change it: bits of `FS_IOC_SETFLAGS` (linux/fs.h). */
  readonly flags?: number;
  /** What chattr(1) calls the project, which quotas count by. */
  readonly project?: number;
}

export interface DirectoryNode<Content> extends FileAttributes {
  readonly kind: 'directory';
  /** In any order; names are unique, 1 to 255 bytes, without `/` and NUL, and neither `.` nor `..`. */
  readonly entries: readonly DirectoryEntry<Content>[];
}

export interface DirectoryEntry<Content> {
  readonly name: Uint8Array;
  readonly node: TreeNode<Content>;
}

export interface FileNode<Content> extends FileAttributes {
  readonly kind: 'file';
  /** Length in bytes. */
  readonly size: number;
  /** The ranges that hold data, ascending and apart; the rest is holes. Absent: everything is data. */
  readonly data?: readonly ByteRange[];
  /** Handed back to {@link ContentSource.read}. */
  readonly content: Content;
  /** True when the node stands under one name alone: nobody need remember millions of such files. Absent: unknown. */
  readonly hasOneName?: boolean;
}

/** Whether it is known that a node stands under one name alone. */
export function hasOneName(node: TreeNode<unknown>): boolean {
  return node.kind === 'file' && node.hasOneName === true;
}

/** `length` bytes from `start`. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

export interface SymbolicLinkNode extends FileAttributes {
  readonly kind: 'symlink';
  /** 1 to 4095 bytes, any but NUL. */
  readonly target: Uint8Array;
}

export interface SpecialNode extends FileAttributes {
  readonly kind: 'fifo' | 'socket';
}

export interface DeviceNode extends FileAttributes {
  readonly kind: 'character-device' | 'block-device';
  readonly major: number;
  readonly minor: number;
}

/** Where a writer gets the bytes of files. */
export interface ContentSource<Content> {
  /**
   * Fills `into` with the file's bytes from `position`. A writer asks for each range of `data` once, in order, one
   * file after another.
   * @throws OpsError `source-changed` when the file is no longer what was planned, `source-unreadable` when it cannot
   * be read
   */
  read(file: FileNode<Content>, position: number, into: Uint8Array): void;
}

/** Where a writer puts bytes: a file, a window of one, or memory. Ranges never written read as zeros. */
export interface ByteTarget {
  write(position: number, bytes: Uint8Array): void;
}
