import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { parseUuid } from '../../src/core/uuid.js';
import { formatVolumeFile, parseVolumeFile } from '../../src/volumes/volume-file.js';
import { resolveVolume } from '../../src/volumes/volume-reference.js';

const volume = (name: string, uuid: string) => ({ name, uuid: parseUuid(uuid) });
const ASSETS = volume('assets', '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const DATA = volume('data', '5f0c1111-6a53-4f9c-9d0e-0b6b6d9f3a12');
const TWIN = volume('data', 'aaaaaaaa-6a53-4f9c-9d0e-0b6b6d9f3a12');
const HEX = volume('5f0c', 'bbbbbbbb-6a53-4f9c-9d0e-0b6b6d9f3a12');

describe('volumes/volume-reference', () => {
  it('finds by name, UUID, name:uuid and unique prefix', () => {
    for (const reference of ['assets', ASSETS.uuid, ASSETS.uuid.toUpperCase(), `assets:${ASSETS.uuid}`, '5f0c0']) {
      assert.equal(resolveVolume(reference, [ASSETS, DATA]), ASSETS, reference);
    }
  });

  it('lets a name win over a prefix', () => {
    assert.equal(resolveVolume('5f0c', [ASSETS, DATA, HEX]), HEX);
  });

  it('lists the candidates of what is ambiguous', () => {
    for (const reference of ['data', '5f0c']) {
      assert.throws(
        () => resolveVolume(reference, [ASSETS, DATA, TWIN]),
        (error) => hasErrorCode(error, 'volume-ambiguous') && (error.hint ?? '').includes(`data:${DATA.uuid}`),
      );
    }
  });

  it('names the closest when there is none', () => {
    assert.throws(
      () => resolveVolume('asets', [ASSETS, DATA]),
      (error) => hasErrorCode(error, 'volume-not-found') && error.hint === 'did you mean "assets"?',
    );
    for (const reference of ['', '5f', 'assets:', `data:${ASSETS.uuid}`]) {
      assert.throws(() => resolveVolume(reference, [ASSETS, DATA]), reference);
    }
  });
});

describe('volumes/volume-file', () => {
  it('reads the names that it writes, and nothing else', () => {
    assert.deepEqual(parseVolumeFile(formatVolumeFile(ASSETS)), ASSETS);
    const wrong = ['x.raw', 'a:b.raw', `a:b:${ASSETS.uuid}.raw`, `:${ASSETS.uuid}.raw`, `a:${ASSETS.uuid}`, '.lock'];
    for (const file of wrong) assert.equal(parseVolumeFile(file), undefined, file);
  });

  it('never throws on any file name', () => {
    fc.assert(
      fc.property(fc.string(), (file) => {
        const parsed = parseVolumeFile(file);
        if (parsed !== undefined) assert.equal(formatVolumeFile(parsed).toLowerCase(), file.toLowerCase());
      }),
    );
  });
});
