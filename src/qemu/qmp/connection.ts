import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { throwIfAborted } from '../../core/abort.js';
import { QmpConnectionError } from './errors.js';

/** Where QEMU listens: a Unix socket, or a port of 127.0.0.1. */
export type QmpAddress = { readonly path: string } | { readonly port: number };

/**
 * Connects; the signal is about connecting only.
 *
 * @throws OpsError `qmp-failed` when nobody listens there, `interrupted`
 */
export async function openConnection(address: QmpAddress, signal: AbortSignal | undefined): Promise<Socket> {
  throwIfAborted(signal);
  const socket = createConnection('path' in address ? address : { ...address, host: '127.0.0.1' });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throwIfAborted(signal);
    throw new QmpConnectionError(`nobody answers on its monitor, ${describe(address)}`, error);
  }
}

function describe(address: QmpAddress): string {
  return 'path' in address ? address.path : `127.0.0.1:${address.port}`;
}
