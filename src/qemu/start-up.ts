import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { QmpClient } from './qmp/client.js';
import { QmpConnectionError, qmpTimeout } from './qmp/errors.js';

const POLL_INTERVAL = 5;

/**
 * Waits until QEMU greets on its monitor, which it does once every file and every port of the machine is open.
 *
 * @param timeout milliseconds
 * @throws OpsError `qmp-timeout`, `interrupted`
 */
export async function waitForMonitor(socket: string, timeout: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      const client = await QmpClient.connect({ path: socket }, { timeout, signal });
      await client.close();
      return;
    } catch (error) {
      // The socket is not there yet.
      if (!(error instanceof QmpConnectionError)) throw error;
      if (performance.now() > deadline) throw qmpTimeout('its monitor did not answer', timeout);
    }
    await sleep(POLL_INTERVAL, undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  }
}
