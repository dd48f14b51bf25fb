import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode, type ErrorCode } from '../../../src/core/errors.js';
import { parseSize } from '../../../src/core/size.js';
import { parseVolumeName } from '../../../src/core/volume-name.js';
import type { VolumeEditing } from '../../../src/volumes/edit-target.js';
import { restoreSnapshot } from '../../../src/volumes/snapshots/restore-snapshot.js';
import { SnapshotStore } from '../../../src/volumes/snapshots/snapshot-store.js';
import { snapshotVolume } from '../../../src/volumes/snapshots/snapshot-volume.js';
import { filesIn } from '../../cli/ops-home.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import { assertClean, changeWithDebugfs, debugfs, dumpFields } from '../../oracles/e2fsprogs.js';
import { createData, freeStore, NOW, sourceAt, UUID } from '../editing.js';

const withCode = (code: ErrorCode) => (error: unknown) => hasErrorCode(error, code);

describe('volumes/snapshots', () => {
  const inDirectory = useTemporaryDirectory();
  const editing = (changes: Partial<VolumeEditing> = {}): VolumeEditing => ({
    ...freeStore(inDirectory('store')),
    ...changes,
  });
  const snapshots = (): SnapshotStore => new SnapshotStore(inDirectory('snapshots'));
  const take = (name: string, changes: Partial<VolumeEditing> = {}, signal?: AbortSignal) =>
    snapshotVolume(editing(changes), snapshots(), 'data', { name, now: NOW }, { ...(signal && { signal }) });
  const restore = (snapshot: string, name: string) =>
    restoreSnapshot(
      snapshots().get(snapshot),
      editing().store,
      { name: parseVolumeName(name), now: NOW },
      { signal: AbortSignal.timeout(20_000) },
    );
  const left = () => filesIn(inDirectory('snapshots'));

  it('are the same bytes, and as sparse', async () => {
    const { location } = await createData(editing(), { size: parseSize('64m') });
    const snapshot = await take('now');
    assert.ok(readFileSync(snapshot.location).equals(readFileSync(location)));
    assert.ok(statSync(snapshot.location).blocks <= statSync(location).blocks);
    assert.deepEqual(snapshots().list(), [snapshot]);
    assert.equal(snapshots().get(snapshot.uuid.toUpperCase()).name, 'now');
  });

  it('fail when somebody writes to the volume meanwhile', async () => {
    const { location } = await createData(editing());
    const touch: VolumeEditing['exclusively'] = (work) => {
      utimesSync(location, new Date(), new Date());
      return work();
    };
    await assert.rejects(take('now', { exclusively: touch }), withCode('source-changed'));
    assert.deepEqual(left(), []);
  });

  it('fail when an instance takes the volume meanwhile', async () => {
    await createData(editing());
    let looks = 0;
    const refuseAttached = () => {
      if (++looks > 1) throw new Error('taken');
    };
    await assert.rejects(take('now', { refuseAttached }), /taken/);
    assert.deepEqual(left(), []);
  });

  it('leave nothing when they are interrupted', async () => {
    await createData(editing());
    await assert.rejects(take('now', {}, AbortSignal.abort()), withCode('interrupted'));
    const abort = new AbortController();
    const refuseAttached = () => {
      abort.abort();
    };
    await assert.rejects(take('now', { refuseAttached }, abort.signal), withCode('interrupted'));
    assert.deepEqual(left(), []);
  });

  it('do not exist without a record, nor without a disk', async () => {
    await createData(editing());
    const orphan = path.basename((await take('orphan')).location);
    rmSync(inDirectory('snapshots/orphan.json'));
    const { location } = await take('lost');
    rmSync(location);
    writeFileSync(inDirectory('snapshots/mine:file.raw'), '');
    assert.deepEqual(snapshots().list(), []);
    await take('orphan');
    await take('lost');
    assert.deepEqual(
      snapshots()
        .list()
        .map(({ name }) => name),
      ['lost', 'orphan'],
    );
    assert.ok(!left().includes(orphan));
    assert.ok(left().includes('mine:file.raw'));
  });

  it('whose record is damaged are said to be', async () => {
    mkdirSync(inDirectory('snapshots'));
    writeFileSync(inDirectory('snapshots/bad.json'), '{}');
    assert.throws(() => snapshots().list(), withCode('format-corrupt'));
  });

  it('of full volumes become volumes of the same size', async () => {
    writeFileSync(inDirectory('content'), Buffer.alloc(3 << 20, 1));
    const sources = [sourceAt(inDirectory('content'))];
    const size = await neededSize(() => createData(editing(), { sources, size: parseSize('100k') }));
    await createData(editing(), { sources, size });
    await take('full');
    const volume = await restore('full', 'copy');
    assertClean(volume.location);
    assert.equal(statSync(volume.location).size, Math.ceil(size / 512) * 512);
    assert.equal(debugfs(volume.location, 'cat /content').length, 3 << 20);
  });

  it('of volumes that were not unmounted become clean ones', async () => {
    const { location } = await createData(editing());
    changeWithDebugfs(location, ['feature needs_recovery']);
    await take('dirty');
    const volume = await restore('dirty', 'copy');
    assertClean(volume.location);
    assert.notEqual(volume.uuid, UUID);
    assert.doesNotMatch(dumpFields(volume.location).get('Filesystem features') ?? '', /needs_recovery/);
  });

  it('of what is no file system, or damaged, are kept and become no volume', async () => {
    const { location } = await createData(editing());
    truncateSync(location, 1 << 20);
    await take('cut');
    await assert.rejects(restore('cut', 'copy'), withCode('format-corrupt'));
    writeFileSync(location, Buffer.alloc(1 << 20));
    await take('zeros');
    await assert.rejects(restore('zeros', 'copy'), withCode('format-unsupported'));
    assert.deepEqual(filesIn(inDirectory('store')), [path.basename(location)]);
  });
});

/** The size that a volume of too small a size is said to need. */
async function neededSize(create: () => Promise<unknown>) {
  try {
    await create();
  } catch (error) {
    if (hasErrorCode(error, 'volume-too-small')) return parseSize(String(error.details['needed']));
    throw error;
  }
  throw new Error('it was large enough');
}
