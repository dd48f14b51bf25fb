import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bytesAccess } from '../../src/formats/random-access.js';
import { openTfs } from '../../src/formats/tfs/index.js';
import { directory, encode, file } from '../formats/ext4/trees.js';
import { listing, makeVolume } from '../formats/tfs/volumes.js';
import { compileFixture } from '../oracles/compile.js';
import { freePort } from '../oracles/free-port.js';
import { itWithNanos, nanosRelease } from '../oracles/nanos-release.js';
import { eventually, linesOf, useOps } from '../oracles/ops.js';
import type { Ended } from '../oracles/ops-process.js';

const DATA = '00112233-4455-4677-8899-aabbccddeeff';

/** What the program printed: lines of the kernel begin with a time. */
function printed(ended: Ended): string[] {
  return linesOf(ended)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('['));
}

describe('guest: ops run with Nanos', function () {
  this.timeout(60_000);
  const ops = useOps();

  /** Puts the release where `ops update` would have. */
  const withRelease = (): void => {
    const { directory: folder } = nanosRelease();
    if (!existsSync(ops.file('home/0.1.99'))) symlinkSync(folder, ops.file('home/0.1.99'));
  };
  const program = (name: string): string => {
    withRelease();
    return compileFixture(name, ops.folder, 'gcc');
  };
  const start = (name: string, ...more: readonly string[]) =>
    ops.start('run', '--no-accel', '--guest', 'nanos', program(name), ...more);
  const volume = (): string => {
    mkdirSync(ops.file('home/volumes'), { recursive: true });
    const location = ops.file(`home/volumes/data:${DATA}.raw`);
    const uuid = Uint8Array.from(Buffer.from(DATA.replaceAll('-', ''), 'hex'));
    writeFileSync(location, makeVolume(directory({ 'f.txt': file('of a volume') }), { label: encode('data'), uuid }));
    return location;
  };

  itWithNanos('finds the release of the home, says which, and gives the exit code in full', async () => {
    const none = await start('exit-with', '--nanos-version', '0.1.1', '--', '3').expect(7);
    assert.match(none.stderr, /there is no Nanos 0\.1\.1 in .*\n {2}ops update --nanos-version 0\.1\.1\n/);
    assert.deepEqual(ops.instances(), []);
    for (const code of [0, 3, 203]) {
      const ended = await start('exit-with', '--', String(code)).expect(code);
      assert.match(ended.stderr, /^guest {4}nanos 0\.1\.99 · tcg/m);
      assert.ok(ended.stderr.includes(`(exit ${code}, `), ended.stderr);
    }
  });

  itWithNanos('mounts a volume and a directory, and keeps what is written', async () => {
    const location = volume();
    mkdirSync(ops.file('site'));
    writeFileSync(ops.file('site/name'), 'of a directory');
    const mounts = ['--mounts', 'data:/data', '--mounts', './site:/srv'];
    const steps = ['read:/data/f.txt', 'read:/srv/name', 'write:/data/new=n', 'write:/srv/new=s', 'exit:9'];
    const ended = await start('take-steps', ...mounts, '--', ...steps).expect(9);
    assert.deepEqual(printed(ended), [
      ...['read:/data/f.txt of a volume', 'read:/srv/name of a directory'],
      ...['write:/data/new ok', 'write:/srv/new ok'],
    ]);
    const files = listing(openTfs(bytesAccess(readFileSync(location)))).sort();
    assert.deepEqual(files, ['/', '/f.txt of a volume', '/new n']);
    assert.equal(readFileSync(ops.file('site/new'), 'utf8'), 's');
  });

  itWithNanos('refuses what Nanos cannot mount before it makes anything', async () => {
    await ops.createVolume('plain', '-s', '16m');
    const wrong: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['plain:/data'], 6, /plain holds ext4, .*nanos guest cannot mount\n {2}ops volume convert plain --fs tfs\n/],
      [['%1:/a', '%2:/a/b'], 2, /%2:\/a\/b and %1:\/a are inside one another/],
    ];
    for (const [mounts, code, message] of wrong) {
      const flags = mounts.flatMap((mount) => ['--mounts', mount]);
      const { stderr } = await start('exit-with', ...flags, '--', '0').expect(code);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /built in/);
    }
  });

  itWithNanos('serves HTTP through a forwarded port, and ends in order on Ctrl-C', async () => {
    const port = await freePort();
    const location = volume();
    const mounts = ['--mounts', '%1:/data', '--attach', '%1:data'];
    const started = start('serve-file', '-p', `${port}:8080`, ...mounts, '--', '8080', '/data/f.txt');
    await started.waitFor(/^listening/m);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.deepEqual([response.status, await response.text()], [200, 'of a volume']);
    started.kill('SIGINT');
    await started.expect(0);
    const files = listing(openTfs(bytesAccess(readFileSync(location)))).sort();
    assert.deepEqual(files, ['/', '/f.txt of a volume']);
  });

  itWithNanos('ends in order on Ctrl-C while it boots; a program that SIGTERM kills looks like exit 15', async () => {
    withRelease();
    const started = ops.start('run', '--no-accel', '--guest', 'nanos', '/bin/sleep', '--', '30');
    await eventually('its machine', () => ops.instances().some(({ machine }) => machine !== null));
    started.kill('SIGINT');
    const { stderr } = await started.expect(15);
    assert.match(stderr, /\(exit 15, /);
  });

  itWithNanos('runs an image with the guest that is in it, twice, each with a root of its own', async () => {
    const image = ['image', 'create', program('take-steps'), '-i', 'steps', '--mounts', '%1:/data'];
    await ops.ok(...image, '--guest', 'nanos', '--', 'read:/mine', 'write:/mine=x', 'read:/data/f.txt', 'exit:4');
    assert.match(await ops.ok('image', 'list'), /^steps\tnanos\t/m);
    volume();
    for (let time = 0; time < 2; time++) {
      const ended = await ops.start('run', '--no-accel', 'steps', '--attach', '%1:data').expect(4);
      assert.match(ended.stderr, /^guest {4}nanos 0\.1\.99/m);
      const [first, ...others] = printed(ended);
      assert.match(first ?? '', /^read:\/mine No such file/);
      assert.deepEqual(others, ['write:/mine ok', 'read:/data/f.txt of a volume']);
    }
    const other = await ops.start('run', 'steps', '--guest', 'linux').expect(2);
    assert.match(other.stderr, /image steps is for nanos: --guest is decided when it is built/);
    const instance = await ops.start('instance', 'create', 'steps').expect(6);
    assert.match(instance.stderr, /for nanos, which only `ops run` runs yet\n {2}ops run steps\n/);
    const files = await ops.start('image', 'ls', 'steps').expect(6);
    assert.match(files.stderr, /image steps is for nanos: the files in it cannot be read yet/);
  });

  itWithNanos('takes what config.json says of it', async () => {
    ops.write('config.json', JSON.stringify({ Guest: 'nanos', ManifestPassthrough: { cwd: '/etc' }, Klibs: ['tls'] }));
    const shown = await ops.start('run', '--no-accel', program('show-start'), '-c', 'config.json').expect(0);
    assert.ok(printed(shown).includes('cwd=/etc'), shown.stdout.toString());
    assert.doesNotMatch(shown.stderr, /no effect/);
    ops.write('other.json', JSON.stringify({ Guest: 'nanos', Klibs: ['nothing'] }));
    const { stderr } = await ops.start('run', program('show-start'), '-c', 'other.json').expect(7);
    assert.match(stderr, /Nanos 0\.1\.99 has no klib "nothing"/);
    ops.write('third.json', JSON.stringify({ Guest: 'nanos', Kernel: path.join(ops.folder, 'home/0.1.99') }));
    await ops.start('run', '--no-accel', program('exit-with'), '-c', 'third.json', '--', '0').expect(0);
  });
});
