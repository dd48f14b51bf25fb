import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { fetchRelease } from '../../../src/guests/nanos/releases/fetch-release.js';
import { file, link, pattern } from '../../formats/ext4/trees.js';
import { packWithPython } from '../../formats/tar/archives.js';
import { opsError } from '../../io/ops-error.js';
import { breakingPage, useWebServer, type Page } from '../../io/http/web-server.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import { sampleArchive, sampleBootImage, sampleKernel, sampleTree } from './sample-release.js';

const ARCHIVE = sampleArchive();
const STEM = '/0.1.54/nanos-release-linux-0.1.54';

describe('guests/nanos/releases: fetch', () => {
  const server = useWebServer();
  const at = useTemporaryDirectory();
  const publish = (archive: Page, version = '0.1.54') =>
    server.pages.set(`/${version}/nanos-release-linux-${version}.tar.gz`, archive);
  const fetch = (more: Partial<Parameters<typeof fetchRelease>[0]> = {}) =>
    fetchRelease({ home: at('home'), baseUrl: server.url, retryMilliseconds: 1, ...more });
  const left = () => readdirSync(at('home')).filter((name) => name !== '.lock');
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

  it('fetches the newest, once', async () => {
    server.pages.set('/latest.txt', '0.1.54\n');
    server.pages.set(`${STEM}.md5`, `${md5(ARCHIVE)}\n`);
    publish(ARCHIVE);
    const { release, fetched, checksum } = await fetch();
    assert.deepEqual([release.version, fetched, checksum, release.klibs], ['0.1.54', true, 'md5', ['ntp', 'tls']]);
    assert.ok(readFileSync(path.join(at('home'), '0.1.54', 'kernel.img')).equals(sampleKernel()));
    assert.ok(readFileSync(release.boot).equals(sampleBootImage()));
    assert.deepEqual(left().sort(), ['0.1.54', 'cache']);
    assert.deepEqual(readdirSync(at('home', 'cache', 'downloads')), []);
    const again = await fetch({ version: '0.1.54' });
    assert.deepEqual([again.fetched, again.release], [false, release]);
    assert.equal(server.requests.length, 4);
    assert.equal((await fetch({ version: '0.1.54', force: true })).fetched, true);
  });

  it('fetches the build of last night each time, and older releases by their old names', async () => {
    server.pages.set('/nightly/nanos-nightly-linux.tar.gz', ARCHIVE);
    for (let night = 0; night < 2; night++) {
      const { release, fetched, checksum } = await fetch({ version: 'nightly' });
      assert.deepEqual([release.version, fetched, checksum], ['nightly', true, null]);
    }
    const { 'kernel.img': kernel, ...rest } = sampleTree();
    publish(sampleArchive({ ...rest, 'stage3.img': kernel ?? file('') }), '0.1.10');
    assert.equal((await fetch({ version: '0.1.10' })).release.version, '0.1.10');
  });

  it('goes on where the line broke', async () => {
    const tree = { ...sampleTree(), 'kernel.img': file(sampleKernel(300_000)) };
    const archive = sampleArchive(tree);
    publish(breakingPage(archive, Math.ceil(archive.length / 2)));
    assert.equal((await fetch({ version: '0.1.54' })).fetched, true);
    assert.deepEqual(server.requests.slice(2), [
      `${STEM}.tar.gz`,
      `${STEM}.tar.gz bytes=${Math.ceil(archive.length / 2)}-`,
    ]);
  });

  it('leaves nothing of an archive that is not what was published, or no release', async () => {
    const python = (statements: string): Buffer => gzipSync(packWithPython(statements));
    const { 'boot.img': boot, ...bootless } = sampleTree();
    const damaged = sampleBootImage().fill(0, 0x1b2, 0x1ba);
    const cases: readonly [string, Uint8Array, Parameters<typeof opsError>[0], string][] = [
      ['cut off', ARCHIVE.subarray(0, 900), 'format-corrupt', 'not a gzip archive that is whole'],
      ['no archive', pattern(5000), 'format-corrupt', 'not a gzip archive'],
      ['no tar', gzipSync(pattern(5000)), 'format-corrupt', 'checksum is wrong'],
      ['up', python("add('../evil', b'x')"), 'format-unsupported', 'leads out of the archive'],
      ['up within', python("add('klibs/../../evil', b'x')"), 'format-unsupported', 'leads out of the archive'],
      ['absolute', python("add('/tmp/evil', b'x')"), 'format-unsupported', 'leads out of the archive'],
      ['twice', python("add('a', b'x')\nadd('./a', b'y')"), 'format-unsupported', 'it is there twice'],
      ['a device', python("add('a', type=tarfile.CHRTYPE)"), 'format-unsupported', 'character-device'],
      ['a link', sampleArchive({ ...bootless, 'boot.img': link('/etc/passwd') }), 'format-unsupported', 'a symlink'],
      ['no boot code', sampleArchive(bootless), 'release-not-found', 'there is no boot.img'],
      ['bad boot code', sampleArchive({ ...bootless, 'boot.img': file(damaged) }), 'format-corrupt', 'second stage'],
      [
        'another processor',
        sampleArchive({ 'kernel.img': file(sampleKernel(500, 183)), 'boot.img': boot ?? file('') }),
        'format-unsupported',
        'x86-64',
      ],
    ];
    for (const [what, archive, code, part] of cases) {
      publish(archive);
      await assert.rejects(fetch({ version: '0.1.54' }), opsError(code, part), what);
      assert.deepEqual(left(), ['cache'], what);
      assert.deepEqual(readdirSync(at('home', 'cache', 'downloads')), [], what);
    }
    assert.ok(!existsSync(at('evil')));
    publish(ARCHIVE);
    server.pages.set(`${STEM}.sha256`, `${'0'.repeat(64)}  nanos-release-linux-0.1.54.tar.gz\n`);
    await assert.rejects(fetch({ version: '0.1.54' }), opsError('format-corrupt', 'sha256 checksum', '0'.repeat(64)));
    server.pages.set(`${STEM}.sha256`, '<html>');
    await assert.rejects(fetch({ version: '0.1.54' }), opsError('download-failed', 'no sha256 checksum'));
    assert.deepEqual(left(), ['cache']);
  });

  it('keeps the release that is there when another one does not come', async () => {
    publish(ARCHIVE);
    await fetch({ version: '0.1.54' });
    publish(ARCHIVE.subarray(0, 100));
    await assert.rejects(fetch({ version: '0.1.54', force: true }), opsError('format-corrupt'));
    assert.equal((await fetch({ version: '0.1.54' })).fetched, false);
  });

  it('says where to put the files when there is no network, and when there is no such release', async () => {
    const hintOf = async (promise: Promise<unknown>): Promise<string> => {
      const error = await promise.catch((caught: unknown) => caught);
      return (error as { hint?: string }).hint ?? '';
    };
    const folder = at('home', '9.9');
    assert.ok(
      (await hintOf(fetch({ version: '9.9' }))).includes(
        `kernel.img, boot.img and klibs/ of a release into ${folder}/`,
      ),
    );
    assert.match(await hintOf(fetch({ baseUrl: 'http://127.0.0.1:9' })), /or put kernel.img/);
    server.pages.set('/latest.txt', '<html>');
    await assert.rejects(fetch(), opsError('download-failed', 'which release is the newest'));
    await assert.rejects(fetch({ version: '../x' }), opsError('usage-invalid'));
    const stop = AbortSignal.abort();
    await assert.rejects(fetch({ version: '0.1.54', signal: stop }), opsError('interrupted'));
  });
});
