import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../src/core/errors.js';
import { bytesAccess, type RandomAccess } from '../../../src/formats/random-access.js';
import { checkTfs } from '../../../src/formats/tfs/check/index.js';
import { openTfs } from '../../../src/formats/tfs/index.js';
import { Tuple, Vector } from '../../../src/formats/tfs/tuple/index.js';
import { readLog } from '../../../src/formats/tfs/log/log-reader.js';
import { encode, pattern } from '../ext4/trees.js';
import { fixture, listing } from './volumes.js';

const TREE = ['/', '/dir/', '/dir/f.txt hello nanos\n', '/lnk -> dir/f.txt'];
const WITH_EMPTY = [...TREE.slice(0, 3), '/empty.txt ', ...TREE.slice(3)];

/** What fixtures/tfs/README.md says of each. */
const VOLUMES = [
  ['guest-written-v5', 'vol1', 5, ['/', '/w 1'], 3070],
  ['tree-v5-string-numbers', 'vol2', 5, TREE, 7166],
  ['tree-v5-integer-numbers', 'vol3', 5, TREE, 7166],
  ['mkfs-c', 'smallvol', 5, WITH_EMPTY, 4094],
  ['ops-go-v5', 'smallvol', 5, WITH_EMPTY, 3070],
  ['ops-go-v4', 'oldvol', 4, WITH_EMPTY, 3070],
] as const;

function isClean(image: RandomAccess): boolean {
  const steps = checkTfs(image);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value.clean;
}

describe('formats/tfs on volumes of other writers', () => {
  for (const [name, label, version, files, free] of VOLUMES) {
    it(`reads ${name}`, () => {
      const image = bytesAccess(fixture(name));
      const reader = openTfs(image);
      const { summary } = reader;
      assert.deepEqual([Buffer.from(summary.label).toString(), summary.version], [label, version]);
      assert.deepEqual(listing(reader), files);
      assert.equal(reader.usage().freeBlocks, free);
      assert.ok(isClean(image));
    });
  }

  for (const [name, sectors, more] of [
    ['grown-by-nanos', [0, 1, 1031], [0, 100, 200, 300, 400, 500, 600].map((index) => `/made/f${index} text ${index}`)],
    ['compacted-by-nanos', [0, 1031], ['/x turned']],
  ] as const) {
    it(`reads ${name}, a volume of ours`, () => {
      const image = bytesAccess(fixture(name));
      const reader = openTfs(image);
      const content = Buffer.from(pattern(3000)).toString('latin1');
      const ours = ['/', '/a/', `/a/b ${content}`, `/c ${content}`, '/empty ', '/l -> a/b'];
      assert.deepEqual(listing(reader), [...ours, '/made/', '/made/one written by nanos', ...more].sort());
      assert.equal(reader.status(reader.lookup(encode('c'))).links, 2);
      assert.deepEqual(readLog(image).extensions.map(({ sector }) => sector), sectors); // prettier-ignore
      assert.ok(isClean(image));
    });
  }

  it('reads the times that a guest wrote', () => {
    const { mtime, atime } = openTfs(bytesAccess(fixture('guest-written-v5'))).readInode(5);
    assert.deepEqual(mtime, { seconds: 1_795_163_012, nanoseconds: 401_590_669 });
    assert.deepEqual(atime, mtime);
  });

  it('reads what the root has beside its files', () => {
    for (const name of ['ops-go-v5', 'ops-go-v4']) {
      const { root } = openTfs(bytesAccess(fixture(name)));
      const environment = root.get('environment');
      assert.ok(environment instanceof Tuple);
      assert.deepEqual(environment.get('USER'), encode('root'));
      const given = root.get('arguments');
      // The old encoding has no vectors: they are tuples.
      assert.ok(name === 'ops-go-v4' ? given instanceof Tuple : given instanceof Vector);
    }
  });

  it('finds files by their paths, through links', () => {
    const reader = openTfs(bytesAccess(fixture('mkfs-c')));
    const found = reader.lookup(encode('/dir/f.txt'));
    for (const path of ['lnk', 'dir/../lnk', '//dir/./f.txt', '../dir/f.txt']) assert.equal(reader.lookup(encode(path)), found); // prettier-ignore
    assert.equal(reader.lookup(encode('')), 1);
    for (const path of ['no', 'lnk/x', 'dir/f.txt/..', 'dir/f.txt/.', 'empty.txt/x']) {
      assert.throws(() => reader.lookup(encode(path)), (error) => hasErrorCode(error, 'source-not-found')); // prettier-ignore
    }
    assert.throws(() => reader.list(found), (error) => hasErrorCode(error, 'format-corrupt')); // prettier-ignore
    assert.throws(() => reader.readInode(1000), (error) => hasErrorCode(error, 'format-corrupt')); // prettier-ignore
  });
});
