import assert from 'node:assert/strict';
import path from 'node:path';
import { sampleArchive, writeRelease } from '../../guests/nanos/sample-release.js';
import { useWebServer } from '../../io/http/web-server.js';
import { useOpsHome } from '../ops-home.js';

describe('ops update, ops profile', () => {
  const server = useWebServer();
  const at = useOpsHome();
  const update = (line: string) => at.ops(`update ${line}`, { env: { OPS_NANOS_BASE_URL: server.url } });

  it('fetches a release once, and says what it did', async () => {
    server.pages.set('/latest.txt', '0.1.54');
    server.pages.set('/0.1.54/nanos-release-linux-0.1.54.tar.gz', sampleArchive());
    server.pages.set('/nightly/nanos-nightly-linux.tar.gz', sampleArchive());
    const directory = path.join(at.home.directory, '0.1.54');
    const first = await update('');
    assert.deepEqual([first.code, first.stdout], [0, `0.1.54  ${directory}\n`]);
    assert.match(first.stderr, /no checksum is published/);
    assert.match((await update('')).stderr, /Nanos 0\.1\.54 is there already/);
    const { stdout } = await update('--nanos-version 0.1.54 -j');
    assert.deepEqual(JSON.parse(stdout), {
      version: '0.1.54',
      directory,
      kernel: path.join(directory, 'kernel.img'),
      boot: path.join(directory, 'boot.img'),
      klibs: ['ntp', 'tls'],
      fetched: false,
      checksum: null,
    });
    assert.equal((await update('-n -q')).stdout, 'nightly\n');
  });

  it('fails with a way out', async () => {
    const { code, stderr } = await update('--nanos-version 0.1.1');
    assert.equal(code, 7);
    assert.match(stderr, /there is no Nanos 0\.1\.1 at http/);
    assert.match(stderr, /put kernel\.img, boot\.img and klibs\//);
    assert.equal((await update('')).code, 1);
    assert.equal((await update('--nanos-version nine')).code, 2);
    assert.equal((await update('--nanos-version 0.1.1 --nightly')).code, 2);
  });

  it('shows the versions of all there is', async () => {
    const { nanos, qemu } = await at.json<{ nanos: string | null; qemu: string | null }>('profile');
    assert.deepEqual([nanos, typeof qemu], [null, 'string']);
    writeRelease(path.join(at.home.directory, '0.1.53'));
    const { stdout } = await at.ops('profile');
    assert.match(
      stdout,
      /^Ops version: \d.*\nNanos version: 0\.1\.53\nLinux kernel: none: ops kernel install\nQemu version: \d/,
    );
    assert.equal((await at.json<{ qemu: string | null }>('profile')).qemu, qemu);
  });
});
