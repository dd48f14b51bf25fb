import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { debugfsBatch } from '../../../oracles/debugfs-inodes.js';
import { makeFileSystem } from '../../../oracles/e2fsprogs.js';
import { makeVariedTree } from '../../../oracles/varied-tree.js';
import { scratchDirectory } from '../images.js';
import { assertSameAsDebugfs } from './same-as-debugfs.js';

/** What `mke2fs` is asked for, each with something of its own for the reader. */
const VARIANTS: readonly (readonly string[])[] = [
  ['-t', 'ext2', '-b', '1024', '-I', '128'],
  ['-t', 'ext2', '-b', '4096'],
  ['-t', 'ext2', '-r', '0', '-b', '1024'],
  ['-t', 'ext3', '-b', '1024'],
  ['-t', 'ext3', '-b', '2048', '-I', '128'],
  ['-t', 'ext4', '-b', '1024'],
  ['-t', 'ext4', '-b', '2048'],
  ['-t', 'ext4', '-b', '4096'],
  ['-t', 'ext4', '-b', '65536'],
  ['-t', 'ext4', '-b', '1024', '-I', '1024'],
  ['-t', 'ext4', '-b', '1024', '-O', 'inline_data'],
  ['-t', 'ext4', '-b', '4096', '-O', 'inline_data', '-I', '512'],
  ['-t', 'ext4', '-b', '1024', '-O', '^extents,^64bit'],
  ['-t', 'ext4', '-b', '1024', '-O', '^64bit'],
  ['-t', 'ext4', '-b', '4096', '-O', '^metadata_csum'],
  ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg'],
  ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg,^64bit'],
  ['-t', 'ext4', '-b', '4096', '-O', 'bigalloc'],
  ['-t', 'ext4', '-b', '1024', '-O', 'bigalloc', '-C', '16384'],
  ['-t', 'ext4', '-b', '1024', '-O', 'orphan_file'],
  ['-t', 'ext4', '-b', '1024', '-O', 'metadata_csum_seed'],
  ['-t', 'ext4', '-b', '1024', '-O', 'meta_bg,^resize_inode'],
  ['-t', 'ext4', '-b', '1024', '-O', 'sparse_super2'],
  ['-t', 'ext4', '-b', '1024', '-O', '^flex_bg,^sparse_super,^resize_inode'],
  ['-t', 'ext4', '-b', '1024', '-O', 'ea_inode,quota,project'],
  ['-t', 'ext4', '-b', '1024', '-O', '^filetype,^has_journal'],
  ['-t', 'ext4', '-b', '1024', '-O', 'casefold,large_dir,encrypt,verity'],
];

describe('formats/ext4 reader on what mke2fs makes', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();
  before(() => {
    makeVariedTree(scratch.path('source'));
    makeMore(scratch.path('source'));
  });

  for (const [index, flags] of VARIANTS.entries()) {
    it(flags.join(' '), () => {
      const image = scratch.path(`image-${index}`);
      makeFileSystem(image, needsMore(flags) ? '300m' : '40m', [...flags, '-d', scratch.path('source')]);
      debugfsBatch(image, additions(flags), ['-w']);
      const names = assertSameAsDebugfs(image, scratch.path(`extracted-${index}`));
      assert.ok(names > 1500, `${names} names`);
    });
  }
});

/** Where every file takes 64 KiB. */
function needsMore(flags: readonly string[]): boolean {
  return flags.includes('65536') || (flags.includes('4096') && flags.includes('bigalloc'));
}

function makeMore(root: string): void {
  mkdirSync(`${root}/wide`);
  for (let index = 0; index < 1200; index++) writeFileSync(`${root}/wide/${'n'.repeat(index % 60)}-${index}`, '');
  for (const size of [59, 60, 61, 100, 159, 160, 161, 3000]) writeFileSync(`${root}/small-${size}`, 's'.repeat(size));
  for (const size of [59, 60, 61, 150, 1000]) symlinkSync('t'.repeat(size), `${root}/to-${size}`);
  const islands = openSync(`${root}/islands`, 'w');
  for (let index = 0; index < 1500; index++) writeSync(islands, `island ${index}`, index * 16_384);
  closeSync(islands);
}

function additions(flags: readonly string[]): string[] {
  const attributes = ['ea_set one user.short abc', `ea_set one user.long ${'v'.repeat(150)}`];
  const large = flags.some((flag) => flag.includes('ea_inode')) ? [`ea_set large user.huge ${'h'.repeat(900)}`] : [];
  return [
    ...['mknod null c 1 3', 'mknod disk b 259 60000', 'mknod pipe p'],
    ...(flags.includes('0') ? [] : attributes),
    ...['ea_set suid security.capability ABC', 'ea_set small-100 user.beside inline', 'fallocate large 690 699'],
    ...large,
  ];
}
