import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { InstanceRecord } from '../../../../src/instances/instance-record.js';
import type { InstanceInfo } from '../../../../src/provider/instances.js';
import { placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { thisProcess, useOpsHome } from '../../ops-home.js';

const ID = '17951650328317';

describe('ops instance list', () => {
  const at = useOpsHome();
  const place = (changes: Partial<InstanceRecord>): void => {
    placeRecord(at.home.instances, sampleRecord({ lifetime: 'lasting', supervisor: null, ...changes }));
  };

  it('looks at a hundred instances without a program and without a connection', async () => {
    const socket = path.join(at.cwd, 'qmp.sock');
    let connections = 0;
    const server = createServer(() => connections++).listen(socket);
    await once(server, 'listening');
    const started = '2026-01-02T03:04:05.000Z';
    for (let number = 0; number < 100; number++) {
      const runs = number % 2 === 0;
      const id = String(17951650328000 + number);
      place({ id, name: `web${number}`, machine: runs ? thisProcess() : null, started, qmp: { port: null, socket } });
    }
    const { PATH } = process.env;
    process.env['PATH'] = '';
    const { code, stdout } = await at.ops('instance list -j', { env: { PATH: '' } });
    const locking = await at.ops('instance wait web1', { env: { PATH: '' } });
    process.env['PATH'] = PATH;
    server.close();
    assert.equal(code, 0);
    assert.match(locking.stderr, /flock: not found/);
    const statuses = (JSON.parse(stdout) as InstanceInfo[]).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 'running').length, 50);
    assert.deepEqual([statuses.length, connections], [100, 0]);
  });

  it('shows one whose record is damaged, says why, and leaves the way to delete it', async () => {
    place({ id: '17951650328318', name: 'well' });
    mkdirSync(path.join(at.home.instances, ID));
    writeFileSync(path.join(at.home.instances, ID, 'instance.json'), '{"id":');
    const { stdout, stderr } = await at.ops('instance list');
    assert.match(stdout, /^well\t.*\n17951650328317\t17951650328317\t\tfailed\t/m);
    assert.match(stderr, /warning: instance 17951650328317 is damaged: .*instance\.json: it is not a record\n/);
    const { status, failure } = await at.json<InstanceInfo>(`instance info ${ID}`);
    assert.equal(status, 'failed');
    assert.match(failure ?? '', /not a record/);
    const start = await at.ops(`instance start ${ID}`);
    assert.equal(start.code, 8);
    assert.match(start.stderr, /ops instance delete 17951650328317\n/);
    await at.json(`instance delete ${ID}`);
    assert.deepEqual(
      (await at.json<InstanceInfo[]>('instance list')).map(({ name }) => name),
      ['well'],
    );
  });
});
