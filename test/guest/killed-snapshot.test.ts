import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectAgent } from '../../src/instances/agent-line.js';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { eventually, useOps } from '../oracles/ops.js';
import type { OpsProcess } from '../oracles/ops-process.js';
import { assertGoesOn, assertHasAll, lastNumber, startWriting } from './writing-guest.js';

interface Snapshot {
  readonly location: string;
}

describe('guest: a snapshot that is cut short', function () {
  this.timeout(60_000);
  const ops = useOps();
  const folder = () => ops.file('home/snapshots');
  const create = (name: string): OpsProcess => ops.start('volume', 'snapshot', 'create', 'data', '--name', name, '-j');

  /** What is in the folder of snapshots but them and the lock. */
  const leftovers = (): string[] => readdirSync(folder()).filter((name) => name.endsWith('partial'));
  const hasBegun = (): boolean => existsSync(folder()) && leftovers().length > 0;
  const isCopying = (): boolean => Boolean(readRecord().copying);
  const readRecord = (): InstanceRecord => {
    const [id = ''] = readdirSync(ops.file('home/instances')).filter((name) => /^\d+$/.test(name));
    return JSON.parse(
      readFileSync(path.join(ops.file('home/instances'), id, 'instance.json'), 'utf8'),
    ) as InstanceRecord;
  };
  const assertNothingLeft = async (): Promise<void> => {
    assert.deepEqual(leftovers(), []);
    assert.equal(isCopying(), false);
    await using monitor = await QmpClient.connect({ path: readRecord().qmp.socket });
    assert.deepEqual(await monitor.execute('query-block-jobs', {}), []);
    const nodes = await monitor.execute('query-named-block-nodes', { flat: true });
    assert.deepEqual(
      nodes.filter(({ drv }) => drv === 'qcow2'),
      [],
    );
  };

  /** What a command leaves that is killed between freezing the guest and beginning the copy. */
  const freezeAsIfKilled = async (): Promise<void> => {
    const record = readRecord();
    const instances = new InstanceStore(ops.file('home/instances'));
    instances.update({ ...record, copying: { uuid: record.volumes[0]!.uuid, path: '/data' } });
    await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
    await agent.request('freeze', ['/data']);
  };

  it('leaves a guest that goes on, and nothing that the next command does not remove', async () => {
    ops.write('content/filling', randomBytes(48 << 20));
    await ops.createVolume('data', '-s', '128m', '-d', ops.file('content'));
    const guest = await startWriting(ops, 'data');
    const moments: readonly [condition: () => boolean, more: number][] = [
      [hasBegun, 0],
      [isCopying, 0],
      [isCopying, 40],
      [isCopying, 90],
    ];
    for (const [number, [condition, more]] of moments.entries()) {
      const killed = create(`killed-${number}`);
      await eventually(`moment ${number}`, condition);
      await delay(more);
      killed.kill('SIGKILL');
      await killed.ended;
      const before = lastNumber(guest);
      const { stdout } = await create(`whole-${number}`).expect(0);
      assertHasAll((JSON.parse(stdout.toString()) as Snapshot).location, before);
      await assertNothingLeft();
      await assertGoesOn(guest);
    }

    await freezeAsIfKilled();
    await create('thawed').expect(0);
    await assertNothingLeft();
    await assertGoesOn(guest);

    const interrupted = create('interrupted');
    await eventually('the copy', isCopying);
    interrupted.kill('SIGINT');
    await interrupted.expect(130);
    await assertNothingLeft();
    await assertGoesOn(guest);

    const orphaned = create('orphaned');
    await eventually('the copy', isCopying);
    process.kill(readRecord().machine!.pid, 'SIGKILL');
    assert.match((await orphaned.expect(5)).stderr, /web1: ended while data was copied/);
    await guest.expect(1);
    assert.deepEqual(leftovers(), []);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.endsWith('.json')),
      ['thawed.json', 'whole-0.json', 'whole-1.json', 'whole-2.json', 'whole-3.json'],
    );
  });
});
