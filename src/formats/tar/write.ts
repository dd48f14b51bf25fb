import { OpsError } from '../../core/errors.js';
import { compareBytes } from '../binary/bytes.js';
import type {
  ByteRange,
  ByteTarget,
  ContentSource,
  DirectoryEntry,
  DirectoryNode,
  FileNode,
  TreeNode,
} from '../tree.js';
import { padded } from './cursor.js';
import { encodeMember, NODE_TYPES } from './encode-member.js';
import { BLOCK_SIZE, TYPE } from './header.js';
import { latin1 } from './latin1.js';
import type { PaxRecord } from './records.js';
import { encodeContentMap } from './sparse.js';

/** Contents are copied in parts of this size. */
const CHUNK = 256 * 1024;
const END_BLOCKS = 2;
const SLASH = 0x2f;
const DOT = 0x2e;
const UTF8 = new TextEncoder();

/**
 * Writes a tree as a tar archive in the POSIX pax format, holes as GNU tar 1.28 and later has them. Members are sorted
 * by name, the same tree gives the same bytes. Yields how many bytes it has written.
 *
 * @returns the size of the archive
 * @throws OpsError `source-unsupported` for sockets, `format-field` for numbers no header has room for, and what
 *   `content` throws
 */
export function* writeTar<Content>(
  root: DirectoryNode<Content>,
  content: ContentSource<Content>,
  target: ByteTarget,
): Generator<number, number> {
  const writer = new TarWriter(content, target);
  const pending: NamedNode<Content>[] = [{ name: Uint8Array.of(DOT), node: root }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield* writer.add(next);
    if (next.node.kind === 'directory') pending.push(...entriesBackwards(next.name, next.node));
  }
  return writer.end();
}

/** `./a/b` for what is at `/a/b`. */
interface NamedNode<Content> {
  readonly name: Uint8Array;
  readonly node: TreeNode<Content>;
}

function entriesBackwards<Content>(path: Uint8Array, { entries }: DirectoryNode<Content>): NamedNode<Content>[] {
  const backwards = (a: DirectoryEntry<Content>, b: DirectoryEntry<Content>): number => compareBytes(b.name, a.name);
  return [...entries].sort(backwards).map(({ name, node }) => ({ name: Uint8Array.of(...path, SLASH, ...name), node }));
}

class TarWriter<Content> {
  readonly #content: ContentSource<Content>;
  readonly #target: ByteTarget;
  /** The first name of each node that is no directory. */
  readonly #names = new Map<TreeNode<Content>, Uint8Array>();
  #position = 0;

  constructor(content: ContentSource<Content>, target: ByteTarget) {
    this.#content = content;
    this.#target = target;
  }

  *add({ name, node }: NamedNode<Content>): Generator<number, void> {
    const linked = this.#names.get(node);
    if (linked) {
      this.#write(encodeMember({ name, type: TYPE.hardLink, size: 0, attributes: node, target: linked }));
      return;
    }
    if (node.kind === 'file') {
      yield* this.#addFile(name, node);
    } else {
      this.#write(encodeMember({ name: memberName(name, node), ...describeNode(name, node) }));
      yield this.#position;
    }
    if (node.kind !== 'directory') this.#names.set(node, name);
  }

  end(): number {
    this.#write(new Uint8Array(END_BLOCKS * BLOCK_SIZE));
    return this.#position;
  }

  *#addFile(name: Uint8Array, file: FileNode<Content>): Generator<number, void> {
    const ranges = file.data ?? [{ start: 0, length: file.size }];
    const map = file.data ? encodeContentMap(withEnd(ranges, file.size)) : new Uint8Array();
    const stored = ranges.reduce((sum, { length }) => sum + length, 0);
    const size = map.length + stored;
    const records = file.data ? sparseRecords(name, file.size) : [];
    this.#write(encodeMember({ name, type: TYPE.file, size, attributes: file, records }));
    this.#write(map);
    for (const { start, length } of ranges) {
      for (let done = 0; done < length; done += CHUNK) {
        const chunk = new Uint8Array(Math.min(CHUNK, length - done));
        this.#content.read(file, start + done, chunk);
        this.#write(chunk);
        yield this.#position;
      }
    }
    this.#write(new Uint8Array(padded(size) - size));
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#target.write(this.#position, bytes);
    this.#position += bytes.length;
  }
}

/** Directories end with a slash, as all programs write them. */
function memberName(name: Uint8Array, node: TreeNode<unknown>): Uint8Array {
  return node.kind === 'directory' ? Uint8Array.of(...name, SLASH) : name;
}

function describeNode(name: Uint8Array, node: Exclude<TreeNode<unknown>, FileNode<unknown>>) {
  switch (node.kind) {
    case 'socket':
      throw new OpsError('source-unsupported', `${latin1(name)}: a socket has no place in a tar archive`);
    case 'symlink':
      return { type: NODE_TYPES.symlink, size: 0, attributes: node, target: node.target };
    case 'character-device':
    case 'block-device':
      return { type: NODE_TYPES[node.kind], size: 0, attributes: node, device: node };
    case 'directory':
    case 'fifo':
      return { type: NODE_TYPES[node.kind], size: 0, attributes: node };
  }
}

/** GNU tar ends a file where its map does: an entry without length stands for a hole at the end. */
function withEnd(ranges: readonly ByteRange[], size: number): readonly ByteRange[] {
  const last = ranges.at(-1);
  return last && last.start + last.length === size ? ranges : [...ranges, { start: size, length: 0 }];
}

function sparseRecords(name: Uint8Array, size: number): PaxRecord[] {
  return [
    { keyword: 'GNU.sparse.major', value: UTF8.encode('1') },
    { keyword: 'GNU.sparse.minor', value: UTF8.encode('0') },
    { keyword: 'GNU.sparse.name', value: name },
    { keyword: 'GNU.sparse.realsize', value: UTF8.encode(String(size)) },
  ];
}
