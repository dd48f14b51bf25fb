import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../src/core/errors.js';
import { openRelease, readBootParts } from '../../../src/guests/nanos/releases/release.js';
import { findRelease, listReleases } from '../../../src/guests/nanos/releases/store.js';
import { compareVersions } from '../../../src/guests/nanos/releases/version.js';
import { opsError } from '../../io/ops-error.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import { sampleKernel, writeRelease } from './sample-release.js';

describe('guests/nanos/releases', () => {
  const at = useTemporaryDirectory();
  const hintOf = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      if (error instanceof OpsError) return error.hint ?? '';
    }
    throw new Error('nothing was thrown');
  };

  it('chooses the one that is named, else the newest with a number', () => {
    for (const version of ['0.1.9', '0.1.54', '0.1', 'nightly', '0.1.54-arm', 'volumes']) writeRelease(at(version));
    mkdirSync(at('0.1.60'));
    const home = at();
    assert.deepEqual(
      listReleases(home).map(({ version, problem }) => `${version}${problem === undefined ? '' : ' !'}`),
      ['0.1.60 !', '0.1.54', '0.1.9', '0.1', 'nightly'],
    );
    assert.equal(findRelease({ home }).version, '0.1.54');
    assert.equal(findRelease({ home, version: 'nightly' }).version, 'nightly');
    assert.equal(findRelease({ home, version: '0.1.9' }).directory, at('0.1.9'));
    assert.equal(findRelease({ home, directory: at('0.1') }).version, '0.1');
  });

  it('says what to type and where to put the files when there is none', () => {
    const home = at('home');
    assert.throws(() => findRelease({ home }), opsError('release-not-found', home));
    assert.match(
      hintOf(() => findRelease({ home })),
      /^ops update\nor put kernel\.img/,
    );
    const hint = hintOf(() => findRelease({ home, version: '0.1.54' }));
    assert.ok(hint.startsWith('ops update --nanos-version 0.1.54\n') && hint.includes(path.join(home, '0.1.54')), hint);
    assert.match(
      hintOf(() => findRelease({ home, version: 'nightly' })),
      /^ops update --nightly/,
    );
    assert.throws(() => findRelease({ home, version: '../x' }), opsError('usage-invalid'));
    assert.throws(() => findRelease({ home, directory: at('no') }), opsError('release-not-found'));
    mkdirSync(path.join(home, '0.1.54'), { recursive: true });
    assert.throws(
      () => findRelease({ home, version: '0.1.54' }),
      opsError('release-not-found', 'kernel.img and boot.img'),
    );
  });

  it('refuses what is no boot code and no kernel for x86-64', () => {
    const folder = writeRelease(at('0.1.54'));
    writeFileSync(path.join(folder, 'kernel.img'), sampleKernel(500, 183));
    assert.throws(() => openRelease(folder), opsError('format-unsupported', 'x86-64'));
    writeFileSync(path.join(folder, 'kernel.img'), 'not ELF');
    assert.throws(() => openRelease(folder), opsError('format-corrupt', 'kernel.img'));
    writeFileSync(path.join(folder, 'kernel.img'), sampleKernel());
    for (const size of [0, 512, 4096]) {
      writeFileSync(path.join(folder, 'boot.img'), new Uint8Array(size));
      assert.throws(() => openRelease(folder), opsError('format-corrupt', 'boot.img'));
    }
  });

  it('reads the klibs that are asked for, once each', () => {
    const release = openRelease(writeRelease(at('0.1.54')));
    const { klibs } = readBootParts(release, ['tls', 'ntp', 'tls']);
    assert.deepEqual(
      klibs.map(({ name }) => name),
      ['ntp', 'tls'],
    );
    assert.throws(() => readBootParts(release, ['tsl']), opsError('release-not-found', 'no klib "tsl"'));
    assert.equal(
      hintOf(() => readBootParts(release, ['tsl'])),
      'did you mean "tls"?',
    );
    rmSync(path.join(release.directory, 'klibs'), { recursive: true });
    assert.deepEqual(openRelease(release.directory).klibs, []);
  });

  it('orders versions by their numbers', () => {
    const sorted = ['0.1.10', 'nightly', '0.2', '0.1.9', '0.1.9.1', '1.0'].sort(compareVersions);
    assert.deepEqual(sorted, ['nightly', '0.1.9', '0.1.9.1', '0.1.10', '0.2', '1.0']);
  });
});
