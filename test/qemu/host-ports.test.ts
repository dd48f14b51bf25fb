import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { OpsError } from '../../src/core/errors.js';
import { checkHostPorts, isPortFree } from '../../src/qemu/host-ports.js';
import { findPortHolder, listeningInodes } from '../../src/qemu/port-holder.js';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234 1 0000000000000000
   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 1235 1 0000000000000000
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1236 1 0000000000000000
`;

describe('host ports', () => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    it(`sees a TCP port that is taken on ${host}, and by whom`, async () => {
      const server = createServer().listen(0, host);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        assert.equal(await isPortFree(port), false);
        const forward = { protocol: 'tcp', hostPort: port, guestPort: 80 } as const;
        await assert.rejects(checkHostPorts([forward]), (error) => {
          assert.ok(error instanceof OpsError);
          assert.equal(error.code, 'port-in-use');
          const name = readFileSync('/proc/self/comm', 'utf8').trim();
          assert.equal(error.message, `port ${port}: ${name} (pid ${process.pid}) listens on it`);
          return true;
        });
      } finally {
        server.close();
        await once(server, 'close');
      }
      assert.equal(await isPortFree(port), true);
    });
  }

  it('sees a UDP port that is taken, which says nothing about TCP', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    try {
      assert.equal(await isPortFree(port, 'udp'), false);
      assert.equal((await findPortHolder(port, 'udp'))?.pid, process.pid);
      assert.equal(await findPortHolder(port, 'tcp'), undefined);
    } finally {
      socket.close();
    }
  });

  it('passes what is free', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const forwards = [{ hostPort: port, guestPort: 80, protocol: 'tcp' }, { hostPort: port, guestPort: 80, protocol: 'udp' }] as const; // prettier-ignore
    await checkHostPorts(forwards);
    assert.equal(await findPortHolder(port, 'tcp'), undefined);
  });

  it("reads the kernel's table: the port and the state must fit", () => {
    assert.deepEqual(listeningInodes(TABLE, 8080, '0A'), ['1234']);
    assert.deepEqual(listeningInodes(TABLE, 80, '0A'), ['1236']);
    assert.deepEqual(listeningInodes(TABLE, 81, '0A'), []);
    assert.deepEqual(listeningInodes('', 80, '0A'), []);
  });
});
