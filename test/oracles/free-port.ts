import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Takes a TCP port of 127.0.0.1 that nobody has. Close the server to give it back. */
export async function takePort(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

/** A TCP port of 127.0.0.1 that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const { port, server } = await takePort();
  await once(server.close(), 'close');
  return port;
}
