import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import { findPortHolder } from './port-holder.js';
import type { PortForward, Protocol } from './ports.js';
import { FORWARD_HOST } from './user-network.js';

/**
 * Checks that QEMU will be able to listen on every host port, by listening on each for a moment.
 *
 * @throws OpsError `port-in-use` with the port, and the process that holds it where that can be seen
 * @throws OpsError `port-invalid` for a port that only root may listen on
 */
export async function checkHostPorts(forwards: readonly PortForward[], signal?: AbortSignal): Promise<void> {
  for (const { hostPort, guestPort, protocol } of forwards) {
    throwIfAborted(signal);
    const problem = await tryPort(hostPort, protocol);
    if (problem === undefined) continue;
    if (problem.code === 'EADDRINUSE') throw await portInUse(hostPort, protocol, problem);
    throw new OpsError(
      'port-invalid',
      `port ${hostPort}: this user may not listen on it (${problem.code ?? 'unknown'})`,
      {
        hint: `use a port from 1024 up on this side: ${hostPort + 8000}:${guestPort}`,
        details: { port: hostPort, protocol },
        cause: problem,
      },
    );
  }
}

/** True when nobody listens on `port` of 127.0.0.1 and we may. */
export async function isPortFree(port: number, protocol: Protocol = 'tcp'): Promise<boolean> {
  return (await tryPort(port, protocol)) === undefined;
}

/** The error for a port that somebody else listens on. */
export async function portInUse(port: number, protocol: Protocol, cause?: unknown): Promise<OpsError> {
  const holder = await findPortHolder(port, protocol);
  const who = holder ? `${holder.name} (pid ${holder.pid})` : 'another program';
  return new OpsError('port-in-use', `port ${port}: ${who} listens on it`, {
    hint: 'stop that program, or use another port of this machine: -p <free port>:<port in the guest>',
    details: { port, protocol, ...(holder && { pid: holder.pid, program: holder.name }) },
    cause,
  });
}

function tryPort(port: number, protocol: Protocol): Promise<NodeJS.ErrnoException | undefined> {
  return protocol === 'tcp' ? tryTcpPort(port) : tryUdpPort(port);
}

function tryTcpPort(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host: FORWARD_HOST, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}

function tryUdpPort(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (error) => {
      socket.close();
      resolve(error);
    });
    socket.bind({ port, address: FORWARD_HOST, exclusive: true }, () => {
      socket.close(() => {
        resolve(undefined);
      });
    });
  });
}
