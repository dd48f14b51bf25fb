import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hasErrorCode, type OpsError } from '../../src/core/errors.js';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import { requireMountable, resolveMountSources } from '../../src/volumes/mount-sources.js';
import type { FilesystemOptions } from '../../src/volumes/volume-layout.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { fixture } from '../formats/tfs/volumes.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('volumes/mount-sources', () => {
  const inDirectory = useTemporaryDirectory();
  const store = () => new VolumeStore(inDirectory('volumes'));
  const create = async (name: string, filesystem: FilesystemOptions = {}) => {
    const request = { name: parseVolumeName(name), size: bytes(2 << 20), filesystem, now: new Date() };
    return (await createVolume(store(), request, {})).volume;
  };
  const resolve = (text: string) => resolveMountSources([parseMount(text)], store())[0]?.volume?.name;

  it('finds volumes by name and UUID, and leaves virtual ids and directories', async () => {
    const { uuid } = await create('assets');
    assert.deepEqual(['assets:/a', `${uuid}:/a:ro`, '%1:/a', `${inDirectory()}:/a`].map(resolve), [
      'assets',
      'assets',
      undefined,
      undefined,
    ]);
  });

  it('never takes a mistyped name for a directory (L20)', async () => {
    await create('assets');
    mkdirSync(inDirectory('asets'));
    assert.throws(
      () => resolve('asets:/srv'),
      (error) =>
        hasErrorCode(error, 'volume-not-found') &&
        error.hint === 'did you mean "assets"? To share a directory of this machine write ./asets:/srv',
    );
    assert.throws(
      () => resolve('photos:/srv'),
      (error) => hasErrorCode(error, 'volume-not-found') && (error.hint ?? '').endsWith('ops volume create photos'),
    );
  });

  it('refuses what is no directory, with what is wrong with it (L21)', () => {
    writeFileSync(inDirectory('file'), '');
    symlinkSync('loop', inDirectory('loop'));
    assert.throws(() => resolve(`${inDirectory('nowhere')}:/srv`), opsError('source-not-found', 'does not exist'));
    assert.throws(() => resolve(`${inDirectory('file', 'x')}:/srv`), opsError('source-not-found'));
    assert.throws(() => resolve(`${inDirectory('loop')}:/srv`), opsError('source-not-found', 'loop'));
    assert.throws(() => resolve(`${inDirectory('file')}:/srv`), opsError('source-unsupported', 'only a directory'));
  });

  it('refuses a file system that the guest cannot mount', () => {
    mkdirSync(inDirectory('volumes'));
    const file = inDirectory('volumes', 'old:5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11.raw');
    const refused = (what: string, hint: string) => {
      assert.throws(
        () => resolve('old:/srv'),
        (error) =>
          opsError('format-unsupported', what)(error) &&
          hasErrorCode(error, 'format-unsupported') &&
          error.hint === hint,
      );
    };
    writeFileSync(file, fixture('ops-go-v5'));
    refused('volume old holds tfs, which the linux guest', 'ops volume convert old --fs ext4');
    writeFileSync(file, 'NVMTFS');
    refused('volume old is damaged', 'save what can be read of it: ops volume export old ./old');
    writeFileSync(file, '');
    refused('volume old holds no file system', 'ops volume info old');
  });

  it('lets each guest have the volumes that it mounts', async () => {
    for (const kind of ['ext4', 'tfs'] as const) await create(kind, { kind });
    const mountable = (name: string, guest: 'linux' | 'nanos') => () => requireMountable(store().get(name), guest);
    assert.equal(mountable('tfs', 'nanos')().name, 'tfs');
    assert.equal(mountable('ext4', 'linux')().name, 'ext4');
    assert.throws(mountable('ext4', 'nanos'), (error: OpsError) => error.hint === 'ops volume convert ext4 --fs tfs');
    assert.throws(mountable('tfs', 'linux'), opsError('format-unsupported', 'holds tfs'));
  });
});
