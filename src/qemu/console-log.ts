import type { QmpClient } from './qmp/client.js';

/** Name of the backend behind the first serial port. */
export const CONSOLE_ID = 'console';

/**
 * Has QEMU append the console to the file at `path`, which it opens anew, instead of the file that it writes now. The
 * guest's port keeps what it has not handed on, so no byte is lost. QEMU keeps to the old file when it refuses.
 *
 * @throws OpsError `qmp-failed`, `qmp-timeout`
 */
export async function reopenConsoleLog(monitor: QmpClient, path: string): Promise<void> {
  await monitor.execute('chardev-change', {
    id: CONSOLE_ID,
    backend: { type: 'file', data: { out: path, append: true } },
  });
}
