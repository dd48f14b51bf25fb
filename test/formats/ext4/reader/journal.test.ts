import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { openExt4 } from '../../../../src/formats/ext4/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { debugfsBatch } from '../../../oracles/debugfs-inodes.js';
import { checkImage, makeFileSystem, repairImage } from '../../../oracles/e2fsprogs.js';
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

  for (const flags of [[], ['-v', '2'], ['-v', '3']]) {
    for (const features of ['64bit', '^64bit,^resize_inode', '^extents,^64bit,^metadata_csum']) {
      it(`replays what debugfs wrote: ${features} ${flags.join(' ')}`, () => {
        const image = scratch.path('written');
        makeFileSystem(image, '8m', ['-t', 'ext4', '-b', '1024', '-O', features]);
        const payload = (name: string, fill: string): string => {
          writeFileSync(scratch.path(name), fill.repeat(1024).slice(0, 1024));
          return scratch.path(name);
        };
        const content = scratch.path('content');
        writeFileSync(content, 'o'.repeat(12 * 1024));
        debugfsBatch(image, [`write ${content} file`], ['-w']);
        const blocks = debugfsBatch(image, ['blocks file'])[0]!.trim().split(/\s+/).slice(0, 12).map(Number);
        const escaped = scratch.path('escaped');
        writeFileSync(escaped, Buffer.concat([Buffer.of(0xc0, 0x3b, 0x39, 0x98), Buffer.alloc(1020, 'e')]));
        const data = blocks.filter((block) => block > 100);
        assert.ok(data.length >= 10);
        debugfsBatch(
          image,
          [
            ['jo', ...(flags.length > 0 ? ['-c', ...flags] : [])].join(' '),
            `jw -b ${data[0]} ${payload('one', '1')}`,
            `jw -b ${data[1]} ${payload('two', '2')}`,
            `jw -b ${data[2]} ${escaped}`,
            `jw -r ${data[0]}`,
            `jw -b ${data[1]} ${payload('three', '3')}`,
            'jc',
          ],
          ['-w'],
        );
        const read = treeOf(readFileSync(image));
        const before = readFileSync(image);
        repairImage(image);
        assert.ok(!readFileSync(image).equals(before));
        assert.deepEqual(read, treeOf(readFileSync(image)));
        withReader(image, (reader) => {
          const into = new Uint8Array(12 * 1024);
          reader.readFile(reader.lookup(new TextEncoder().encode('/file')), 0, into);
          const firsts = Array.from(into).filter((_, index) => index % 1024 === 10);
          assert.deepEqual(String.fromCharCode(...firsts).slice(0, 4), 'o3eo');
        });
      });
    }
  }
});
