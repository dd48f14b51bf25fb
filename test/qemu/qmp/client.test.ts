import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrorCode, type ErrorCode } from '../../../src/core/errors.js';
import { QmpClient } from '../../../src/qemu/qmp/client.js';
import { QmpCommandError, QmpConnectionError } from '../../../src/qemu/qmp/errors.js';
import { FakeQemu, GREETING, type FakeRequest } from './fake-qemu.js';

const silent = (): object[] => [];
const ok = ({ id }: FakeRequest): object[] => [{ return: {}, id }];

function coded(code: ErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => hasErrorCode(error, code) && message.test(error.message);
}

describe('QMP client', () => {
  it('leaves negotiation mode before anything else', async () => {
    const qemu = new FakeQemu({ answer: ok });
    const client = await QmpClient.negotiate(qemu.client);
    await client.execute('cont', {});
    assert.deepEqual(
      qemu.requests.map(({ execute }) => execute),
      ['qmp_capabilities', 'cont'],
    );
    await client.close();
  });

  it('keeps results that are falsy', async () => {
    const qemu = new FakeQemu({ answer: ({ id }) => [{ return: '', id }] });
    const client = await QmpClient.negotiate(qemu.client);
    assert.equal(await client.execute('human-monitor-command', { 'command-line': 'cont' }), '');
    await client.close();
  });

  it('gives the class and description of a refusal, and works on', async () => {
    const desc = "Device 'a' not found";
    const error = { class: 'DeviceNotFound', desc };
    const qemu = new FakeQemu({ answer: (r) => (r.execute === 'stop' ? ok(r) : [{ error, id: r.id }]) });
    const client = await QmpClient.negotiate(qemu.client);
    await assert.rejects(client.execute('device_del', { id: 'a' }), (refusal) => {
      assert.ok(refusal instanceof QmpCommandError);
      assert.equal(refusal.message, `qemu: device_del: ${desc}`);
      assert.deepEqual(refusal.details, { command: 'device_del', class: 'DeviceNotFound', desc });
      return refusal.errorClass === 'DeviceNotFound';
    });
    await client.execute('stop', {});
    await client.close();
  });

  it('hears an event that comes before the answer', async () => {
    const event = { event: 'DEVICE_DELETED', data: { device: 'a', path: '/machine/peripheral/a' }, timestamp: {} };
    const backend = { event: 'DEVICE_DELETED', data: { path: '/machine/peripheral/a/virtio-backend' } };
    const qemu = new FakeQemu({ answer: ({ id }) => [backend, event, { return: {}, id }] });
    const client = await QmpClient.negotiate(qemu.client);
    const heard: unknown[] = [];
    const stop = client.on('DEVICE_DELETED', (data) => heard.push(data));
    const deleted = client.waitForEvent('DEVICE_DELETED', ({ device }) => device === 'a');
    await client.execute('device_del', { id: 'a' });
    assert.deepEqual(await deleted, event.data);
    stop();
    await client.execute('device_del', { id: 'a' });
    assert.deepEqual(heard, [backend.data, event.data]);
    await client.close();
  });

  it('fails everything that waits when QEMU goes away', async () => {
    const qemu = new FakeQemu({ answer: silent });
    const client = await QmpClient.negotiate(qemu.client);
    const waiting = [client.execute('stop', {}), client.execute('cont', {}), client.waitForEvent('SHUTDOWN')];
    qemu.end();
    for (const result of await Promise.allSettled(waiting)) {
      assert.ok(result.status === 'rejected' && result.reason instanceof QmpConnectionError);
    }
    await assert.rejects(client.execute('stop', {}), coded('qmp-failed', /closed the connection/));
    await assert.rejects(client.waitForEvent('STOP'), coded('qmp-failed', /closed the connection/));
    await client.close();
  });

  it('keeps the failure of a wait for the one who comes for it later', async () => {
    const qemu = new FakeQemu({ answer: silent });
    const client = await QmpClient.negotiate(qemu.client);
    const unhandled: unknown[] = [];
    const collect = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', collect);
    const waiting = client.waitForEvent('STOP');
    qemu.end();
    await sleep(5);
    process.off('unhandledRejection', collect);
    assert.deepEqual(unhandled, []);
    await assert.rejects(waiting, QmpConnectionError);
  });

  it('takes the end of the connection as the answer to quit', async () => {
    const qemu: FakeQemu = new FakeQemu({
      answer: () => {
        qemu.end();
        return [];
      },
    });
    const client = await QmpClient.negotiate(qemu.client);
    await client.quit();
  });

  it('does not wait for a greeting for ever', async () => {
    const qemu = new FakeQemu({ answer: ok, greeting: undefined });
    await assert.rejects(
      QmpClient.negotiate(qemu.client, { timeout: 20 }),
      coded('qmp-timeout', /did not greet us within 20 ms/),
    );
    assert.ok(qemu.client.destroyed);
  });

  it('does not wait for an answer or an event for ever, and forgets one that is late', async () => {
    const late: FakeRequest[] = [];
    const qemu = new FakeQemu({ answer: (r) => (r.execute === 'stop' ? (late.push(r), []) : ok(r)) });
    const client = await QmpClient.negotiate(qemu.client);
    await assert.rejects(client.execute('stop', {}, { timeout: 10 }), coded('qmp-timeout', /stop: no answer/));
    await assert.rejects(client.waitForEvent('STOP', undefined, { timeout: 10 }), coded('qmp-timeout', /no STOP/));
    qemu.send({ return: {}, id: late[0]?.id });
    await client.execute('cont', {});
    await client.close();
  });

  it('does not wait for a greeting when it is called off', async () => {
    const qemu = new FakeQemu({ answer: silent, greeting: undefined });
    const controller = new AbortController();
    const negotiated = QmpClient.negotiate(qemu.client, { signal: controller.signal });
    controller.abort();
    await assert.rejects(negotiated, coded('interrupted', /^/));
    assert.ok(qemu.client.destroyed);
  });

  it('stops waiting when it is called off', async () => {
    const qemu = new FakeQemu({ answer: silent });
    const client = await QmpClient.negotiate(qemu.client);
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = [client.execute('stop', {}, { signal }), client.waitForEvent('STOP', undefined, { signal })];
    controller.abort();
    for (const wait of waiting) await assert.rejects(wait, coded('interrupted', /^/));
    await assert.rejects(client.execute('stop', {}, { signal }), coded('interrupted', /^/));
    await client.close();
  });

  for (const [what, text] of [
    ['text', 'HTTP/1.1 400 Bad Request\r\n'],
    ['a message of no kind', '{"hello":1}\n'],
    ['a list', '[]\n'],
    ['an answer without an id', '{"return":{}}\n'],
    ['an error of no kind', '{"error":"no","id":1}\n'],
  ] as const) {
    it(`gives up on ${what}`, async () => {
      const qemu = new FakeQemu({ answer: silent });
      const client = await QmpClient.negotiate(qemu.client);
      const waiting = client.execute('stop', {});
      qemu.sendText(text);
      await assert.rejects(waiting, coded('qmp-failed', /could not be read/));
      assert.ok(qemu.client.destroyed);
    });
  }

  it('gives up when QEMU could not read a command: that answer has no id', async () => {
    const qemu = new FakeQemu({ answer: () => [{ error: { class: 'GenericError', desc: 'JSON parse error' } }] });
    const client = await QmpClient.negotiate(qemu.client);
    await assert.rejects(client.execute('stop', {}), coded('qmp-failed', /JSON parse error/));
  });

  it('fails when nobody listens', async () => {
    await assert.rejects(QmpClient.connect({ path: '/nowhere/qmp.sock' }), coded('qmp-failed', /nobody answers/));
  });

  it('takes a greeting in one packet with what follows', async () => {
    const qemu = new FakeQemu({ answer: ok, greeting: undefined });
    qemu.sendText(`${JSON.stringify(GREETING)}\r\n{"event":"RESUME"}\r\n`);
    await (await QmpClient.negotiate(qemu.client)).close();
  });
});
