import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { bytes, parseSize } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { createVolume, type NewVolume } from '../../src/volumes/create-volume.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { filesIn } from '../cli/ops-home.js';

const UUID = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const NOW = new Date('2026-01-02T03:04:05.678Z');

describe('volumes/create-volume', () => {
  const inDirectory = useTemporaryDirectory();
  const create = (store: string, changes: Partial<NewVolume> = {}, signal?: AbortSignal) =>
    createVolume(
      new VolumeStore(inDirectory(store)),
      { name: parseVolumeName('assets'), size: bytes(2 << 20), uuid: UUID, now: NOW, ...changes },
      signal ? { signal } : {},
    );

  it('makes the same bytes of the same UUID and clock', async () => {
    const [first, second] = [await create('one'), await create('two')];
    assert.ok(readFileSync(first.volume.location).equals(readFileSync(second.volume.location)));
    const other = await create('three', { uuid: parseUuid(UUID.replace('5', '6')) });
    assert.ok(!readFileSync(first.volume.location).equals(readFileSync(other.volume.location)));
  });

  it('is as old as its file system says, whatever the guest writes (L10)', async () => {
    const { volume } = await create('store');
    utimesSync(volume.location, 0, 0);
    assert.equal(new VolumeStore(inDirectory('store')).get('assets').created.toISOString(), '2026-01-02T03:04:05.000Z');
  });

  it('names a size that is enough, for any content', async () => {
    let round = 0;
    const anyFiles = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(anyFiles, async (lengths) => {
        const source = inDirectory(`source${++round}`);
        mkdirSync(source);
        for (const [index, length] of lengths.entries()) writeFileSync(`${source}/${index}`, Buffer.alloc(length, 1));
        const sources = [{ path: source, shown: './source', destination: '/' }];
        const error = await create(`store${round}`, { sources, size: bytes(1024) }).catch((thrown: unknown) => thrown);
        assert.ok(hasErrorCode(error, 'volume-too-small'));
        const [, size = ''] = /^use -s (\S+), or leave -s out$/.exec(error.hint ?? '') ?? [];
        const { totals } = await create(`store${round}`, { sources, size: parseSize(size) });
        assert.deepEqual(totals, {
          files: lengths.length,
          directories: 1,
          content: lengths.reduce((a, b) => a + b, 0),
        });
      }),
      { numRuns: 15 },
    );
  });

  it('leaves nothing when it is stopped, at once or at the last moment', async () => {
    await assert.rejects(create('store', {}, AbortSignal.abort()), opsError('interrupted'));
    const controller = new AbortController();
    const request = { name: parseVolumeName('assets'), size: bytes(2 << 20), now: NOW };
    const progress = {
      report: (done: number, total: number) => {
        if (done === total) controller.abort();
      },
    };
    const store = new VolumeStore(inDirectory('store'));
    await assert.rejects(
      createVolume(store, request, { progress, signal: controller.signal }),
      opsError('interrupted'),
    );
    assert.deepEqual(filesIn(inDirectory('store')), []);
  });
});
