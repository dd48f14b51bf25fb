import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { CONSOLE_LIMIT } from '../../src/instances/rotate-console.js';
import { isRunning } from '../../src/io/process-identity.js';
import type { InstanceStats } from '../../src/provider/instances.js';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { eventually, useOps } from '../oracles/ops.js';

const MIB = 1 << 20;

describe('guest: what an instance says and uses', function () {
  this.timeout(60_000);
  const ops = useOps();
  const theInstance = (): InstanceRecord => ops.instances()[0] ?? assert.fail('there is no instance');
  const createImage = (name: string, ...steps: readonly string[]): Promise<string> => {
    const flags = ['-i', name, '--mounts', './share:/share:ro', '--mounts', `${name}:/data`];
    ops.write('share/ready', '');
    return ops.ok('image', 'create', '-q', ops.program('take-steps'), ...flags, '--', ...steps);
  };

  it('is its program byte for byte, over a rotation and to its end', async () => {
    await ops.createVolume('talk', '-s', '16m');
    await createImage('talk', 'bytes:5000', 'write:/data/file=x', 'wait:/share/go', 'bytes:300', 'exit:3');
    await ops.ok('instance', 'create', 'talk', '--no-accel', '--mounts', 'talk:/data');
    const { id } = theInstance();
    const [log, old] = ['console.log', 'console.log.1'].map((name) => ops.file(`home/instances/${id}/${name}`));
    assert.ok(log !== undefined && old !== undefined);
    const following = ops.start('instance', 'logs', 'talk', '-w');
    await following.waitFor(/file ok\n/);

    const filler = Buffer.alloc(CONSOLE_LIMIT, '.\n');
    appendFileSync(log, filler);
    await eventually('the log is rotated', () => existsSync(old) && existsSync(log));
    assert.deepEqual([statSync(log).size, statSync(log).mode & 0o777], [0, 0o600]);

    const [stats] = JSON.parse(await ops.ok('instance', 'stats', '-j')) as InstanceStats[];
    const { cpu, memory, guest, disks } = stats ?? assert.fail();
    assert.ok(cpu !== null && cpu > 0 && cpu < 4, String(cpu));
    assert.ok(memory !== null && memory > 16 * MIB, String(memory));
    assert.ok((guest?.uptimeMilliseconds ?? 0) > 0 && (guest?.memory?.total ?? 0) > 256 * MIB, JSON.stringify(guest));
    assert.deepEqual(
      guest?.filesystems.map(({ path, total, available }) => [path, available < total]),
      [['/', true], ['/share', true], ['/data', true]], // prettier-ignore
    );
    assert.deepEqual(
      disks?.map(({ name, read }) => [name, read > 0]),
      [['root', true], ['talk', true]], // prettier-ignore
    );

    const waiting = ops.start('instance', 'wait', 'talk');
    ops.write('share/go', '');
    assert.equal((await waiting.expect(0)).stdout.toString(), '3\n');
    const bytes = (count: number) => Buffer.from(Uint8Array.from({ length: count }, (_, index) => index & 255));
    const expected = Buffer.concat([
      ...[bytes(5000), Buffer.from('write:/data/file ok\n'), filler],
      ...[Buffer.from('wait:/share/go ok\n'), bytes(300)],
    ]);
    assert.ok((await following.expect(0)).stdout.equals(expected), 'what was followed');
    const logs = ops.start('instance', 'logs', 'talk');
    assert.ok((await logs.expect(0)).stdout.equals(expected), 'what was printed');
    await ops.ok('instance', 'delete', 'talk', '-y');
  });

  it('is waited for and followed over a restart', async () => {
    await ops.createVolume('again', '-s', '16m');
    await createImage('again', 'signal:15', 'exit:4');
    await ops.ok('instance', 'create', 'again', '--no-accel', '--mounts', 'again:/data');
    const watching = [ops.start('instance', 'wait', 'again'), ops.start('instance', 'logs', 'again', '-w')];
    await watching[1]?.waitFor(/waits/);
    await ops.ok('instance', 'restart', 'again');
    assert.deepEqual(
      watching.map(({ hasEnded }) => hasEnded),
      [false, false],
    );
    await ops.ok('instance', 'stop', 'again');
    const [waited, followed] = await Promise.all(watching.map((each) => each.expect(0)));
    assert.equal(waited?.stdout.toString(), '4\n');
    assert.equal(followed?.stdout.toString(), 'signal:15 waits\nsignal:15 ok\n'.repeat(2));
    await ops.ok('instance', 'delete', 'again', '-y');
  });

  it('is no reason to lose what it writes when its record is damaged: it is stopped in order and deleted', async () => {
    const volume = await ops.createVolume('lost', '-s', '16m');
    await createImage('lost', 'write:/data/file=not synced', 'signal:15', 'exit:0');
    await ops.ok('instance', 'create', 'lost', '--no-accel', '--mounts', 'lost:/data');
    const { id, machine } = theInstance();
    assert.ok(machine !== null && isRunning(machine));
    const following = ops.start('instance', 'logs', 'lost', '-w');
    await following.waitFor(/waits/);
    following.kill('SIGINT');
    await following.expect(0);
    try {
      writeFileSync(ops.file(`home/instances/${id}/instance.json`), '{');
      assert.match(await ops.ok('instance', 'list'), new RegExp(`^${id}\t${id}\t\tfailed`, 'm'));
      await ops.ok('instance', 'delete', id, '-y');
      assert.equal(isRunning(machine), false);
    } finally {
      if (isRunning(machine)) process.kill(machine.pid, 'SIGKILL');
    }
    assert.ok(!readdirSync(ops.file('home/instances')).includes(id));
    assert.equal(debugfs(volume, 'cat /file'), 'not synced');
    assertClean(volume);
  });
});
