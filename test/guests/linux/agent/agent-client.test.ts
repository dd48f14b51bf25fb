import assert from 'node:assert/strict';
import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { hasErrorCode, OpsError } from '../../../../src/core/errors.js';
import { AgentClient } from '../../../../src/guests/linux/agent/agent-client.js';
import type { AgentEvent } from '../../../../src/guests/linux/agent/agent-protocol.js';

/** A guest that says what the test tells it to. */
class FakeGuest {
  readonly client: AgentClient;
  readonly events: AgentEvent[] = [];
  /** The host's end, which the client owns. */
  readonly host: Duplex;
  readonly line: Duplex;
  /** What the host has sent. */
  heard = '';
  /** Called with every request, without its line feed. */
  onRequest: (line: string) => void = () => undefined;

  constructor() {
    const [host, guest] = duplexPair();
    this.host = host;
    this.line = guest;
    guest.setEncoding('latin1').on('data', (text: string) => {
      this.heard += text;
      for (const line of text.split('\n').filter(Boolean)) this.onRequest(line);
    });
    this.client = new AgentClient(host, (event) => this.events.push(event));
  }

  say(...lines: string[]): void {
    this.line.write(lines.map((line) => `${line}\n`).join(''));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

const failed = (message: RegExp) => (error: unknown) =>
  hasErrorCode(error, 'guest-request-failed') && message.test(error.message);

describe('guests/linux/agent/client', () => {
  it('sends a request on a line of its own and returns the data of its answer', async () => {
    await using guest = new FakeGuest();
    guest.onRequest = () => {
      guest.say('1 item program 83', '1 item uptime 5', '1 ok');
    };
    assert.deepEqual(await guest.client.request('status'), [
      { type: 'program', pid: 83 },
      { type: 'uptime', milliseconds: 5 },
    ]);
    assert.equal(guest.heard, '\n1 status\n');
  });

  it('gives every answer to its own request, whatever the order', async () => {
    await using guest = new FakeGuest();
    const heard: string[] = [];
    guest.onRequest = (line) => {
      heard.push(line);
      if (heard.length === 2) guest.say('2 item program 2', '1 item program 1', '9 ok', '2 ok', 'unmounted /a', '1 ok');
    };
    const [first, second] = await Promise.all([guest.client.request('status'), guest.client.request('status')]);
    assert.deepEqual([first, second], [[{ type: 'program', pid: 1 }], [{ type: 'program', pid: 2 }]]);
    assert.deepEqual(guest.events, [{ type: 'unmounted', path: '/a' }]);
  });

  it('refuses with what the guest said, and who is in the way', async () => {
    await using guest = new FakeGuest();
    guest.onRequest = () => {
      guest.say('1 item holder 41 node /data/log', '1 error EBUSY it%20is%20in%20use');
    };
    await assert.rejects(guest.client.request('unmount', ['/data']), (error) => {
      assert.ok(error instanceof OpsError);
      assert.equal(error.code, 'guest-request-failed');
      assert.equal(error.message, 'unmount /data: it is in use (EBUSY)');
      const items = [{ type: 'holder', pid: 41, command: 'node', path: '/data/log' }];
      assert.deepEqual(error.details, { errno: 'EBUSY', items });
      return true;
    });
  });

  it('hears the same whatever the packets are', async () => {
    const script = 'ted /x\nready 1\nmounted /a%20b /dev/sda rw 3\n\n1 item program 7\nabsent /c name:c\n1 ok\nlost /a';
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: script.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        await using guest = new FakeGuest();
        const answer = guest.client.request('status');
        const edges = [0, ...places.sort((a, b) => a - b), script.length];
        for (const [index, start] of edges.slice(0, -1).entries()) {
          guest.line.write(script.slice(start, edges[index + 1]));
          await setImmediate();
        }
        assert.deepEqual(await answer, [{ type: 'program', pid: 7 }]);
        const types = guest.events.map((event) => event.type);
        assert.deepEqual(types, ['ready', 'mounted', 'absent']);
      }),
      { numRuns: 50 },
    );
  });

  it('forgets a line without an end, and goes on after it', async () => {
    await using guest = new FakeGuest();
    const answer = guest.client.request('status');
    for (let i = 0; i < 40; i++) guest.line.write('x'.repeat(4096));
    guest.say('', 'ready 1', '1 ok');
    await answer;
    assert.deepEqual(guest.events, [{ type: 'ready', version: 1 }]);
  });

  it('waits for an event', async () => {
    await using guest = new FakeGuest();
    const isB = (event: { path: string }): boolean => event.path === '/b';
    const event = guest.client.waitForEvent('unmounted', { matches: isB });
    guest.say('unmounted /a', 'lost /b /dev/sda', 'unmounted /b');
    assert.deepEqual(await event, { type: 'unmounted', path: '/b' });
  });

  it('gives up in time, and takes a late answer for no other request', async () => {
    await using guest = new FakeGuest();
    await assert.rejects(guest.client.request('freeze', ['/'], { timeout: 10 }), failed(/^freeze \/: .*0\.01 s$/));
    await assert.rejects(guest.client.waitForEvent('exited', { timeout: 10 }), failed(/"exited"/));
    guest.onRequest = () => {
      guest.say('1 error EIO late', '2 ok');
    };
    assert.deepEqual(await guest.client.request('thaw', ['/']), []);
  });

  it('can be interrupted', async () => {
    await using guest = new FakeGuest();
    const interrupted = (error: unknown): boolean => hasErrorCode(error, 'interrupted');
    const abort = new AbortController();
    const request = guest.client.request('status', [], { signal: abort.signal });
    const event = guest.client.waitForEvent('ready', { signal: abort.signal });
    abort.abort();
    await assert.rejects(request, interrupted);
    await assert.rejects(event, interrupted);
    await assert.rejects(guest.client.request('status', [], { signal: abort.signal }), interrupted);
    assert.equal(guest.heard.includes('2 status'), false);
  });

  for (const [how, end] of [
    ['the guest ends', (guest: FakeGuest): unknown => guest.line.end()],
    ['the line breaks', (guest: FakeGuest): unknown => guest.host.destroy(new Error('broken'))],
    ['we close it', (guest: FakeGuest): unknown => guest.client.close()],
  ] as const) {
    it(`refuses what waits when ${how}, and what comes after`, async () => {
      await using guest = new FakeGuest();
      const request = assert.rejects(guest.client.request('status'), failed(/^status: the agent line closed/));
      const event = assert.rejects(guest.client.waitForEvent('exited'), failed(/closed before/));
      await Promise.all([end(guest), request, event, guest.client.closed]);
      await assert.rejects(guest.client.request('status'), failed(/^status: the agent line is closed/));
    });
  }

  it('keeps the last event before the end', async () => {
    await using guest = new FakeGuest();
    const exited = guest.client.waitForEvent('exited');
    guest.line.end('exited code 3\n');
    assert.deepEqual(await exited, { type: 'exited', by: 'code', value: 3 });
    await guest.client.closed;
  });

  it('does not send what cannot be sent', async () => {
    await using guest = new FakeGuest();
    await assert.rejects(guest.client.request('mount', ['x'.repeat(5000)]), (error) =>
      hasErrorCode(error, 'format-limit'),
    );
  });
});
