import assert from 'node:assert/strict';
import { hasErrorCode } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import { planExt4 } from '../../../src/formats/ext4/index.js';
import { encodeTimestamp } from '../../../src/formats/ext4/timestamp.js';
import type { FileNode, Timestamp } from '../../../src/formats/tree.js';
import { assertClean, debugfs } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { type Bytes, device, directory, file, link, OPTIONS, special } from './trees.js';

const AFTER_2038: Timestamp = { seconds: 4_102_444_800, nanoseconds: 999_999_999 };
const BEFORE_1970: Timestamp = { seconds: -86_400, nanoseconds: 1 };

function withTimes(atime: Timestamp, mtime: Timestamp, ctime: Timestamp, crtime: Timestamp): FileNode<Bytes> {
  return file('x', { atime, mtime, ctime, crtime, uid: 70_000, gid: 4_000_000_000, mode: 0o6751 });
}

describe('formats/ext4 inodes', () => {
  const scratch = scratchDirectory();
  const times = withTimes(
    AFTER_2038,
    BEFORE_1970,
    { seconds: 0, nanoseconds: 5 },
    { seconds: 7_258_118_400, nanoseconds: 0 },
  );
  const tree = directory(
    {
      times,
      short: link('x'.repeat(59)),
      long: link('y'.repeat(60)),
      fifo: special('fifo'),
      socket: special('socket'),
      null: device('character-device', 1, 3),
      sda300: device('block-device', 259, 300),
      again: times,
      sticky: directory({ a: directory({}), b: directory({}), c: file('') }, { mode: 0o1777 }),
    },
    { mode: 0o711, uid: 5, gid: 6 },
  );
  const image = () => scratch.path('image');
  const stat = (path: string): string => debugfs(image(), `stat ${path}`).replaceAll(/ +/g, ' ');

  before(() => {
    makeImage(image(), tree, { size: 4 * MIB });
    assertClean(image());
  });

  it('keep owner, mode and links', () => {
    assert.match(stat('/times'), /Type: regular Mode: 06751/);
    assert.match(stat('/times'), /User: 70000 Group: -294967296 |User: 70000 Group: 4000000000 /);
    assert.match(stat('/times'), /Links: 2 /);
    assert.match(stat('/'), /Mode: 0711 [^]*User: 5 Group: 6 /);
    assert.match(stat('/sticky'), /Mode: 01777 [^]*Links: 4 /);
    assert.match(stat('/lost+found'), /Inode: 11 Type: directory Mode: 0700 /);
  });

  it('keep times before 1970 and beyond 2038 to the nanosecond', () => {
    assert.match(stat('/times'), /atime: 0xf4865700:ee6b27fd .* 2100/);
    assert.match(stat('/times'), /mtime: 0xfffeae80:00000004 .* Dec 31 .* 1969/);
    assert.match(stat('/times'), /ctime: 0x00000000:00000014/);
    assert.match(stat('/times'), /crtime: 0xb09e1900:00000002 .* 2200/);
    assert.match(stat('/short'), /crtime: 0x6553f100:00000000/);
  });

  it('encode each age by itself, and clamp what lies outside of all', () => {
    const cases: readonly [number, number, number][] = [
      [0, 0, 0],
      [-1, -1, 0],
      [2 ** 31 - 1, 2 ** 31 - 1, 0],
      [2 ** 31, -(2 ** 31), 1],
      [2 ** 32, 0, 1],
      [3 * 2 ** 32 + 2 ** 31 - 1, 2 ** 31 - 1, 3],
      [-(2 ** 31), -(2 ** 31), 0],
      [-(2 ** 40), -(2 ** 31), 0],
      [2 ** 40, 2 ** 31 - 1, 3],
    ];
    for (const [seconds, stored, epoch] of cases) {
      assert.deepEqual(encodeTimestamp({ seconds, nanoseconds: 0 }), { seconds: stored, extra: epoch }, `${seconds}`);
    }
    assert.equal(encodeTimestamp({ seconds: 2 ** 32, nanoseconds: 999_999_999 }).extra, 999_999_999 * 4 + 1);
  });

  it('hold short targets and device numbers themselves', () => {
    assert.match(stat('/short'), /Type: symlink [^]*Fast link dest: "x{59}"/);
    assert.match(stat('/long'), /Type: symlink [^]*EXTENTS:\n\(0\):\d+/);
    assert.match(stat('/null'), /Type: character special [^]*Device major\/minor number: 01:03/);
    assert.match(stat('/sda300'), /Type: block special [^]*major\/minor number: 259:300/);
    assert.match(stat('/fifo'), /Type: FIFO /);
    assert.match(stat('/socket'), /Type: socket /);
  });

  it('refuse numbers that do not fit, naming the field', () => {
    const plan = (attributes: Partial<FileNode<Bytes>>) => () => {
      makeImage(scratch.path('refused'), directory({ a: file('', attributes) }), { size: 4 * MIB });
    };
    for (const [attributes, field] of [
      [{ uid: 2 ** 32 }, 'inode.uid'],
      [{ gid: -1 }, 'inode.gid'],
      [{ mode: 0o200000 }, 'inode.mode'],
      [{ mtime: { seconds: 0, nanoseconds: 2 ** 30 } }, 'inode.modificationTimeExtra'],
    ] as const) {
      const named = (error: unknown) => hasErrorCode(error, 'format-field') && error.message.startsWith(field);
      assert.throws(plan(attributes), named, field);
    }
  });

  it('refuse more names than a file can have', () => {
    const shared = file('');
    const names = Object.fromEntries(Array.from({ length: 65_001 }, (_, index) => [`${index}`, shared] as const));
    const plan = () => planExt4(directory(names), { ...OPTIONS, size: 64 * MIB });
    assert.throws(plan, (error) => hasErrorCode(error, 'source-unsupported'));
  });
});
