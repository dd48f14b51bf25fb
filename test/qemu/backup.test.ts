import assert from 'node:assert/strict';
import { hasErrorCode } from '../../src/core/errors.js';
import { endBackup, startBackup } from '../../src/qemu/backup.js';
import { nodeName } from '../../src/qemu/node-name.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { FakeQemu, type FakeRequest } from './qmp/fake-qemu.js';

const DISK = nodeName('volume-data');
const ok = ({ id }: FakeRequest) => [{ return: {}, id }];
const refused = ({ id }: FakeRequest, name: string) => [{ error: { class: name, desc: 'no' }, id }];
const ended = (data: object = {}) => ({ event: 'BLOCK_JOB_COMPLETED', data: { device: 'backup', ...data } });

describe('qemu/backup', () => {
  const asked = (qemu: FakeQemu) => qemu.requests.map(({ execute }) => execute).slice(1);

  it('is done even when QEMU says so before it says that it has begun', async () => {
    const qemu = new FakeQemu({ answer: (request) => [ended(), ...ok(request)] });
    await using monitor = await QmpClient.negotiate(qemu.client);
    await (await startBackup(monitor, DISK)).done({});
    assert.deepEqual(qemu.requests[1]?.arguments, {
      'job-id': 'backup',
      device: 'volume-data',
      target: 'backup-target',
      sync: 'full',
    });
  });

  it('fails with the reason of QEMU', async () => {
    for (const [error, code] of [
      ['No space left on device', 'host-disk-full'],
      ['Input/output error', 'qmp-failed'],
    ] as const) {
      const qemu = new FakeQemu({ answer: (request) => [...ok(request), ended({ error })] });
      await using monitor = await QmpClient.negotiate(qemu.client);
      const backup = await startBackup(monitor, DISK);
      await assert.rejects(
        backup.done({}),
        (failure) => hasErrorCode(failure, code) && failure.message.includes(error),
      );
    }
  });

  it('tells how far it is, and stops waiting when it is called off', async () => {
    const jobs = [{ type: 'backup', device: 'backup', len: 100, offset: 40, ready: false }];
    const qemu = new FakeQemu({
      answer: (request) => (request.execute === 'query-block-jobs' ? [{ return: jobs, id: request.id }] : ok(request)),
    });
    await using monitor = await QmpClient.negotiate(qemu.client);
    const backup = await startBackup(monitor, DISK);
    const abort = new AbortController();
    const reports: number[][] = [];
    const progress = {
      report: (done: number, total: number) => {
        reports.push([done, total]);
        abort.abort();
      },
    };
    await assert.rejects(backup.done({ progress, signal: abort.signal }), (error) =>
      hasErrorCode(error, 'interrupted'),
    );
    assert.deepEqual(reports, [[40, 100]]);
  });

  it('is ended once QEMU has let go of it', async () => {
    let cancelled = 0;
    const nodes = [{ 'node-name': 'backup-target' }];
    const qemu = new FakeQemu({
      answer: (request) => {
        if (request.execute === 'query-named-block-nodes') return [{ return: nodes, id: request.id }];
        const isOver = request.execute === 'block-job-cancel' && ++cancelled > 2;
        return isOver ? refused(request, 'DeviceNotActive') : ok(request);
      },
    });
    await using monitor = await QmpClient.negotiate(qemu.client);
    await endBackup(monitor);
    assert.deepEqual(asked(qemu), [
      ...['block-job-cancel', 'block-job-cancel', 'block-job-cancel'],
      ...['query-named-block-nodes', 'blockdev-del'],
    ]);
  });

  it('is ended when there is none', async () => {
    const qemu = new FakeQemu({
      answer: (request) =>
        request.execute === 'block-job-cancel' ? refused(request, 'DeviceNotActive') : [{ return: [], id: request.id }],
    });
    await using monitor = await QmpClient.negotiate(qemu.client);
    await endBackup(monitor);
    assert.deepEqual(asked(qemu), ['block-job-cancel', 'query-named-block-nodes']);
  });
});
