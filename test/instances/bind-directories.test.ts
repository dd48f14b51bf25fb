import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { parseAttachRequest } from '../../src/core/attach-request.js';
import { formatMount, parseMount } from '../../src/core/mount.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { bindMounts, unboundMounts, type BoundMount } from '../../src/instances/bind-mounts.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('instances/bind-mounts: directories', () => {
  const inDirectory = useTemporaryDirectory();
  const context = { image: 'web', command: 'ops volume attach web1' };
  const bind = (mounts: readonly string[], ...requests: readonly string[]): BoundMount[] => {
    const volumes = new VolumeStore(inDirectory('volumes'));
    return bindMounts(unboundMounts(mounts.map(parseMount)), requests.map(parseAttachRequest), volumes, context);
  };
  const show = (bound: readonly BoundMount[]): string[] =>
    bound.map(({ mount, volume, directory }) => `${formatMount(mount)} ${volume?.name ?? directory ?? 'waits'}`);

  beforeEach(async () => {
    const now = new Date(0);
    await createVolume(new VolumeStore(inDirectory('volumes')), { name: parseVolumeName('data'), now }, {});
    mkdirSync(inDirectory('own'));
    mkdirSync(inDirectory('other'));
  });

  it('has the directories of an image there from the start, and makes them read-only when asked to', () => {
    const own = inDirectory('own');
    const mounts = [`${own}:/a`, `${own}:/b:ro`, 'data:/data'];
    assert.deepEqual(show(bind(mounts)), [`${own}:/a ${own}`, `${own}:/b:ro ${own}`, 'data:/data waits']);
    assert.deepEqual(show(bind(mounts, `${own}:ro`, 'data')), [
      `${own}:/a:ro ${own}`,
      `${own}:/b:ro ${own}`,
      'data:/data data',
    ]);
  });

  it('attaches a directory at a virtual id, wherever the image mounts that', () => {
    const other = inDirectory('other');
    assert.deepEqual(show(bind(['%1:/a', '%2:/b', '%1:/c:ro'], `%1:${other}`)), [
      `%1:/a ${other}`,
      '%2:/b waits',
      `%1:/c:ro ${other}`,
    ]);
  });

  it('refuses what is taken, gone, or expected nowhere', () => {
    const [own, other] = [inDirectory('own'), inDirectory('other')];
    assert.throws(() => bind(['%1:/a'], `%1:${other}`, '%1:data'), opsError('mount-taken', 'is attached at /a'));
    assert.throws(
      () => bind([`${own}:/a`, '%3:/b'], other),
      opsError('mount-unexpected', `expects no directory "${other}"; it has ${own} -> /a, %3 -> /b`),
    );
    assert.throws(() => bind(['%3:/b'], 'data'), opsError('mount-unexpected', 'expects no volume called "data"'));
    assert.throws(
      () => bind(['%3:/b'], `%3:${other}/x y`),
      (error: unknown) => {
        opsError('source-not-found', 'x y: this host directory does not exist')(error);
        assert.equal((error as { hint?: string }).hint, `mkdir -p '${other}/x y'`);
        return true;
      },
    );
  });
});
