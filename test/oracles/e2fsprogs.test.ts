import assert from 'node:assert/strict';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { MIB } from '../../src/core/size.js';
import { awkwardTree } from '../formats/ext4/awkward-tree.js';
import { assertExtracts } from '../formats/ext4/extracted.js';
import { makeImage, scratchDirectory } from '../formats/ext4/images.js';
import { directory, file, pattern } from '../formats/ext4/trees.js';
import { assertClean, checkImage, debugfs, dumpAll, dumpFields, isAboutOwners } from './e2fsprogs.js';

/** Every judge is seen to condemn before its acquittals count. */
describe('oracles/e2fsprogs', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();
  const image = () => scratch.path('image');

  const flip = (position: number): void => {
    const descriptor = openSync(image(), 'r+');
    const byte = new Uint8Array(1);
    readSync(descriptor, byte, 0, 1, position);
    byte[0]! ^= 0x10;
    writeSync(descriptor, byte, 0, 1, position);
    closeSync(descriptor);
  };
  const block = (pattern: RegExp): number => Number(pattern.exec(dumpAll(image()))![1]) * 1024;

  for (const [what, position] of [
    ['the superblock', () => 1024 + 0x10],
    ['a group descriptor', () => 2048 + 0xc],
    ['a block bitmap', () => block(/Block bitmap at (\d+)/) + 500],
    ['an inode bitmap', () => block(/Inode bitmap at (\d+)/) + 20],
    ['an inode', () => block(/Inode table at (\d+)/) + 11 * 256 + 4],
    ['the root directory', () => Number(/\(0\):(\d+)/.exec(debugfs(image(), 'stat /'))![1]) * 1024 + 9],
    ['the resize inode', () => block(/Inode table at (\d+)/) + 6 * 256 + 4],
    ['the journal', () => Number(/\(0-\d+\):(\d+)/.exec(debugfs(image(), 'stat <8>'))![1]) * 1024 + 0x10],
  ] as const) {
    it(`sees damage in ${what}`, () => {
      makeImage(image(), directory({ a: file(pattern(3000)) }), { size: 4 * MIB });
      assertClean(image());
      flip(position());
      const { status, complaints } = checkImage(image());
      assert.notEqual(status, 0);
      assert.notDeepEqual(complaints, []);
      assert.throws(() => {
        assertClean(image());
      });
    });
  }

  it('sees another content, another name and another target', () => {
    const tree = directory({ a: file(pattern(3000)) });
    makeImage(image(), tree, { size: 4 * MIB });
    flip(Number(/\(0-2\):(\d+)/.exec(debugfs(image(), 'stat /a'))![1]) * 1024 + 2999);
    assert.throws(() => {
      assertExtracts(image(), tree, scratch.path('content'));
    }, /another content/);
    assert.throws(() => {
      assertExtracts(image(), directory({ b: file(pattern(3000)) }), scratch.path('name'));
    });
    assert.throws(() => {
      assertExtracts(image(), awkwardTree(), scratch.path('tree'));
    });
  });

  it('forgives nothing but owners', () => {
    const there = scratch.path('two\nlines');
    writeFileSync(there, '');
    const complaint = (path: string): string =>
      `dump_file: Operation not permitted while changing ownership of ${path}\n`;
    assert.ok(isAboutOwners(''));
    assert.ok(isAboutOwners(complaint(there) + complaint(scratch.path('.'))));
    for (const other of [
      complaint(scratch.path('missing')),
      `rdump: Permission denied while opening ${there}\n`,
      `rdump: Permission denied while opening ${there}\n${complaint(there)}`,
      `${complaint(there)}rdump: Input/output error\n`,
      `${complaint(there)}rdump: Input/output error\n${complaint(there)}`,
    ]) {
      assert.ok(!isAboutOwners(other), other);
    }
  });

  it('throws what a tool complains of', () => {
    assert.throws(() => debugfs(image(), 'stat /missing'), /File not found/);
    assert.throws(() => dumpFields(scratch.path('nothing')), /dumpe2fs/);
  });
});
