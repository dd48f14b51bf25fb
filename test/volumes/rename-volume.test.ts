import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseSize } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { SUPERBLOCK } from '../../src/formats/ext4/superblock.js';
import { renameVolume } from '../../src/volumes/rename-volume.js';
import { filesIn } from '../cli/ops-home.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean, changeWithDebugfs, dumpFields } from '../oracles/e2fsprogs.js';
import { createData, freeStore, UUID } from './editing.js';

const LABEL_AT = SUPERBLOCK.offsetOf('label');
const CHECKSUM_AT = SUPERBLOCK.offsetOf('checksum');
/** Where mke2fs puts the superblock and its backups in 64 MiB of blocks of 1 KiB: groups 0, 1, 3, 5 and 7. */
const SUPERBLOCKS = [0, 1, 3, 5, 7].map((group) => (1 + group * 8192) * 1024);

describe('volumes/rename-volume', () => {
  const inDirectory = useTemporaryDirectory();
  const rename = (from: string, to: string) =>
    renameVolume(freeStore(inDirectory('store')), from, parseVolumeName(to), {});

  it('changes the label and its checksum in every superblock, and nothing else', async () => {
    const { location } = await createData(freeStore(inDirectory('store')), { size: parseSize('64m') });
    const before = readFileSync(location);
    const volume = await rename('data', 'other');
    assert.equal(path.basename(volume.location), `other:${UUID}.raw`);
    assertClean(volume.location);
    const after = readFileSync(volume.location);
    for (const position of SUPERBLOCKS) {
      assert.equal(after.toString('latin1', position + LABEL_AT, position + LABEL_AT + 6), 'other\0');
      for (const [at, length] of [
        [LABEL_AT, 16],
        [CHECKSUM_AT, 4],
      ] as const) {
        after.copy(before, position + at, position + at, position + at + length);
      }
    }
    assert.ok(after.equals(before));
    assert.ok(statSync(volume.location).blocks * 512 < 2 << 20, 'it is thin');
  });

  it('has no label while its name is too long for one', async () => {
    await createData(freeStore(inDirectory('store')));
    const long = 'a-name-of-over-sixteen-bytes';
    assert.equal(dumpFields((await rename('data', long)).location).get('Filesystem volume name'), '<none>');
    assert.equal(dumpFields((await rename(long, 'data')).location).get('Filesystem volume name'), 'data');
  });

  it('replays a journal first, which may hold a superblock with the old label', async () => {
    const { location } = await createData(freeStore(inDirectory('store')));
    changeWithDebugfs(location, ['feature needs_recovery']);
    const volume = await rename('data', 'other');
    assertClean(volume.location);
    const fields = dumpFields(volume.location);
    assert.equal(fields.get('Filesystem volume name'), 'other');
    assert.doesNotMatch(fields.get('Filesystem features') ?? '', /needs_recovery/);
    assert.deepEqual(filesIn(inDirectory('store')), [path.basename(volume.location)]);
  });

  it('leaves a label that is its new name already', async () => {
    const { location } = await createData(freeStore(inDirectory('store')), { filesystem: { label: 'other' } });
    const before = readFileSync(location);
    const volume = await rename('data', 'other');
    assert.equal(volume.name, volume.probe.label);
    assert.ok(readFileSync(volume.location).equals(before));
  });

  it('renames what is no ext4, or is damaged, too', async () => {
    const { location } = await createData(freeStore(inDirectory('store')));
    writeFileSync(location, Buffer.alloc(1 << 20));
    assert.equal((await rename('data', 'empty')).probe.filesystem, null);
    await createData(freeStore(inDirectory('store')), { uuid: parseUuid(UUID.replace('5', '6')) });
    truncateSync(freeStore(inDirectory('store')).store.get('data').location, 1 << 20);
    assert.equal((await rename('data', 'damaged')).probe.healthy, false);
  });

  it('leaves a label that was chosen, and copies nothing then', async () => {
    const { location } = await createData(freeStore(inDirectory('store')), { filesystem: { label: 'mine' } });
    const { ino } = statSync(location);
    const volume = await rename('data', 'other');
    assert.deepEqual([statSync(volume.location).ino, volume.probe.label], [ino, 'mine']);
  });
});
