import type { ContentSource, DirectoryNode, TreeNode } from './tree.js';

/** The content of a file, handed back to the reader that gave it. */
export interface StoredContent {
  readonly inode: number;
}

/** A name in a directory. */
export interface FilesystemEntry {
  readonly name: Uint8Array;
  readonly inode: number;
}

/** What a file system says of one file. */
export interface FilesystemStatus {
  /** A directory's is without its entries. */
  readonly node: TreeNode<StoredContent>;
  /** How many names it has. */
  readonly links: number;
  /** Bytes. */
  readonly size: number;
}

/** How full a file system is. */
export interface FilesystemUsage {
  /** Bytes. */
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  /** Free, and not kept for what is not files. */
  readonly availableBlocks: number;
}

/**
 * A file system that can be read, of whatever kind. Files go by numbers that are theirs for as long as the reader is:
 * inodes, where the file system has them. What is damaged is an OpsError `format-corrupt` from any method.
 */
export interface FilesystemReader extends ContentSource<StoredContent> {
  /** Whether it was not unmounted, and is read as the next mount would have it. */
  readonly replayed: boolean;
  usage(): FilesystemUsage;
  /** A directory's node is without its entries. */
  readInode(inode: number): TreeNode<StoredContent>;
  status(inode: number): FilesystemStatus;
  /** The names in a directory, bytewise in order, without `.` and `..`. */
  list(directory: number): FilesystemEntry[];
  /**
   * The number of a path from the root; symbolic links are followed, within the file system.
   * @throws OpsError `source-not-found`
   */
  lookup(path: Uint8Array): number;
  /** Fills `into` from byte `position` of a file. @returns how many bytes there were: fewer at the end of the file */
  readFile(inode: number, position: number, into: Uint8Array): number;
  /** A directory, the root where none is given, and all below it. A file with several names is one node. */
  readTree(options?: { readonly directory?: number }): DirectoryNode<StoredContent>;
}
