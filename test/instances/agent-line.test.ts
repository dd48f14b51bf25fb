import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { connectAgent } from '../../src/instances/agent-line.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('instances/agent-line', () => {
  const inDirectory = useTemporaryDirectory();
  let server: Server;
  /** What the guest has been asked, over all its clients. */
  let asked: number[];
  let onRequest: (socket: Socket, request: number) => void;

  beforeEach(async () => {
    asked = [];
    server = createServer((socket) => {
      socket.setEncoding('latin1').on('data', (text: string) => {
        for (const line of text.split('\n').filter(Boolean)) onRequest(socket, Number(line.split(' ')[0]));
      });
    });
    await once(server.listen(inDirectory('agent.sock')), 'listening');
  });
  afterEach(() => {
    server.close();
  });

  it('is not taken in by the answer to what a former client asked', async () => {
    onRequest = (socket, request) => {
      asked.push(request);
      const [late] = asked;
      if (asked.length > 1) socket.write(`${late} ok\n${request} error EBUSY busy\n`);
    };
    {
      await using first = await connectAgent(inDirectory('agent.sock'));
      await assert.rejects(
        first.request('status', [], { timeout: 10 }),
        opsError('guest-request-failed', 'not answered'),
      );
    }
    await using second = await connectAgent(inDirectory('agent.sock'));
    await assert.rejects(second.request('unmount', ['/data']), opsError('guest-request-failed', 'busy (EBUSY)'));
    assert.ok(
      asked.every((request) => request > 0 && request < 1e9),
      asked.join(),
    );
  });

  it('says so when nobody listens', async () => {
    await assert.rejects(connectAgent(inDirectory('none.sock')), opsError('qemu-failed', 'could not be opened'));
  });
});
