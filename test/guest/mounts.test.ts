import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';

const READ_ONLY = 'Read-only file system';
const LONG_NAME = 'longer-than-a-label-of.ext4_can';

describe('guest: mounts', function () {
  this.timeout(60_000);
  const ops = useOps();
  const mounts = (...pairs: readonly string[]) => pairs.flatMap((pair) => ['--mounts', pair]);

  it('takes volumes by name, long name and UUID, at two paths, inside each other, and waits for %1', async () => {
    const uuid = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
    const one = await ops.createVolume('one', '-s', '16m');
    const byUuid = await ops.createVolume('two', '-s', '24m', '--uuid', uuid);
    const long = await ops.createVolume(LONG_NAME, '-s', '16m');
    const other = await ops.createVolume(LONG_NAME.replace('ext4', 'ext3'), '-s', '16m');
    const volumes = ['one:/a', 'one:/b:ro', `${uuid}:/c/d`, `${LONG_NAME}:/a/long`];
    const printed = await ops.steps(mounts(...volumes, `${LONG_NAME.replace('ext4', 'ext3')}:/other`, '%1:/later'), [
      ...['write:/a/x=one', 'read:/b/x', 'write:/b/y=no', 'write:/c/d/x=two', 'write:/a/long/x=long'],
      ...['write:/other/x=other', 'mounted:/a', 'mounted:/b', 'mounted:/c/d', 'mounted:/a/long', 'mounted:/later'],
    ]);
    assert.deepEqual(printed, [
      ...['write:/a/x ok', 'read:/b/x one', `write:/b/y ${READ_ONLY}`, 'write:/c/d/x ok', 'write:/a/long/x ok'],
      ...['write:/other/x ok', 'mounted:/a ext4 rw', 'mounted:/b ext4 ro', 'mounted:/c/d ext4 rw'],
      ...['mounted:/a/long ext4 rw', 'mounted:/later nothing'],
    ]);
    for (const [image, content] of [
      [one, 'one'],
      [byUuid, 'two'],
      [long, 'long'],
      [other, 'other'],
    ] as const) {
      assert.equal(debugfs(image, 'cat /x'), content);
      assertClean(image);
    }
  });

  it('refuses writes to what is mounted :ro, on ext4 and on 9p', async () => {
    ops.write('shared/kept', 'on the host');
    const image = await ops.createVolume('fixed', '-d', ops.file('shared'));
    const before = fs.readFileSync(image);
    const tries = (at: string) => [
      ...[`write:${at}/new=x`, `write:${at}/kept=x`, `remove:${at}/kept`, `mkdir:${at}/d`, `chmod:${at}/kept=600`],
      ...[`symlink:${at}/s=x`, `link:${at}/l=${at}/kept`, `read:${at}/kept`],
    ];
    const steps = [...tries('/ext4'), ...tries('/9p')];
    const printed = await ops.steps(mounts('fixed:/ext4:ro', './shared:/9p:ro'), steps);
    const expected = steps.map((step) => {
      const [done = ''] = step.split('=');
      return `${done} ${done.startsWith('read') ? 'on the host' : READ_ONLY}`;
    });
    assert.deepEqual(printed, expected);
    assert.ok(fs.readFileSync(image).equals(before), 'the image has changed');
    assert.deepEqual(fs.readdirSync(ops.file('shared')), ['kept']);
  });

  it('shares a host directory live, both ways', async () => {
    ops.write('live/early', 'before the boot');
    const started = ops.startSteps(mounts('./live:/live'), [
      ...['read:/live/early', 'write:/live/from-guest=hello host', 'wait:/live/from-host', 'read:/live/from-host'],
      ...['wait:/live/gone', 'read:/live/early', 'remove:/live/from-host', 'signal:15'],
    ]);
    await started.waitFor(/write:\/live\/from-guest ok/);
    assert.equal(fs.readFileSync(ops.file('live/from-guest'), 'utf8'), 'hello host');
    ops.write('live/.new', 'hello guest');
    fs.renameSync(ops.file('live/.new'), ops.file('live/from-host'));
    await started.waitFor(/read:\/live\/from-host hello guest/);
    fs.rmSync(ops.file('live/early'));
    ops.write('live/gone', '');
    await started.waitFor(/read:\/live\/early No such file or directory\n(.*\n)*signal:15 waits/);
    assert.equal(fs.existsSync(ops.file('live/from-host')), false);
    started.kill('SIGTERM');
    await started.expect(0);
  });
});
