import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { freePort, takePort } from '../oracles/free-port.js';
import { useOps } from '../oracles/ops.js';

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures');

describe('guest: the network', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('serves a volume by Node.js through a forwarded port', async () => {
    const port = await freePort();
    const image = await ops.createVolume('assets', '-s', '64m', '-d', path.join(FIXTURES, 'site'));
    cpSync(path.join(FIXTURES, 'webapp/server.js'), ops.file('server.js'));
    const flags = ['--mounts', 'assets:/srv', '-p', `${port}:8080`];
    const started = ops.start('run', '--no-accel', './server.js', ...flags);
    await started.waitFor(/^listening on 8080\n/);
    const curl = async (name: string, ...options: readonly string[]) => {
      const address = `http://127.0.0.1:${port}${name}`;
      const { stdout } = await promisify(execFile)('curl', ['-sS', '--max-time', '20', ...options, address], {
        encoding: 'buffer',
      });
      return stdout;
    };
    for (const name of ['/index.html', '/data/noise.bin', '/img/harbour.png', '/data/deep/er/and/deeper/note.txt']) {
      assert.deepEqual(await curl(name), readFileSync(path.join(FIXTURES, 'site', name)), name);
    }
    assert.match((await curl('/mounts')).toString(), /^\S+ \/srv ext4 rw,/m);
    const put = await curl('/new/file', '-T', path.join(FIXTURES, 'site/robots.txt'), '-w', '%{http_code}');
    assert.equal(put.toString(), '201');
    started.kill('SIGINT');
    await started.expect(0);
    assert.equal(debugfs(image, 'cat /new/file'), readFileSync(path.join(FIXTURES, 'site/robots.txt'), 'latin1'));
    assertClean(image);
  });

  it('refuses a port that is taken before it makes anything', async () => {
    const { port, server } = await takePort();
    try {
      const { stderr } = await ops.startSteps(['-p', `${port}:80`], []).expect(5);
      assert.match(stderr, new RegExp(`${port}`));
      assert.doesNotMatch(stderr, /built in/);
      assert.deepEqual(ops.instances(), []);
      assert.equal(existsSync(ops.file('home/images')), false);
    } finally {
      server.close();
    }
  });
});
