import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { bytesAccess } from '../../../src/formats/random-access.js';
import type { FilesystemReader, StoredContent } from '../../../src/formats/filesystem-reader.js';
import { planExt4, writeExt4 } from '../../../src/formats/ext4/index.js';
import { openExt4 } from '../../../src/formats/ext4/reader/index.js';
import { checkTfs } from '../../../src/formats/tfs/check/index.js';
import { minimumTfsSize, openTfs } from '../../../src/formats/tfs/index.js';
import type { TreeNode } from '../../../src/formats/tree.js';
import { type Bytes, CREATED, directory, type Directory, encode, file, link, type Node, OPTIONS, pattern, SOURCE } from '../ext4/trees.js'; // prettier-ignore
import { contentOf, listing, makeVolume, MIB, UUID } from './volumes.js';

/** What a volume keeps of a node, in a form to compare. */
function kept(node: Node | TreeNode<StoredContent>, contentOfFile: (node: never) => Bytes): unknown {
  const { kind, atime, mtime, xattrs = new Map() } = node;
  const common = { kind, atime, mtime, xattrs: [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1)) };
  if (node.kind === 'file') return { ...common, content: Buffer.from(contentOfFile(node as never)).toString('hex') };
  if (node.kind === 'symlink') return { ...common, target: Buffer.from(node.target).toString('latin1') };
  if (node.kind !== 'directory') return common;
  const entries = node.entries.map(({ name, node: below }) => [Buffer.from(name).toString('latin1'), kept(below, contentOfFile)] as const); // prettier-ignore
  return { ...common, entries: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function expectedContent(node: Extract<Node, { kind: 'file' }>): Bytes {
  const bytes = new Uint8Array(node.size);
  for (const { start, length } of node.data ?? [{ start: 0, length: node.size }]) {
    SOURCE.read(node, start, bytes.subarray(start, start + length));
  }
  return bytes;
}

const names = fc
  .uint8Array({ minLength: 1, maxLength: 20, min: 1 })
  .filter(
    (name) => isUtf8(name) && !name.includes(0x2f) && !['.', '..'].includes(Buffer.from(name).toString('latin1')),
  );
/** As object literals are. */
const PLAIN = { noNullPrototype: true };
const times = fc.record({ seconds: fc.nat({ max: 2 ** 32 - 1 }), nanoseconds: fc.nat({ max: 999_999_999 }) }, PLAIN);
const xattrs = fc
  .array(fc.tuple(fc.constantFrom('user.a', 'user.é', 'security.capability'), fc.uint8Array({ maxLength: 40 })), { maxLength: 3 })
  .map((entries) => new Map(entries)); // prettier-ignore
const attributes = fc.record({ atime: times, mtime: times, xattrs }, PLAIN);

/** Lengths of data and holes, one after the other. */
const files = fc.tuple(fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 7 }), fc.boolean(), attributes).map(([lengths, sparse, of]) => {
  const size = lengths.reduce((sum, length) => sum + length, 0);
  const data: { start: number; length: number }[] = [];
  let start = 0;
  for (const [index, length] of lengths.entries()) {
    if (index % 2 === 0) data.push({ start, length });
    start += length;
  }
  return file(pattern(97), { ...of, size, ...(sparse && { data }) });
}); // prettier-ignore
const links = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 60, min: 1 }), attributes);

const { tree } = fc.letrec<{ tree: Directory }>((tie) => ({
  tree: fc
    .tuple(
      fc.uniqueArray(
        fc.tuple(
          names,
          fc.oneof(
            { depthSize: 'small' },
            files,
            links.map(([target, of]) => ({ ...link(target), ...of })),
            tie('tree'),
          ),
        ),
        { maxLength: 10, selector: ([name]) => Buffer.from(name).toString('latin1') },
      ),
      attributes,
    )
    .map(([entries, of]) => directory(entries.map(([name, node]) => ({ name, node })), of)),
})); // prettier-ignore

describe('formats/tfs, there and back', function () {
  this.timeout(60_000);

  it('keeps any tree, in the smallest volume that holds it', () => {
    const property = fc.property(tree, fc.constantFrom('integers', 'strings'), (root, numbers) => {
      const size = minimumTfsSize(root, { uuid: UUID, numbers });
      const volume = makeVolume(root, { size, numbers });
      const reader = openTfs(bytesAccess(volume));
      const read = kept(reader.readTree(), (node) => contentOf(reader, node));
      assert.deepEqual(read, kept(root, expectedContent));
      const steps = checkTfs(bytesAccess(volume));
      let step = steps.next();
      while (!step.done) step = steps.next();
      assert.deepEqual(step.value.findings, []);
    });
    fc.assert(property, { numRuns: 200, endOnFailure: true });
  });

  it('is read by what reads ext4', () => {
    const shared = file('twice');
    const root = directory({ a: directory({ b: shared, up: link('../c') }), c: shared, 'lost+found': directory({}) });
    const image = new Uint8Array(4 * MIB);
    const plan = planExt4(root, { ...OPTIONS, size: image.length });
    const target = {
      write: (position: number, bytes: Uint8Array) => {
        image.set(bytes, position);
      },
    };
    assert.equal([...writeExt4(plan, SOURCE, target)].at(-1), plan.bytesToWrite);
    const readers: FilesystemReader[] = [openExt4(bytesAccess(image)), openTfs(bytesAccess(makeVolume(root)))];
    const facts = readers.map((reader) => {
      const inode = reader.lookup(encode('/a/up'));
      const { links: linked, size, node } = reader.status(inode);
      const { freeBlocks, availableBlocks, blockCount } = reader.usage();
      assert.ok(availableBlocks < freeBlocks && freeBlocks < blockCount);
      const piece = new Uint8Array(100);
      const length = reader.readFile(inode, 2, piece);
      const below = reader.readTree({ directory: reader.lookup(encode('a')) }).entries.length;
      return [reader.replayed, linked, size, node.mtime, piece.subarray(0, length), below, listing(reader)];
    });
    assert.deepEqual(facts[1], facts[0]);
    assert.deepEqual(facts[0]?.slice(1, 5), [2, 5, CREATED, encode('ice')]);
  });
});
