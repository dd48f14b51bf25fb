import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../../src/core/errors.js';
import { attachVolume } from '../../src/instances/attach-volume.js';
import { detachVolume } from '../../src/instances/detach-volume.js';
import { stopInstance } from '../../src/instances/stop-instance.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { opsError } from '../io/ops-error.js';
import { assertClean, changeWithDebugfs, debugfs } from '../oracles/e2fsprogs.js';
import { eventually } from '../oracles/ops.js';
import { useLiveInstances } from './live-instances.js';

const IDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('guest: instances', function () {
  this.timeout(60_000);
  const live = useLiveInstances();
  const images = new Map<string, string>();

  const logs = { what: { kind: 'volume', reference: 'logs' }, virtualId: null, readOnly: false } as const;
  const hasten = () => ({ ...live.host, patience: { answer: 300, mount: 300, unmount: 300, powerOff: 300 } });
  const saysWhatToDo = (error: unknown): boolean =>
    hasErrorCode(error, 'guest-request-failed') &&
    error.message.endsWith('its guest does not answer') &&
    (error.hint ?? '').includes('ops instance stop web');
  const refusesBoth = async (): Promise<void> => {
    const [host, before] = [hasten(), live.host.instances.get('web')];
    await assert.rejects(attachVolume('web', logs, host), saysWhatToDo);
    await assert.rejects(detachVolume('web', 'data', host.instances, { ...host, force: false }), saysWhatToDo);
    assert.deepEqual(live.host.instances.get('web'), before);
  };

  before(async function () {
    this.timeout(120_000);
    for (const name of ['data', 'logs']) images.set(name, await live.createVolume(name, '-s', '16m'));
    await live.createImage('steps', ['data:/data', 'logs:/logs']);
  });

  it('are for this user alone, whatever the umask is, and have one name each', async () => {
    const umask = process.umask(0);
    try {
      await live.create('steps', 'web', ['data']);
    } finally {
      process.umask(umask);
    }
    const folder = live.host.instances.directoryOf(live.host.instances.get('web').id);
    const modes = readdirSync(folder).map((name) => [name, statSync(path.join(folder, name)).mode & 0o777] as const);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of ['agent.sock', 'qmp.sock', 'instance.json']) assert.equal(new Map(modes).get(name), 0o600, name);
    await assert.rejects(live.create('steps', 'web'), opsError('instance-exists', 'web'));
    assert.equal(live.instances().length, 1);
  });

  it('whose QEMU is killed have failed, say their last words, and boot again with what they had', async () => {
    await live.step('web', 'fill /data 20');
    const { pid } = await live.facet.get('web');
    process.kill(pid!, 'SIGKILL');
    await eventually('QEMU ends', () => !live.machines().includes(pid!));
    const info = JSON.parse(await live.ok('instance', 'info', 'web', '-j')) as Record<string, unknown>;
    assert.deepEqual([info['status'], info['exitCode'], info['pid']], ['failed', null, null]);
    assert.match(String(info['failure']), /the guest ended while the program ran\n/);
    await live.facet.start('web', {});
    assert.equal(await live.step('web', 'mounted /data'), 'ext4 rw');
  });

  it('that are paused fail what is asked of them, give back a volume by force, and go on', async () => {
    const { qmp } = live.host.instances.get('web');
    const pause = async (command: 'stop' | 'cont') => {
      await using monitor = await QmpClient.connect({ path: qmp.socket });
      await monitor.execute(command, {});
    };
    await pause('stop');
    await refusesBoth();
    const host = hasten();
    await detachVolume('web', 'data', host.instances, { ...host, force: true });
    assert.deepEqual(await live.disksOf('web'), []);
    await pause('cont');
    // Its guest has not seen yet that the old disk is gone.
    await live.attach('web', 'data');
    await live.step('web', 'write /data/resumed on the new disk');
    await live.detach('web', 'data');
    assert.equal(debugfs(images.get('data')!, 'cat /resumed'), 'on the new disk');
    await live.attach('web', 'data');
  });

  it('whose QEMU hangs fail what is asked of them, and are killed when they are to stop', async () => {
    process.kill(live.host.instances.get('web').machine!.pid, 'SIGSTOP');
    await refusesBoth();
    const host = hasten();
    await assert.rejects(
      detachVolume('web', 'data', host.instances, { ...host, force: true }),
      (error) => hasErrorCode(error, 'qmp-timeout') && (error.hint ?? '').includes('ops instance stop web'),
    );
    const { how, ending } = await stopInstance('web', host.instances, { ...host, seconds: 0 });
    assert.equal(how, 'killed');
    assert.deepEqual([ending?.exitCode, ending?.failure], [null, 'it did not stop in time, and was killed']);
    assert.deepEqual(live.machines(), []);
    await live.facet.delete('web', {});
  });

  it('whose guest does not come up are not there, and what it said is in the error', async () => {
    await live.createImage('broken', ['data:/data']);
    const { location } = JSON.parse(await live.ok('image', 'info', 'broken', '-j')) as { location: string };
    changeWithDebugfs(location, ['set_inode_field /serve-steps mode 0100644']);
    await assert.rejects(live.create('broken', 'gone', ['data']), (error) => {
      assert.ok(hasErrorCode(error, 'guest-boot-failed'), String(error));
      assert.match(error.hint ?? '', /serve-steps: Permission denied/);
      return error.message === 'its program could not be run (exit 126)';
    });
    changeWithDebugfs(location, ['set_inode_field <2> mode 0']);
    await assert.rejects(live.create('broken', 'gone', ['data']), (error) => {
      assert.ok(hasErrorCode(error, 'guest-boot-failed'), String(error));
      assert.match(error.hint ?? '', /^its last lines:\n.*\S/s);
      return error.message.startsWith('the guest gave up');
    });
    assert.deepEqual([live.instances(), live.machines()], [[], []]);
  });

  it('of `run` are like the others while they run, and end with the code of their program', async () => {
    const running = live.startSteps(
      ['--mounts', 'data:/data', '-i', 'ran'],
      ['signal:15', 'read:/data/word', 'exit:7'],
    );
    await running.waitFor(/signal:15 waits/);
    await live.detach('ran', 'data');
    await live.attach('ran', 'data');
    assert.match(await live.ok('instance', 'info', 'ran'), /attached {4}data -> \/data/);
    assert.match(await live.ok('instance', 'stop', 'ran'), /stopped {2}ran {2}\(exit 7\)/);
    await running.expect(7);
    assertClean(images.get('data')!);
  });

  it('whose program does not listen to SIGTERM are stopped in order all the same, after their time', async () => {
    const running = live.start('run', '--no-accel', live.program('ignore-term'), '-i', 'deaf');
    await running.waitFor(/./);
    const { how, instance } = await live.facet.stop('deaf', { seconds: 1 }, {});
    assert.deepEqual([how, instance.exitCode], ['stopped', 137]);
    await running.expect(137);
  });

  it('have 20 volumes at their virtual ids, from the boot on and while they run', async () => {
    const volumes = await Promise.all(IDS.map((id) => live.createVolume(`v${id}`, '-s', '4m')));
    await live.createImage('many', [...IDS.map((id) => `%${id}:/v/${id}`), 'data:/a', 'data:/b:ro']);
    const shuffled = IDS.map((id) => [(id * 7) % 20 || 20, id] as const);
    await assert.rejects(
      live.create('many', 'many', ['%1:v1', '%1:v2']),
      opsError('mount-taken', 'v1 is attached at /v/1'),
    );
    await assert.rejects(live.create('many', 'many', ['%1:v1', '%2:v1']), opsError('mount-invalid', 'one virtual id'));
    await live.create('many', 'many', ['data', ...shuffled.map(([id, number]) => `%${id}:v${number}`)]);
    assert.deepEqual(
      [await live.step('many', 'mounted /a'), await live.step('many', 'mounted /b')],
      ['ext4 rw', 'ext4 ro'],
    );
    for (const round of ['boot', 'hot']) {
      for (const [id, number] of shuffled) {
        assert.equal(await live.step('many', `write /v/${id}/${round} ${number}`), 'ok');
        await live.detach('many', `%${id}`);
      }
      if (round === 'boot') for (const [id, number] of shuffled) await live.attach('many', `%${id}:v${number}`);
    }
    for (const [index, image] of volumes.entries()) {
      for (const round of ['boot', 'hot']) assert.equal(debugfs(image, `cat /${round}`), String(index + 1));
      assertClean(image);
    }
    await live.facet.delete('many', {});
    assertClean(images.get('data')!);
  });
});
