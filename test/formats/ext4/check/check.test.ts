import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { checkExt4, type CheckResult } from '../../../../src/formats/ext4/check/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { checkImage } from '../../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from '../images.js';
import { device, directory, file, link, special } from '../trees.js';

const MIB = 2 ** 20;

function check(image: Uint8Array): CheckResult {
  const work = checkExt4(bytesAccess(image));
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function sampleTree() {
  const shared = file('shared');
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`a-name-that-takes-some-room-${index}`, file('')]),
  );
  return directory({
    a: shared,
    b: shared,
    many: directory(many),
    folder: directory({ inner: directory({}) }),
    short: link('a'),
    long: link('x'.repeat(100)),
    pipe: special('fifo'),
    null: device('character-device', 1, 3),
    data: file('d'.repeat(20_000), { xattrs: new Map([['user.note', Buffer.alloc(300, 'n')]]) }),
  });
}

describe('checking ext4', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();
  const image = (): string => scratch.path('image');

  function makeOurs(): Buffer {
    makeImage(image(), sampleTree(), { size: 4 * MIB });
    return readFileSync(image());
  }

  function makeTheirs(...options: string[]): Buffer {
    const { status, stderr } = spawnSync('mke2fs', ['-q', '-F', ...options], { encoding: 'latin1' });
    assert.equal(status, 0, stderr);
    return readFileSync(image());
  }

  /** A generator of numbers below `limit` that are the same each time. */
  function numbers(seed: number): (limit: number) => number {
    let state = seed;
    return (limit) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
  }

  it('finds nothing in what we write', () => {
    assert.deepEqual(check(makeOurs()), { clean: true, findings: [], truncated: false, replayed: false });
  });

  it('finds nothing in what mke2fs writes', () => {
    const rows = [
      ['-t', 'ext2', image(), '4m'],
      ['-t', 'ext3', image(), '8m'],
      ['-t', 'ext4', image(), '8m'],
      ['-t', 'ext4', '-O', '^metadata_csum,uninit_bg', image(), '8m'],
      ['-t', 'ext4', '-O', 'inline_data,bigalloc', image(), '64m'],
      ['-t', 'ext4', '-b', '1024', '-O', 'meta_bg,^resize_inode', image(), '64m'],
      ['-t', 'ext4', '-O', 'sparse_super2,quota,project', image(), '64m'],
    ];
    for (const row of rows) assert.deepEqual(check(makeTheirs(...row)).findings, [], row.join(' '));
  });

  /** What is damaged so that checksums stay right, and what is found of it. */
  const DAMAGES: readonly (readonly [command: string, found: RegExp])[] = [
    ['sif a links_count 5', /inode \d+ .*says 5 names, and has 2/],
    ['sif folder links_count 1', /says 1 names, and has 3/],
    ['sif data size 10', /blocks behind its 10 bytes/],
    ['sif data blocks 4', /says 4 sectors/],
    ['sif a mode 040755', /directory|size/],
    ['sif a links_count 0', /not in use/],
    ['sif a dtime 5', /is in use, and was deleted/],
    ['clri a', /not in use/],
    ['clri folder', /not in use/],
    ['freeb 100', /block bitmap 0 .*in use and marked free/],
    ['setb 3500', /block bitmap 0 .*free and marked used/],
    ['freei a', /inode bitmap 0 .*in use and marked free/],
    ['seti <500>', /inode bitmap 0 .*free and marked used/],
    ['unlink a', /says 2 names, and has 1/],
    ['unlink folder', /is in no directory/],
    ['ln a folder/again', /says 2 names, and has 3/],
    ['ln folder many/again', /has another name/],
    ['set_bg 0 free_inodes_count 7', /group descriptor 0/],
    ['sif data block[5] 5', /claimed twice|extent tree/],
    ['sif data file_acl 5', /attribute block/],
    ['ssv free_blocks_count 5', /superblock .*says 5 free blocks/],
    ['ssv journal_inum 0', /superblock .*its journal is nowhere/],
  ];

  it('says what is wrong, and where', () => {
    writeFileSync(scratch.path('intact'), makeOurs());
    for (const [command, found] of DAMAGES) {
      copyFileSync(scratch.path('intact'), image());
      spawnSync('debugfs', ['-w', '-R', command, image()]);
      const { clean, findings } = check(readFileSync(image()));
      assert.equal(clean, false, command);
      const text = findings.map(({ structure, offset, problem }) => `${structure} at ${offset}: ${problem}`).join('\n');
      assert.match(text, found, command);
    }
  });

  for (const [name, make, seed] of [
    ['ours', makeOurs, 1],
    ['ext2', () => makeTheirs('-t', 'ext2', image(), '2m'), 2],
  ] as const) {
    it(`finds what e2fsck finds in damaged volumes (${name})`, () => {
      const intact = make();
      const used = [...intact.keys()].filter((at) => at >= 1024 && at < MIB && intact[at] !== 0);
      const next = numbers(seed);
      let damaged = 0;
      for (let round = 0; round < 60; round++) {
        const bytes = Buffer.from(intact);
        const at = used[next(used.length)] ?? 0;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
        writeFileSync(image(), bytes);
        const isClean = checkImage(image()).status === 0;
        if (!isClean) assert.equal(check(bytes).clean, false, `byte ${at}, round ${round}`);
        if (!isClean) damaged++;
      }
      assert.ok(damaged > 10, `${damaged} of 60`);
    });
  }

  it('reports what is no volume, and a hundred findings at most', () => {
    assert.equal(check(new Uint8Array(MIB)).findings[0]?.structure, 'superblock');
    assert.equal(check(new Uint8Array(10)).clean, false);
    const bytes = makeOurs();
    const text = bytes.toString('latin1');
    for (let at = text.indexOf('a-name-that'); at >= 0; at = text.indexOf('a-name-that', at + 1)) bytes[at] = 0x2f;
    const { findings } = check(bytes);
    assert.ok(findings.length > 0 && findings.length <= 100);
  });
});
