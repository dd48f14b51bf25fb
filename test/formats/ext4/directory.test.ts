import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, MIB } from '../../../src/core/size.js';
import { makeDirectoryHash } from '../../../src/formats/ext4/directory-hash.js';
import { planExt4 } from '../../../src/formats/ext4/index.js';
import { assertClean, debugfs, dumpFields } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { type Directory, directory, encode, file, OPTIONS } from './trees.js';

/** A directory of names of one and the same file. */
function wide(count: number, nameOf = (index: number) => `name-${index}`): Directory {
  // A file has 65,000 names at most.
  const files = Array.from({ length: Math.ceil(count / 60_000) }, () => file('shared'));
  return directory(
    Array.from({ length: count }, (_, index) => ({ name: encode(nameOf(index)), node: files[index % files.length]! })),
  );
}

describe('formats/ext4 directories', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();

  it('hash names as debugfs does', () => {
    const image = scratch.path('empty');
    makeImage(image, directory({}), { size: MIB });
    const uuid = dumpFields(image).get('Directory Hash Seed')!;
    const hash = makeDirectoryHash(OPTIONS.hashSeed);
    for (const name of ['a', 'abc', 'abcd', 'x'.repeat(31), 'y'.repeat(32), 'z'.repeat(33), 'n'.repeat(255), 'ключ']) {
      const expected = /0x([0-9a-f]+)/.exec(debugfs(image, `dx_hash -h half_md4 -s ${uuid} ${name}`))![1]!;
      // debugfs hashes unsigned characters here: the two differ only for names that are not ASCII.
      if (/^[ -~]*$/.test(name)) assert.equal(hash(encode(name)).toString(16), expected, name);
    }
  });

  for (const [count, blockSize, levels] of [
    [2000, 4096, 0],
    [200_000, 4096, 1],
    [60_000, 1024, 1],
  ] as const) {
    it(`lead to ${count} names with blocks of ${blockSize}`, () => {
      const image = scratch.path(`wide-${count}`);
      makeImage(image, directory({ wide: wide(count) }), { size: 600 * MIB, blockSize });
      assertClean(image);
      assert.match(debugfs(image, 'htree_dump /wide').slice(0, 2000), new RegExp(`Indirect levels: ${levels}`));
      const listed = debugfs(image, 'ls -p /wide').match(/name-\d+/g)!;
      assert.equal(new Set(listed).size, count);
    });
  }

  it('are found by name through the index when names are not ASCII', () => {
    const image = scratch.path('cyrillic');
    makeImage(image, directory({ wide: wide(3000, (index) => `файл-${index}-é`) }), { size: 16 * MIB });
    assertClean(image);
  });

  it('count as one link when they have more than 64,998 subdirectories', () => {
    for (const [count, links] of [
      [64_998, 65_000],
      [64_999, 1],
    ] as const) {
      const below = Array.from({ length: count }, (_, index) => ({ name: encode(`${index}`), node: directory({}) }));
      const image = scratch.path('subdirectories');
      makeImage(image, directory({ many: directory(below) }), { size: GIB });
      assertClean(image);
      assert.match(debugfs(image, 'stat /many'), new RegExp(`Links: ${links} `));
    }
  });

  it('keep a lost+found that the tree has, and refuse one that is none', () => {
    const image = scratch.path('lost');
    const found = directory({ '#1234': file('found') }, { mode: 0o750 });
    makeImage(image, directory({ 'lost+found': found }), { size: MIB });
    assertClean(image);
    assert.match(debugfs(image, 'stat /lost+found'), /Inode: 11 .*Mode: {2}0750[^]*Size: 12288/);
    assert.equal(debugfs(image, 'cat /lost+found/#1234'), 'found');
    const wrong = () => planExt4(directory({ 'lost+found': file('') }), { ...OPTIONS, size: MIB });
    assert.throws(wrong, (error) => hasErrorCode(error, 'source-unsupported'));
    const full = directory({ 'lost+found': wide(5000) });
    makeImage(image, full, { size: 8 * MIB });
    assertClean(image);
  });

  it('refuse names that no directory has, names that occur twice, and directories with two names', () => {
    const shared = directory({});
    const loop = directory({}) as { entries: unknown };
    loop.entries = [{ name: encode('again'), node: loop }];
    for (const [tree, code] of [
      [directory([{ name: encode(''), node: file('') }]), 'name-invalid'],
      [directory({ '.': file('') }), 'name-invalid'],
      [directory({ '..': file('') }), 'name-invalid'],
      [directory({ 'a/b': file('') }), 'name-invalid'],
      [directory({ 'a\0b': file('') }), 'name-invalid'],
      [directory({ ['n'.repeat(256)]: file('') }), 'name-invalid'],
      [
        directory([
          { name: encode('a'), node: file('') },
          { name: encode('a'), node: file('') },
        ]),
        'name-invalid',
      ],
      [directory({ a: shared, b: shared }), 'source-unsupported'],
      [loop as Directory, 'source-unsupported'],
      [directory({ below: loop as Directory }), 'source-unsupported'],
    ] as const) {
      assert.throws(
        () => planExt4(tree, { ...OPTIONS, size: MIB }),
        (error) => hasErrorCode(error, code),
      );
    }
  });

  it('take blocks of 4096 bytes in a small volume when an index of smaller ones is too small', () => {
    const long = (index: number): string => `${index}`.padEnd(255, '-');
    const tree = directory({ wide: wide(60_000, long) });
    assert.equal(planExt4(tree, { ...OPTIONS, size: 64 * MIB }).blockSize, 4096);
    const forced = () => planExt4(tree, { ...OPTIONS, size: 64 * MIB, blockSize: 1024 });
    assert.throws(forced, (error) => hasErrorCode(error, 'format-limit') && error.hint !== undefined);
  });
});
