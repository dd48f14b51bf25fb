import fc from 'fast-check';
import { device, directory, type Directory, encode, file, link, type Node, special } from './trees.js';

/** Trees with all that ext4 keeps, as far as a Linux kernel shows it: names of any bytes, links, attributes, holes. */

/** e2fsck takes later times than these for times before 1970 that an old kernel wrote. */
const LATEST = Date.UTC(2310, 3, 4) / 1000;
const time = fc.record(
  { seconds: fc.integer({ min: -(2 ** 31), max: LATEST }), nanoseconds: fc.nat(999_999_999) },
  { noNullPrototype: true },
);
/** The largest of all means nobody, and shows as another. */
const id = fc.oneof(fc.constantFrom(0, 65_535, 65_536, 2 ** 32 - 2), fc.nat(100_000));
const attributes = fc.record(
  { mode: fc.nat(0o7777), uid: id, gid: id, atime: time, mtime: time, ctime: time, crtime: time },
  { noNullPrototype: true },
);

const HOLE_SIZE = 4096;
const SPARSE_BLOCKS = 40;

const content = fc.tuple(fc.nat(9000), fc.nat(255)).map(([size, seed]) => new Uint8Array(size).fill(seed + 1));
const blocks = fc.uniqueArray(fc.nat(SPARSE_BLOCKS - 1), { maxLength: 20 }).map((all) => all.sort((a, b) => a - b));
const sparse = fc.tuple(blocks, fc.nat(255)).map(([starts, seed]) =>
  file(
    Uint8Array.from({ length: 251 }, (_, index) => 1 + ((index + seed) % 251)),
    {
      size: SPARSE_BLOCKS * HOLE_SIZE + 100,
      data: starts.map((start) => ({ start: start * HOLE_SIZE, length: HOLE_SIZE })),
    },
  ),
);
const target = fc.oneof(
  fc.integer({ min: 1, max: 1000 }).map((length) => encode('t'.repeat(length))),
  fc.uint8Array({ minLength: 1, maxLength: 100, min: 1 }).map((bytes) => Uint8Array.from(bytes)),
);
const numbers = fc.tuple(fc.nat(4095), fc.nat(2 ** 20 - 1));

/** CAP_NET_BIND_SERVICE, as a file has it: the kernel shows only what is of this form (linux/capability.h). */
const CAPABILITY = Uint8Array.of(1, 0, 0, 2, 0, 4, 0, 0, ...new Uint8Array(12));
/** `user::rwx,user:1000:r--,group::r-x,mask::r-x,other::---` (linux/posix_acl_xattr.h) */
const ACCESS = [
  [1, 7, 0xffffffff],
  [2, 4, 1000],
  [4, 5, 0xffffffff],
  [0x10, 5, 0xffffffff],
  [0x20, 0, 0xffffffff],
].reduce(
  (list, [tag = 0, permissions = 0, whose = 0]) =>
    Uint8Array.of(...list, tag, 0, permissions, 0, ...[0, 8, 16, 24].map((shift) => (whose >>> shift) & 0xff)),
  Uint8Array.of(2, 0, 0, 0),
);

const value = fc.uint8Array({ maxLength: 120 }).map((bytes) => Uint8Array.from(bytes));
const trusted = fc.tuple(fc.constantFrom('trusted.a', 'trusted.größe'), value);
const user = fc.tuple(fc.constantFrom('user.a', 'user.with space'), value);
const fixed = fc.constantFrom<readonly [string, Uint8Array]>(
  ['system.posix_acl_access', ACCESS],
  ['security.capability', CAPABILITY],
);

/** Attributes for users, lists and capabilities are shown of files and directories alone. */
function xattrsOf({ kind }: Node) {
  const isPlain = kind === 'file' || kind === 'directory';
  const all = isPlain ? fc.oneof(trusted, user, fixed) : trusted;
  const some = fc.uniqueArray(all, { minLength: 1, maxLength: 4, selector: ([name]) => name });
  return fc.option(some.map((pairs) => ({ xattrs: new Map(pairs) })), { nil: {} }); // prettier-ignore
}

/** Gives a node of any kind owners, times and the rest. */
function described<Kind extends Node>(node: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return node.chain((plain) =>
    fc.tuple(attributes, xattrsOf(plain)).map(([given, more]) => ({ ...plain, ...given, ...more })),
  );
}

const leaf: fc.Arbitrary<Node> = fc.oneof(
  { arbitrary: content.map((bytes): Node => file(bytes)), weight: 3 },
  sparse,
  target.map((bytes): Node => link(bytes)),
  fc.constantFrom('fifo' as const, 'socket' as const).map((kind) => special(kind)),
  numbers.map(([major, minor]) => device('block-device', major, minor)),
  numbers.map(([major, minor]) => device('character-device', major, minor)),
);

const name = fc
  .uint8Array({ minLength: 1, maxLength: 40, min: 1 })
  .map((bytes) => Uint8Array.from(bytes, (byte) => (byte === 0x2f || byte === 0x2e ? 0x5f : byte)));

const { root } = fc.letrec<{ root: Directory; node: Node }>((tie) => ({
  root: described(
    fc
      .uniqueArray(fc.tuple(name, tie('node')), {
        maxLength: 7,
        selector: ([bytes]) => Buffer.from(bytes).toString('hex'),
      })
      .map((entries) => directory(entries.map(([bytes, node]) => ({ name: bytes, node })))),
  ),
  node: fc.oneof({ maxDepth: 3 }, described(leaf), tie('root')),
}));

/** Which file gets another name, and in which directory. */
const links = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 5 });

export const anyExt4Tree: fc.Arbitrary<Directory> = fc.tuple(root, links).map(([tree, pairs]) => {
  const all = nodesOf(tree);
  const leaves = all.filter(({ kind }) => kind !== 'directory');
  const directories = all.filter((node) => node.kind === 'directory');
  if (leaves.length === 0) return tree;
  const added = new Map<Node, { name: Uint8Array; node: Node }[]>();
  for (const [index, [from, to]] of pairs.entries()) {
    const into = directories[to % directories.length]!;
    const entry = { name: encode(`one more ${index}`), node: leaves[from % leaves.length]! };
    added.set(into, [...(added.get(into) ?? []), entry]);
  }
  return withEntries(tree, added);
});

function nodesOf(node: Node): Node[] {
  return node.kind === 'directory' ? [node, ...node.entries.flatMap(({ node: below }) => nodesOf(below))] : [node];
}

function withEntries(node: Directory, added: ReadonlyMap<Node, Directory['entries']>): Directory {
  const entries = node.entries.map((entry) =>
    entry.node.kind === 'directory' ? { ...entry, node: withEntries(entry.node, added) } : entry,
  );
  return { ...node, entries: [...entries, ...(added.get(node) ?? [])] };
}
