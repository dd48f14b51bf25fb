import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { debugfsBatch } from '../../../oracles/debugfs-inodes.js';
import { checkImage, dumpFields, makeFileSystem, repairImage } from '../../../oracles/e2fsprogs.js';
import { scratchDirectory } from '../images.js';
import { dirtyImage } from './dirty-image.js';
import { withReader } from './open-file.js';
import { withContents } from './read-whole.js';
import { assertSameAsDebugfs } from './same-as-debugfs.js';

const treeOf = (image: Uint8Array): unknown => {
  const reader = openExt4(bytesAccess(image));
  return withContents(reader, reader.readTree());
};

describe('formats/ext4 reader on journals', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();

  it('reads the volume of a killed guest as e2fsck repairs it', () => {
    const image = scratch.path('killed');
    writeFileSync(image, dirtyImage());
    assert.match(checkImage(image).complaints.join('\n'), /skipping journal recovery/);
    const read = treeOf(readFileSync(image));
    const usage = withReader(image, (reader) => reader.usage());
    repairImage(image);
    assert.ok(assertSameAsDebugfs(image, scratch.path('extracted')) > 350);
    assert.deepEqual(read, treeOf(readFileSync(image)));
    assert.deepEqual(
      usage,
      withReader(image, (reader) => reader.usage()),
    );
  });

  it('needs the journal for that', () => {
    const image = scratch.path('unreplayed');
    writeFileSync(image, dirtyImage());
    debugfsBatch(image, ['feature -needs_recovery'], ['-w']);
    let without: unknown;
    try {
      without = treeOf(readFileSync(image));
    } catch (error) {
      without = error;
    }
    assert.notDeepEqual(without, treeOf(dirtyImage()));
  });

  for (const [features, flags] of [
    ['64bit', ''],
    ['64bit', '-c -v 2'],
    ['64bit', '-c -v 3'],
    ['^64bit,^resize_inode', ''],
    ['^64bit,^resize_inode', '-c -v 2'],
    ['^64bit,^resize_inode', '-c -v 3'],
    ['^extents,^64bit,^metadata_csum', ''],
  ] as const) {
    it(`replays what debugfs wrote: ${features} ${flags}`, () => {
      const image = scratch.path('written');
      makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024', '-O', features]);
      leaveTransactions(image, flags);
      const read = treeOf(readFileSync(image));
      assert.equal(firstLetters(image), 'o3e');
      repairImage(image);
      assert.equal(firstLetters(image), 'o3e');
      assert.deepEqual(read, treeOf(readFileSync(image)));
    });
  }

  for (const features of ['64bit', '^64bit,^resize_inode']) {
    for (const flags of ['', '-c -v 2', '-c -v 3']) {
      it(`replays more than a descriptor holds: ${features} ${flags}`, () => {
        const image = scratch.path('full');
        makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024', '-O', features]);
        writeFileSync(scratch.path('before'), 'o'.repeat(400 * 1024));
        writeFileSync(scratch.path('after'), 'abcdefg'.repeat(30 * 1024).slice(0, 200 * 1024));
        debugfsBatch(image, [`write ${scratch.path('before')} file`], ['-w']);
        const blocks = debugfsBatch(image, ['blocks file'])[0]!.trim().split(/\s+/).slice(100, 300).map(Number);
        assert.equal(blocks.at(-1)! - blocks[0]!, 199, 'they follow each other');
        const list = `${blocks[0]}-${blocks.at(-1)}`;
        debugfsBatch(image, [`jo ${flags}`, `jw -b ${list} ${scratch.path('after')}`, 'jc'], ['-w']);
        const read = treeOf(readFileSync(image));
        assert.match(firstLetters(image, 297), /^[a-g]{3}$/);
        repairImage(image);
        assert.deepEqual(read, treeOf(readFileSync(image)));
      });
    }
  }

  it('follows the journal over its end', () => {
    const image = scratch.path('ring');
    makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024']);
    leaveTransactions(image, '');
    const bytes = readFileSync(image);
    const ring = journalBlocks(image).slice(1);
    for (const shift of [1020, 1015, 1010]) {
      const turned = Uint8Array.from(bytes);
      for (const [index, block] of ring.entries()) {
        const to = ring[(index + shift) % ring.length]! * 1024;
        turned.set(bytes.subarray(block * 1024, block * 1024 + 1024), to);
      }
      patchJournal(turned, journalBlocks(image)[0]!, 0x1c, 1 + shift);
      writeFileSync(image, turned);
      assert.equal(firstLetters(image), 'o3e');
      repairImage(image);
      assert.equal(firstLetters(image), 'o3e');
      writeFileSync(image, bytes);
    }
  });

  for (const [what, offset, value, message] of [
    ['fast commits', 0x28, 0x21, /fast_commit/],
    ['an unknown feature', 0x28, 0x41, /0x40/],
    ['another block size', 0xc, 4096, /blocks cannot be 4096/],
    ['more blocks than it has', 0x10, 5000, /says 5000 blocks/],
    ['a start behind its end', 0x1c, 1024, /cannot begin with 1 and go on at 1024/],
    ['no first block', 0x14, 0, /cannot begin with 0/],
    ['no magic', 0, 0, /has no superblock/],
  ] as const) {
    it(`refuses a journal with ${what}`, () => {
      const image = scratch.path('patched');
      makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024']);
      leaveTransactions(image, '');
      const bytes = readFileSync(image);
      patchJournal(bytes, journalBlocks(image)[0]!, offset, value);
      assert.throws(() => treeOf(bytes), message);
    });
  }

  it('knows whole transactions by the checksums of older journals', () => {
    const image = scratch.path('older');
    makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024', '-O', '^extents,^64bit,^metadata_csum']);
    // debugfs 1.47.0 gives a transaction of nothing but a revocation a checksum that e2fsck refuses.
    leaveTransactions(image, '-c', { revoke: false });
    assert.match(dumpFields(image).get('Journal features')!, /^journal_checksum/);
    const bytes = readFileSync(image);
    assert.equal(firstLetters(image), '13e');
    for (const index of [0, 1, 2, 10]) {
      const damaged = Uint8Array.from(bytes);
      damaged[journalBlocks(image)[index + 1]! * 1024 + 17]! ^= 1;
      assert.throws(() => treeOf(damaged), /^OpsError: journal at byte \d+: transaction [14] is damaged/, `${index}`);
    }
    repairImage(image);
    assert.equal(firstLetters(image), '13e');
  });

  it('refuses a transaction that is damaged, but not one that was never committed', () => {
    const image = scratch.path('broken');
    for (const version of ['2', '3']) {
      makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024']);
      leaveTransactions(image, `-c -v ${version}`);
      const bytes = readFileSync(image);
      // Descriptor, copy, commit, three times; revocation, commit; descriptor, copy, commit.
      const log = journalBlocks(image).slice(1);
      for (const index of [0, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13]) {
        const damaged = Uint8Array.from(bytes);
        damaged[log[index]! * 1024 + 20]! ^= 1;
        assert.throws(() => treeOf(damaged), /^OpsError: journal at byte/, `block ${index}`);
      }
      const cut = Uint8Array.from(bytes);
      cut.fill(0, log[5]! * 1024, log[5]! * 1024 + 1024);
      writeFileSync(image, cut);
      assert.equal(firstLetters(image), '1oo');
    }
  });

  function journalBlocks(image: string): number[] {
    return debugfsBatch(image, ['blocks <8>'])[0]!.trim().split(/\s+/).map(Number);
  }

  function patchJournal(image: Uint8Array, block: number, offset: number, value: number): void {
    new DataView(image.buffer, image.byteOffset).setUint32(block * 1024 + offset, value);
  }

  /** Writes a file of `o`s, then transactions over three of its blocks, the first of which is revoked. */
  function leaveTransactions(image: string, flags: string, { revoke = true } = {}): void {
    const content = (name: string, bytes: string | Uint8Array): string => {
      writeFileSync(scratch.path(name), bytes);
      return scratch.path(name);
    };
    debugfsBatch(image, [`write ${content('file', 'o'.repeat(12_288))} file`], ['-w']);
    const blocks = debugfsBatch(image, ['blocks file'])[0]!.trim().split(/\s+/);
    const escaped = Buffer.concat([Buffer.of(0xc0, 0x3b, 0x39, 0x98), Buffer.alloc(1020, 'e')]);
    const steps = [
      `jo ${flags}`,
      `jw -b ${blocks[0]} ${content('one', '1'.repeat(1024))}`,
      `jw -b ${blocks[1]} ${content('two', '2'.repeat(1024))}`,
      `jw -b ${blocks[2]} ${content('escaped', escaped)}`,
      ...(revoke ? [`jw -r ${blocks[0]}`] : []),
      `jw -b ${blocks[1]} ${content('three', '3'.repeat(1024))}`,
      'jc',
    ];
    debugfsBatch(image, steps, ['-w']);
  }

  function firstLetters(image: string, block = 0): string {
    return withReader(image, (reader) => {
      const into = new Uint8Array(3 * 1024);
      reader.readFile(reader.lookup(new TextEncoder().encode('/file')), block * 1024, into);
      return String.fromCharCode(into[4]!, into[1028]!, into[2052]!);
    });
  }
});
