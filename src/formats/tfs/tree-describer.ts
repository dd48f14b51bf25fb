import type { Extent } from '../ext4/extent.js';
import type { DirectoryEntry, DirectoryNode, FileNode, SymbolicLinkNode, TreeNode } from '../tree.js';
import { extentsOf } from './file-extents.js';
import type { DirectoryRecord, Inventory } from './inventory.js';
import { type Extra, extrasOf } from './node-extras.js';
import { RECORD_LIMIT, RecordSplitter } from './record-splitter.js';
import { symbolOf, type Tuple, type TupleEncoder } from './tuple/index.js';
import { EXTENT_WEIGHT, nameWeight, weightOf } from './weight.js';

/** Describes a tree in records: all of it in one when it is small, else what is large or deep in records of its own. */
export class TreeDescriber<Content> {
  readonly #encoder: TupleEncoder;
  readonly #inventory: Inventory<Content>;
  readonly #starts: ReadonlyMap<FileNode<Content>, number>;
  readonly #splitter: RecordSplitter;
  /** The tuples of files that have several names. */
  readonly #linked = new Map<TreeNode<Content>, number>();

  /** @param starts the block where the data of each file begins */
  constructor(encoder: TupleEncoder, inventory: Inventory<Content>, starts: ReadonlyMap<FileNode<Content>, number>) {
    this.#encoder = encoder;
    this.#splitter = new RecordSplitter(encoder);
    this.#inventory = inventory;
    this.#starts = starts;
  }

  /** @param manifest what the root has beside its files */
  *describe(manifest?: Tuple): Generator<Uint8Array> {
    this.#writeDirectory(this.#inventory.root, 0, manifest);
    yield* this.#splitter.records();
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
    const extras = this.#begin(node, 1 + (manifest?.size ?? 0));
    const parts = {
      count: entries.length,
      weight,
      weightOf: (index: number) => this.#entryWeight(entries[index]),
      write: (index: number, below: number) => {
        this.#writeEntry(entries[index], below);
      },
    };
    this.#encoder.symbol('children');
    this.#splitter.write(parts, depth);
    this.#writeExtras(extras);
    for (const [name, value] of manifest?.attributes ?? []) this.#encoder.symbol(name).value(value);
  }

  #writeEntry(entry: DirectoryEntry<Content> | undefined, depth: number): void {
    if (!entry) return;
    this.#encoder.symbol(symbolOf(entry.name));
    this.#writeNode(entry.node, depth);
  }

  #entryWeight(entry: DirectoryEntry<Content> | undefined): number {
    if (!entry) return 0;
    const { name, node } = entry;
    const weight = this.#inventory.directories.get(node)?.weight ?? weightOf(node);
    return nameWeight(name) + Math.min(weight, RECORD_LIMIT);
  }

  #writeFile(node: FileNode<Content>, depth: number): void {
    const extents = extentsOf(node, this.#starts.get(node) ?? 0);
    const extras = this.#begin(node, 2);
    const parts = {
      count: extents.length,
      weight: extents.length * EXTENT_WEIGHT,
      weightOf: () => EXTENT_WEIGHT,
      write: (index: number) => {
        const extent = extents[index];
        if (extent) this.#writeExtent(extent);
      },
    };
    this.#encoder.symbol('filelength').number(node.size);
    this.#encoder.symbol('extents');
    this.#splitter.write(parts, depth);
    this.#writeExtras(extras);
  }

  #writeExtent({ logical, start, length }: Extent): void {
    this.#encoder.symbol(String(logical)).beginTuple(3);
    this.#encoder.symbol('length').number(length);
    this.#encoder.symbol('offset').number(start);
    this.#encoder.symbol('allocated').number(length);
  }

  #writeLink(node: SymbolicLinkNode): void {
    const extras = this.#begin(node, 1);
    this.#encoder.symbol('linktarget').string(node.target);
    this.#writeExtras(extras);
  }

  /** Begins the tuple of a file that has `own` attributes of its kind. @returns what comes behind these */
  #begin(node: TreeNode<Content>, own: number): readonly Extra[] {
    const links = this.#inventory.links.get(node);
    const extras = extrasOf(node, links);
    const index = this.#encoder.beginTuple(own + extras.length);
    if (links !== undefined) this.#linked.set(node, index);
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
