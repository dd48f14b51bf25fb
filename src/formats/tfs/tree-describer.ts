import type { Extent } from '../ext4/extent.js';
import type { DirectoryNode, FileNode, SymbolicLinkNode, TreeNode } from '../tree.js';
import { isAttributeName } from './attribute-name.js';
import { extentsOf } from './file-extents.js';
import type { DirectoryRecord, Inventory } from './inventory.js';
import { encodeTimestamp } from './timestamp.js';
import { symbolOf, type SymbolName, type Tuple, type TupleEncoder } from './tuple/index.js';
import { EXTENT_WEIGHT, nameWeight, weightOf } from './weight.js';

/** Bytes of a record. More are split: a guest takes no larger ones than 32 MiB, and reads each in memory. */
const RECORD_LIMIT = 2 ** 20;
/** Directories in one another within a record: guests read it by calls within calls. */
const DEEPEST = 24;

/** What a tuple consists of. */
interface Parts {
  readonly count: number;
  /** Of each, and of all together: no fewer bytes than they take. */
  readonly weightOf: (index: number) => number;
  readonly weight: number;
  readonly write: (index: number, depth: number) => void;
}

/** An attribute that a file has beside what makes it a file. */
interface Extra {
  readonly name: SymbolName;
  readonly value: number | bigint | Uint8Array;
}

/** Describes a tree in records: all of it in one when it is small, else the larger parts in records of their own. */
export class TreeDescriber<Content> {
  readonly #encoder: TupleEncoder;
  readonly #inventory: Inventory<Content>;
  readonly #starts: ReadonlyMap<FileNode<Content>, number>;
  /** Tuples that were begun empty. */
  readonly #later: { readonly index: number; readonly parts: Parts }[] = [];
  readonly #linked = new Map<TreeNode<Content>, number>();

  /** @param starts the block where the data of each file begins */
  constructor(encoder: TupleEncoder, inventory: Inventory<Content>, starts: ReadonlyMap<FileNode<Content>, number>) {
    this.#encoder = encoder;
    this.#inventory = inventory;
    this.#starts = starts;
  }

  *describe(manifest?: Tuple): Generator<Uint8Array> {
    const { root } = this.#inventory;
    this.#writeDirectory(root, 0, manifest);
    yield this.#encoder.takeRecord();
    // Filling one may begin others.
    for (const { index, parts } of this.#later) yield* this.#fill(index, parts);
  }

  *#fill(index: number, parts: Parts): Generator<Uint8Array> {
    for (let at = 0; at < parts.count;) {
      let end = at + 1;
      let weight = parts.weightOf(at);
      for (; end < parts.count && weight + parts.weightOf(end) <= RECORD_LIMIT; end++) weight += parts.weightOf(end);
      this.#encoder.updateTuple(index, end - at);
      for (; at < end; at++) parts.write(at, 0);
      yield this.#encoder.takeRecord();
    }
  }

  /** A tuple with its parts, or one that gets them later. */
  #writeParts(parts: Parts, depth: number): void {
    if (parts.weight > RECORD_LIMIT || depth > DEEPEST) {
      this.#later.push({ index: this.#encoder.beginTuple(0), parts });
      return;
    }
    this.#encoder.beginTuple(parts.count);
    for (let index = 0; index < parts.count; index++) parts.write(index, depth);
  }

  #writeNode(node: TreeNode<Content>, depth: number): void {
    const known = this.#linked.get(node);
    if (known !== undefined) this.#encoder.updateTuple(known, 0);
    else if (node.kind === 'directory') this.#writeDirectory(node, depth + 1);
    else if (node.kind === 'file') this.#writeFile(node, depth);
    else if (node.kind === 'symlink') this.#writeLink(node);
  }

  #writeDirectory(node: DirectoryNode<Content>, depth: number, manifest?: Tuple): void {
    const { entries, weight }: DirectoryRecord<Content> = this.#inventory.directories.get(node) ?? NOTHING;
    this.#begin(node, 1, manifest);
    this.#encoder.symbol('children');
    const write = (index: number, below: number): void => {
      const entry = entries[index];
      if (!entry) return;
      this.#encoder.symbol(symbolOf(entry.name));
      this.#writeNode(entry.node, below);
    };
    const weightOfEntry = (index: number): number => {
      const entry = entries[index];
      return entry ? this.#entryWeight(entry.name, entry.node) : 0;
    };
    this.#writeParts({ count: entries.length, weight, weightOf: weightOfEntry, write }, depth);
    this.#writeExtras(this.#extrasOf(node));
    for (const [name, value] of manifest?.attributes ?? []) this.#encoder.symbol(name).value(value);
  }

  /** What is too large for one record is only begun where it is met. */
  #entryWeight(name: Uint8Array, node: TreeNode<Content>): number {
    const weight = this.#inventory.directories.get(node)?.weight ?? weightOf(node);
    return nameWeight(name) + Math.min(weight, RECORD_LIMIT);
  }

  #writeFile(node: FileNode<Content>, depth: number): void {
    const extents = extentsOf(node, this.#starts.get(node) ?? 0);
    this.#begin(node, 2);
    this.#encoder.symbol('filelength').number(node.size);
    this.#encoder.symbol('extents');
    const write = (index: number): void => {
      const extent = extents[index];
      if (extent) this.#writeExtent(extent);
    };
    const weight = extents.length * EXTENT_WEIGHT;
    this.#writeParts({ count: extents.length, weight, weightOf: () => EXTENT_WEIGHT, write }, depth);
    this.#writeExtras(this.#extrasOf(node));
  }

  #writeExtent({ logical, start, length }: Extent): void {
    this.#encoder.symbol(String(logical)).beginTuple(3);
    this.#encoder.symbol('length').number(length);
    this.#encoder.symbol('offset').number(start);
    this.#encoder.symbol('allocated').number(length);
  }

  #writeLink(node: SymbolicLinkNode): void {
    this.#begin(node, 1);
    this.#encoder.symbol('linktarget').string(node.target);
    this.#writeExtras(this.#extrasOf(node));
  }

  /** Begins the tuple of a file, which has `own` attributes beside those that all kinds have. */
  #begin(node: TreeNode<Content>, own: number, manifest?: Tuple): void {
    const index = this.#encoder.beginTuple(own + this.#extrasOf(node).length + (manifest?.size ?? 0));
    if (this.#inventory.links.has(node)) this.#linked.set(node, index);
  }

  #extrasOf(node: TreeNode<Content>): Extra[] {
    const extras: Extra[] = [];
    const links = this.#inventory.links.get(node);
    if (links !== undefined) extras.push({ name: 'nlink', value: links });
    for (const name of ['atime', 'mtime'] as const) {
      const value = encodeTimestamp(node[name]);
      // Zero is what is read where there is none.
      if (value !== 0n) extras.push({ name, value });
    }
    const attributes = [...(node.xattrs ?? [])].filter(([name]) => isAttributeName(name));
    for (const [name, value] of attributes.sort(([a], [b]) => (a < b ? -1 : 1))) {
      extras.push({ name: symbolOf(new TextEncoder().encode(name)), value });
    }
    return extras;
  }

  #writeExtras(extras: readonly Extra[]): void {
    for (const { name, value } of extras) {
      this.#encoder.symbol(name);
      if (value instanceof Uint8Array) this.#encoder.string(value);
      else this.#encoder.number(value);
    }
  }
}

const NOTHING = { entries: [], weight: 0 };
