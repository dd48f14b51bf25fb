import type {
  FilesystemEntry,
  FilesystemReader,
  FilesystemStatus,
  FilesystemUsage,
  StoredContent,
} from '../../filesystem-reader.js';
import type { RandomAccess } from '../../random-access.js';
import type { DirectoryNode, TreeNode } from '../../tree.js';
import { BLOCK_SIZE } from '../constants.js';
import { tupleDamage } from '../damage.js';
import type { TfsSummary } from '../log/log-header.js';
import { readLog, type StoredLog } from '../log/log-reader.js';
import type { Tuple } from '../tuple/index.js';
import { type FileContent, openContent, readContent } from './file-content.js';
import { kindOf, NodeReader } from './node-reader.js';
import { lookUpPath } from './path-lookup.js';
import { linksOf } from './stored-attributes.js';
import { readTreeFrom } from './tree-reader.js';
import { readUsage } from './usage.js';

/**
 * Opens a TFS volume, which must not change while it is read: all of its log is read at once.
 *
 * @throws OpsError `format-corrupt` with the damaged structure and its byte in `details`; `format-unsupported` for a
 * version that is neither 4 nor 5. All methods throw the first.
 */
export function openTfs(image: RandomAccess): TfsReader {
  return new TfsReader(image, readLog(image));
}

/** Files go by the numbers of their tuples in the log. */
export class TfsReader implements FilesystemReader {
  /** Never: the log of a volume is always as a mount would have it. */
  readonly replayed = false;
  readonly #image: RandomAccess;
  readonly #log: StoredLog;
  readonly #blockCount: number;
  readonly #nodes: NodeReader;
  #opened: { readonly inode: number; readonly content: FileContent } | undefined;

  constructor(image: RandomAccess, log: StoredLog) {
    this.#image = image;
    this.#log = log;
    this.#blockCount = Math.floor(image.size / BLOCK_SIZE);
    this.#nodes = new NodeReader(log.tuples, this.#blockCount);
  }

  get summary(): TfsSummary {
    const { version, uuid, label } = this.#log;
    return { version, uuid, label };
  }

  /** The tuple of the root: that of an image has its manifest beside its `children`. */
  get root(): Tuple {
    return this.#log.root;
  }

  usage(): FilesystemUsage {
    return readUsage(this.root, this.#log.extensions, this.#blockCount);
  }

  readInode(inode: number): TreeNode<StoredContent> {
    return this.#nodes.node(this.#nodes.tuple(inode));
  }

  status(inode: number): FilesystemStatus {
    const tuple = this.#nodes.tuple(inode);
    const node = this.#nodes.node(tuple);
    const size = node.kind === 'file' ? node.size : node.kind === 'symlink' ? node.target.length : 0;
    return { node, links: linksOf(tuple), size };
  }

  list(directory: number): FilesystemEntry[] {
    return this.#nodes.list(this.#nodes.tuple(directory));
  }

  lookup(path: Uint8Array): number {
    return lookUpPath(this.root, path).index;
  }

  readFile(inode: number, position: number, into: Uint8Array): number {
    return readContent(this.#image, this.#open(inode), position, into);
  }

  readTree({ directory = this.root.index }: { readonly directory?: number } = {}): DirectoryNode<StoredContent> {
    return readTreeFrom(this.#nodes, this.#nodes.tuple(directory));
  }

  read(
    { content, size }: { readonly content: StoredContent; readonly size: number },
    position: number,
    into: Uint8Array,
  ): void {
    if (this.readFile(content.inode, position, into) === into.length) return;
    throw tupleDamage(this.#nodes.tuple(content.inode), `${into.length} bytes from ${position} are beyond its ${size}`);
  }

  #open(inode: number): FileContent {
    if (this.#opened?.inode === inode) return this.#opened.content;
    const tuple = this.#nodes.tuple(inode);
    const kind = kindOf(tuple);
    if (kind !== 'file') throw tupleDamage(tuple, `is a ${kind}, not a file`);
    const content = openContent(tuple, this.#blockCount);
    this.#opened = { inode, content };
    return content;
  }
}
