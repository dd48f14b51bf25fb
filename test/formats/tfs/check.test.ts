import assert from 'node:assert/strict';
import { bytesAccess } from '../../../src/formats/random-access.js';
import type { Finding } from '../../../src/formats/ext4/check/index.js';
import { checkTfs } from '../../../src/formats/tfs/check/index.js';
import { PRESENT, tupleOf, TupleEncoder, type PlainTuple } from '../../../src/formats/tfs/tuple/index.js';
import { directory, file, link as linkNode, pattern } from '../ext4/trees.js';
import { END, fileOf, link, record, recordOf, volumeOf, volumeWith } from './records.js';
import { makeVolume } from './volumes.js';

function findingsOf(volume: Uint8Array): readonly Finding[] {
  const steps = checkTfs(bytesAccess(volume));
  let step = steps.next();
  for (; !step.done; step = steps.next()) assert.ok(step.value.done < step.value.total);
  assert.equal(step.value.clean, step.value.findings.length === 0);
  return step.value.findings;
}

/** Each finding as `structure: problem`. */
function problemsOf(volume: Uint8Array): string[] {
  return findingsOf(volume).map(({ structure, problem }) => `${structure}: ${problem}`);
}

/** What is found when these are the entries of the root. */
function problemsWith(children: PlainTuple): string[] {
  return problemsOf(volumeWith(recordOf({ children })));
}

const extent = (offset: bigint, length: bigint, allocated = length): PlainTuple => ({ offset, length, allocated });
const fileWith = (extents: PlainTuple, filelength = 512n): PlainTuple => ({ f: { filelength, extents } });

describe('formats/tfs check', () => {
  it('finds nothing wrong with what we write', () => {
    const shared = file(pattern(600));
    const islands = {
      ...file('x'),
      size: 90_000,
      data: [
        { start: 1000, length: 1 },
        { start: 80_000, length: 5000 },
      ],
    };
    const tree = directory({ a: shared, b: directory({ c: shared, d: linkNode('nowhere') }), islands });
    assert.deepEqual(findingsOf(makeVolume(tree)), []);
  });

  it('says where the damage is', () => {
    const volume = volumeWith(recordOf({ children: fileWith({ 0: extent(9000n, 1n) }) }));
    assert.deepEqual(findingsOf(volume), [{ structure: 'tuple 5', offset: 521, problem: 'extent 0 ends at block 9001 of 8192' }]); // prettier-ignore
    const cut = volume.fill(0, 520, 521).fill(9, 521, 522);
    assert.deepEqual(findingsOf(cut), [{ structure: 'log extension 1', offset: 521, problem: 'there is no record with the tag 9' }]); // prettier-ignore
  });

  for (const [what, children, problems] of [
    ['an extent behind the end', fileWith({ 0: extent(8191n, 1n, 2n) }), ['tuple 5: extent 0 ends at block 8193 of 8192']],
    ['an extent that keeps less than it has', fileWith({ 0: extent(2000n, 2n, 1n) }), ['tuple 5: extent 0 has 2 blocks, and keeps 1']],
    ['an extent without an offset', fileWith({ 0: { length: 1n, allocated: 1n } }), ['tuple 5: extent 0 has no offset, or one that cannot be']],
    ['an extent of a negative length', fileWith({ 0: extent(2000n, -1n) }), ['tuple 5: extent 0 has no length, or one that cannot be']],
    ['an extent that is no tuple', fileWith({ 0: 'x' }), ['tuple 5: extent 0 is no tuple']],
    ['an extent at no block', fileWith({ x: extent(2000n, 1n) }), ['tuple 5: "x" is no block of a file']],
    ['extents that overlap in the file', fileWith({ 0: extent(2000n, 2n), 1: extent(3000n, 2n) }), ['tuple 5: two extents hold block 1 of the file']],
    ['extents that overlap on the volume', fileWith({ 0: extent(2000n, 2n), 5: extent(2001n, 2n) }), ['tuple 5: blocks 2001 to 2001 are those of tuple 5 as well']],
    ['an extent in the log', fileWith({ 0: extent(1000n, 2n) }), ['tuple 5: blocks 1000 to 1001 are those of log extension 1 as well']],
    ['a length that cannot be', fileWith({}, -1n), ['tuple 5: its length cannot be']],
    ['a file without extents', { f: { filelength: 0n } }, ['tuple 5: a file has no extents']],
    ['a link that leads nowhere', { l: { linktarget: '' } }, ['tuple 5: a link leads to what no path is']],
    ['a link to what is no path', { l: { linktarget: 5n } }, ['tuple 5: a link leads nowhere']],
    ['a name with a slash', { 'a/b': { children: {} } }, ['tuple 1: "a/b" is not a name that a file can have']],
    ['an entry that is no file', { a: 'text' }, ['tuple 1: "a" is no tuple']],
    ['a time that is none', { d: { children: {}, mtime: 'soon' } }, ['tuple 5: its mtime is no number']],
    ['names that are not there', { f: { ...fileOf(0n, 0n, 0n), nlink: 2n } }, ['tuple 5: says to have 2 names, and has 1']],
  ] satisfies [string, PlainTuple, string[]][]) {
    it(`finds ${what}`, () => {
      assert.deepEqual(problemsWith(children), problems);
    });
  } // prettier-ignore

  it('finds files that share blocks', () => {
    const problems = problemsWith({ a: fileOf(512n, 2000n), b: fileOf(1024n, 1999n), c: fileOf(512n, 2001n) });
    assert.deepEqual(problems, ['tuple 5: blocks 2000 to 2000 are those of tuple 15 as well']);
  });

  it('finds names that are not counted, and directories in themselves', () => {
    const encoder = new TupleEncoder();
    const shared = tupleOf(fileOf(0n, 0n, 0n));
    const inner = tupleOf({ children: {} });
    const children = tupleOf({}).set('a', shared).set('b', shared).set('d', inner);
    (inner.get('children') as typeof children).set('up', inner).set('flag', PRESENT);
    encoder.value(tupleOf({}).set('children', children));
    assert.deepEqual(problemsOf(volumeWith(record(encoder.takeRecord()))), [
      'tuple 16: "up" is a directory that has another name',
      'tuple 16: "flag" is no tuple',
      'tuple 5: says to have 1 names, and has 2',
    ]);
  });

  it('finds a root that is none, and what is wrong with sector 0', () => {
    assert.deepEqual(problemsOf(volumeWith(recordOf({ program: '/x' }))), ['tuple 1: the root is no directory']);
    const volume = makeVolume(directory({}));
    volume.set([0x55, 0xaa], 510);
    volume.fill(0, 8, 24);
    assert.deepEqual(problemsOf(volume), [
      'sector 0: ends as a boot sector does: a guest takes the disk for its root',
      'sector 0: its UUID is all zeros',
    ]);
    assert.deepEqual(problemsOf(volume.fill(0x4e, 0, 6)), [
      'sector 0: ends as a boot sector does: a guest takes the disk for its root',
      'log extension 0: does not begin as TFS does',
    ]);
  });

  it('finds extensions that overlap, or are not as long as they say', () => {
    const overlapping = volumeOf([
      { sector: 0, length: 1, content: link(1, 64) },
      { sector: 1, length: 64, content: Buffer.concat([recordOf({ children: {} }), link(60, 64)]) },
      { sector: 60, length: 63, content: END },
    ]);
    assert.deepEqual(problemsOf(overlapping), [
      'log extension 60: says to have 63 sectors, and has 64',
      'log extension 60: blocks 60 to 64 are those of log extension 1 as well',
    ]);
  });
});
