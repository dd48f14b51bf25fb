import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hasErrorCode } from '../../src/core/errors.js';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import { resolveMountSources } from '../../src/volumes/mount-sources.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('volumes/mount-sources', () => {
  const inDirectory = useTemporaryDirectory();
  const store = () => new VolumeStore(inDirectory('volumes'));
  const create = async (name: string) =>
    (await createVolume(store(), { name: parseVolumeName(name), size: bytes(2 << 20), now: new Date() }, {})).volume;
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
    writeFileSync(inDirectory('volumes', 'old:5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11.raw'), 'NVMTFS');
    assert.throws(() => resolve('old:/srv'), opsError('format-unsupported', 'volume old holds tfs'));
  });
});
