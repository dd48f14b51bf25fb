import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { TreeNode } from '../../../src/formats/tree.js';
import type { TfsOptions } from '../../../src/formats/tfs/index.js';
import { type Bytes, directory, type Directory, encode, file, link, type Node } from '../ext4/trees.js';
import { fixture, makeVolume, MIB } from './volumes.js';

const EPOCH = { seconds: 0, nanoseconds: 0 };
/** A tree whose files have no times and no modes of their own: nothing but names and contents. */
function bare(node: Node): Node {
  const plain = { ...node, mode: 0o777, atime: EPOCH, mtime: EPOCH, ctime: EPOCH } satisfies TreeNode<Bytes>;
  if (plain.kind !== 'directory') return plain;
  return { ...plain, entries: plain.entries.map(({ name, node: below }) => ({ name, node: bare(below) })) };
}

const EMPTY = bare(directory({})) as Directory;
const TREE = bare(
  directory({ lnk: link('dir/f.txt'), dir: directory({ 'f.txt': file('hello nanos\n') }) }),
) as Directory;

/** Volumes that another writer made, and guests mounted. */
const GOLDEN: readonly [string, Directory, Partial<TfsOptions>, string, string][] = [
  [
    'an empty volume',
    EMPTY,
    { size: 2 * MIB, label: encode('vol1') },
    '51a94ba52ae5c4f27c04ced5388a5819c104143fe956a01d95d1bd99ed35f539',
    '4e564d54465305 8800 020c0c 91 88086368696c6472656e 90 01',
  ],
  [
    'a tree with numbers as strings',
    TREE,
    { size: 4 * MIB, label: encode('vol2'), numbers: 'strings' },
    '62a664a38359623f92b9e17829ea0a33dead14f19b1337fb5caaf221c02de498',
    `4e564d54465305 8800 027373 91 88086368696c6472656e 92 83646972 91 02 91 85662e747874 92
     880a66696c656c656e677468 c23132 87657874656e7473 91 8130 93 866c656e677468 c131 866f6666736574 c431303235
     8809616c6c6f6361746564 c131 836c6e6b 91 880a6c696e6b746172676574 c8096469722f662e747874 01`,
  ],
  [
    'a tree with numbers as integers',
    TREE,
    { size: 4 * MIB, label: encode('vol3'), numbers: 'integers' },
    '110ef4dd35f71d40932bd3134d3b6b729b80867d9c971dc99a2b571b9c887480',
    `4e564d54465305 8800 027070 91 88086368696c6472656e 92 83646972 91 02 91 85662e747874 92
     880a66696c656c656e677468 b00c 87657874656e7473 91 8130 93 866c656e677468 b001 866f6666736574 b08801
     8809616c6c6f6361746564 b001 836c6e6b 91 880a6c696e6b746172676574 c8096469722f662e747874 01`,
  ],
];

describe('formats/tfs, byte for byte', () => {
  for (const [what, tree, options, checksum, log] of GOLDEN) {
    it(`writes ${what}`, () => {
      const volume = makeVolume(tree, options);
      const bytes = log.replaceAll(/\s/g, '');
      assert.equal(Buffer.from(volume).toString('hex', 512, 512 + bytes.length / 2), bytes);
      assert.equal(createHash('sha256').update(volume).digest('hex'), checksum);
    });
  }

  it('writes what the volumes of fixtures have', () => {
    for (const [index, name] of [
      [1, 'tree-v5-string-numbers'],
      [2, 'tree-v5-integer-numbers'],
    ] as const) {
      const [, tree, options] = GOLDEN[index]!;
      assert.ok(Buffer.from(makeVolume(tree, options)).equals(fixture(name)), name);
    }
  });
});
