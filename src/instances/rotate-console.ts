import { existsSync, renameSync, statSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { MIB } from '../core/size.js';
import { onHost } from '../io/host-errors.js';
import { reopenConsoleLog } from '../qemu/console-log.js';
import { QmpClient } from '../qemu/qmp/client.js';
import type { InstanceRecord } from './instance-record.js';
import { isMachineRunning } from './instance-status.js';
import type { InstanceStore } from './instance-store.js';

/** From this size on a console's log is full, in bytes. */
export const CONSOLE_LIMIT = 16 * MIB;

/** Whether the log of an instance's console is to be rotated. */
export function isConsoleFull(id: string, instances: InstanceStore): boolean {
  const file = instances.fileOf(id, 'console');
  const { size = 0 } = onHost('examine', file, () => statSync(file, { throwIfNoEntry: false })) ?? {};
  return size >= CONSOLE_LIMIT;
}

/**
 * Begins a new log when that of the console is full; the one before the last goes. Nobody watches a machine that runs by
 * itself, so whoever works on an instance does this. A machine that cannot be asked goes on with the log it has: the
 * next command tries again. Call it with the lock of the instance.
 */
export async function rotateConsole(record: InstanceRecord, instances: InstanceStore): Promise<void> {
  const [file, old] = [instances.fileOf(record.id, 'console'), instances.fileOf(record.id, 'oldConsole')];
  if (!isMachineRunning(record)) {
    if (isConsoleFull(record.id, instances)) move(file, old);
    return;
  }
  // A command that was killed between the two steps left the machine writing to the old one.
  const isHalfDone = !existsSync(file) && existsSync(old);
  if (!isHalfDone && !isConsoleFull(record.id, instances)) return;
  try {
    await using monitor = await QmpClient.connect({ path: record.qmp.socket });
    if (!isHalfDone) move(file, old);
    await reopenConsoleLog(monitor, file);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    if (!existsSync(file) && existsSync(old)) move(old, file);
  }
}

function move(from: string, to: string): void {
  onHost('rename', from, () => {
    renameSync(from, to);
  });
}
