import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseSize } from '../../src/core/size.js';
import { checkDisk } from '../../src/filesystem/inspect/check-disk.js';
import { copyIntoVolume } from '../../src/volumes/edit-volume.js';
import { importIntoVolume } from '../../src/volumes/import-volume.js';
import { resizeVolume } from '../../src/volumes/resize-volume.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { opsError } from '../io/ops-error.js';
import { assertClean, changeWithDebugfs, debugfs, dumpFields } from '../oracles/e2fsprogs.js';
import { createData, freeStore, sourceAt } from './editing.js';

/** What follows from what is in a volume, or from its size, rather than from what somebody set. */
const DERIVED =
  /^(Free blocks|Free inodes|Block count|Inode count|Inodes per group|Inode blocks per group|Reserved (GDT )?blocks?|Reserved block count|Overhead clusters|Total journal.*|Max transaction length|Fast commit length|Journal (start|sequence|checksum)|Checksum)$/;

/** Extents, and every flag that chattr(1) can set on a file or a directory. */
const FILE_FLAGS = 0x0008_0000 + 0x0200_c0ff;
const DIRECTORY_FLAGS = FILE_FLAGS + 0x2003_0000;

function settingsOf(image: string): [string, string][] {
  return [...dumpFields(image)].filter(([field]) => !DERIVED.test(field));
}

function inodesOf(image: string): string[] {
  return ['/', '/kept', '/kept/file', '/kept/pipe'].map((name) => {
    const [, flags, project] = /Flags: (0x[0-9a-f]+)[^]*?Project: +(-?\d+)/.exec(debugfs(image, `stat ${name}`)) ?? [];
    return `${name} ${flags ?? ''} ${project ?? ''}`;
  });
}

function tune(image: string, ...flags: string[]): void {
  execFileSync('tune2fs', [...flags, image], { stdio: 'pipe' });
}

describe('volumes/rebuild-volume', function () {
  this.timeout(60_000);
  const inDirectory = useTemporaryDirectory();

  async function makeTuned() {
    mkdirSync(inDirectory('tree/kept'), { recursive: true });
    mkdirSync(inDirectory('other/kept/new'), { recursive: true });
    writeFileSync(inDirectory('tree/kept/file'), 'content');
    execFileSync('mkfifo', [inDirectory('tree/kept/pipe')]);
    writeFileSync(inDirectory('more'), 'more');
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing, { sources: [sourceAt(inDirectory('tree'))] });
    tune(location, '-e', 'remount-ro', '-o', '^acl,journal_data_writeback,nobarrier', '-m', '1', '-c', '10', '-C', '3');
    tune(location, '-i', '30d', '-T', '20010203040506', '-u', '7', '-g', '8', '-M', '/srv/data', '-E', 'stride=4,stripe_width=16,mount_opts=nodelalloc,test_fs');
    changeWithDebugfs(location, [
      'feature project',
      `set_inode_field / flags 0x${(DIRECTORY_FLAGS - 0x10).toString(16)}`,
      `set_inode_field /kept flags 0x${DIRECTORY_FLAGS.toString(16)}`,
      `set_inode_field /kept/file flags 0x${FILE_FLAGS.toString(16)}`,
      'set_inode_field /kept/pipe flags 0xc0',
      'set_inode_field /kept projid 42',
      'set_inode_field /kept/file projid 4294967295',
    ]);
    assertClean(location);
    return { editing, location };
  }

  it('keeps what tune2fs and chattr have set', async () => {
    const { editing, location } = await makeTuned();
    const [settings, inodes] = [settingsOf(location), inodesOf(location)];
    assert.deepEqual(inodes, ['/ 0x220bc0ef 0', '/kept 0x220bc0ff 42', '/kept/file 0x208c0ff -1', '/kept/pipe 0xc0 0']);
    assert.equal(new Map(settings).get('Default mount options'), 'journal_data_writeback user_xattr nobarrier');
    assert.equal(dumpFields(location).get('Reserved block count'), '81');
    const changes = {
      import: () => importIntoVolume(editing, 'data', { sources: [sourceAt(inDirectory('more'))] }, {}),
      merge: () => importIntoVolume(editing, 'data', { sources: [sourceAt(inDirectory('other'))] }, {}),
      copy: () => copyIntoVolume(editing, 'data', [{ hostPath: inDirectory('more'), shown: 'more', destination: '/x' }], {}, {}),
      grow: () => resizeVolume(editing, 'data', parseSize('40m'), {}),
      shrink: () => resizeVolume(editing, 'data', parseSize('8m'), {}),
    };
    for (const [name, change] of Object.entries(changes)) {
      await change();
      assertClean(location);
      assert.ok((await checkDisk({ location, shown: 'data', kind: 'ext4' }, {})).clean, name);
      assert.deepEqual(settingsOf(location), settings, name);
      assert.deepEqual(inodesOf(location), inodes, name);
    }
    assert.equal(dumpFields(location).get('Reserved block count'), '81');
  });

  it('refuses to lose what it cannot keep', async () => {
    const { editing, location } = await makeTuned();
    tune(location, '-E', 'hash_alg=tea');
    await assert.rejects(resizeVolume(editing, 'data', parseSize('9m'), {}), opsError('format-unsupported', 'half_md4'));
    tune(location, '-E', 'hash_alg=half_md4', '-O', 'quota');
    await assert.rejects(resizeVolume(editing, 'data', parseSize('9m'), {}), opsError('format-unsupported', 'quota'));
  });
}); // prettier-ignore
