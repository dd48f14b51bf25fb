import assert from 'node:assert/strict';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';

describe('guest: stopping', function () {
  this.timeout(60_000);
  const ops = useOps();

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`by ${signal} lets the program end, and keeps what it has not synced`, async () => {
      const name = signal.toLowerCase();
      const image = await ops.createVolume(name, '-s', '16m');
      const started = ops.startSteps(
        ['--mounts', `${name}:/data`],
        ['write:/data/before=not synced', 'signal:15', 'write:/data/after=on SIGTERM', 'exit:42'],
      );
      await started.waitFor(/signal:15 waits/);
      started.kill(signal);
      const { stdout, stderr } = await started.expect(42);
      assert.match(stdout.toString(), /signal:15 ok\nwrite:\/data\/after ok\n$/);
      assert.match(stderr, /stopped {2}take-steps {2}\(exit 42, /);
      assert.equal(debugfs(image, 'cat /before'), 'not synced');
      assert.equal(debugfs(image, 'cat /after'), 'on SIGTERM');
      assertClean(image);
    });
  }

  it('while the guest still boots ends it at once, and says so', async () => {
    const started = ops.start('run', '/bin/sleep', '--no-accel', '-a', '60');
    await started.waitForNote(/guest {4}linux/);
    started.kill('SIGINT');
    const { stderr } = await started.expect(130);
    assert.match(stderr, /ops: run: interrupted\n/);
  });
});
