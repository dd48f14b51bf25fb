import assert from 'node:assert/strict';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { OpsError } from '../../src/core/errors.js';
import { parseSize } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { checkDisk } from '../../src/filesystem/inspect/check-disk.js';
import { OpenedDisk } from '../../src/filesystem/inspect/disk-files.js';
import { convertVolume } from '../../src/volumes/convert-volume.js';
import { importIntoVolume } from '../../src/volumes/import-volume.js';
import { renameVolume } from '../../src/volumes/rename-volume.js';
import { resizeVolume } from '../../src/volumes/resize-volume.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { makeVariedTree } from '../oracles/varied-tree.js';
import { createData, freeStore, sourceAt } from './editing.js';

const OTHER = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a12');

/** What comes back from TFS as it was, or not at all: names are UTF-8, times are before 2106. */
function makeTree(root: string): void {
  makeVariedTree(root);
  rmSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff, 0xfe, 0x0a, 0x20, 0x25)]));
  utimesSync(`${root}/block`, 1, 4_000_000_000);
}

async function readAll(location: string): Promise<void> {
  using disk = await OpenedDisk.open(location, 'data');
  const target = new Writable({ write: (_chunk, _encoding, done) => { done(); } }); // prettier-ignore
  await disk.exportInto(target, 'tar', {});
}

describe('volumes/convert-volume', function () {
  this.timeout(60_000);
  const inDirectory = useTemporaryDirectory();

  it('comes back to the same bytes by way of ext4', async () => {
    makeTree(inDirectory('tree'));
    const editing = freeStore(inDirectory('store'));
    const sources = [sourceAt(inDirectory('tree'))];
    const { location } = await createData(editing, { sources, size: parseSize('16m'), filesystem: { kind: 'tfs' } });
    const before = readFileSync(location);
    const there = await convertVolume(editing, 'data', { filesystem: 'ext4' }, {});
    assert.deepEqual([there.losses, there.volume.probe.filesystem], [[], 'ext4']);
    assertClean(location);
    const back = await convertVolume(editing, 'data', { filesystem: 'tfs' }, {});
    assert.deepEqual([back.losses, back.volume.probe.filesystem], [[], 'tfs']);
    assert.ok(readFileSync(location).equals(before));
  });

  it('writes nothing when what is lost must not be', async () => {
    makeTree(inDirectory('tree'));
    const editing = freeStore(inDirectory('store'));
    const { location } = await createData(editing, {
      sources: [sourceAt(inDirectory('tree'))],
      size: parseSize('16m'),
    });
    const before = readFileSync(location);
    const agree = () => Promise.reject(new OpsError('declined', 'no'));
    await assert.rejects(convertVolume(editing, 'data', { filesystem: 'tfs', agree }, {}), { code: 'declined' });
    assert.ok(readFileSync(location).equals(before));
  });

  it('changes no damaged volume, and fails as typed', async () => {
    makeTree(inDirectory('tree'));
    const editing = freeStore(inDirectory('store'));
    const sources = [sourceAt(inDirectory('tree'))];
    const { location } = await createData(editing, { sources, size: parseSize('16m'), filesystem: { kind: 'tfs' } });
    const whole = readFileSync(location);
    const changes = [
      () => convertVolume(editing, 'data', { filesystem: 'ext4' }, {}),
      () => importIntoVolume(editing, 'data', { sources }, {}),
      () => resizeVolume(editing, 'data', parseSize('20m'), {}),
      () => checkDisk({ location, shown: 'data', kind: 'tfs' }, {}),
      () => readAll(location),
    ];
    const anyDamage = fc.record({
      position: fc.integer({ min: 0, max: 2400 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      change: fc.constantFrom(...changes),
    });
    await fc.assert(
      fc.asyncProperty(anyDamage, async ({ position, bytes, change }) => {
        const damaged = Buffer.from(whole);
        damaged.set(bytes, position);
        writeFileSync(location, damaged);
        new VolumeStore(inDirectory('store')).list();
        try {
          await change();
        } catch (error) {
          if (!(error instanceof OpsError)) throw error;
          assert.notEqual(error.code, 'internal');
          assert.ok(readFileSync(location).equals(damaged), error.message);
        }
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('renames a TFS volume with its label, unless that was chosen', async () => {
    const editing = freeStore(inDirectory('store'));
    await createData(editing, { filesystem: { kind: 'tfs' } });
    const long = parseVolumeName('a-name-of-thirty-one-characters');
    const labelAfter = async (from: string, to: string) =>
      (await renameVolume(editing, from, parseVolumeName(to), {})).probe.label;
    assert.equal(await labelAfter('data', long), long);
    assert.equal(await labelAfter(long, 'short'), 'short');
    await createData(editing, { uuid: OTHER, filesystem: { kind: 'tfs', label: 'chosen' } });
    assert.equal(await labelAfter('data', 'other'), 'chosen');
  });
});
