import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { blockNode } from './block-node.js';
import { removeNode } from './hot-plug.js';
import { nodeName, type NodeName } from './node-name.js';
import type { QmpClient } from './qmp/client.js';
import { QmpCommandError, qmpTimeout } from './qmp/errors.js';

/** A machine makes one backup at a time, so that whoever comes after a killed command knows what to look for. */
const JOB = 'backup';
const TARGET = nodeName('backup-target');
const POLL_MILLISECONDS = 20;
const REPORT_MILLISECONDS = 200;
const END_MILLISECONDS = 20_000;
/** As long as timers can wait, nearly. */
const LONGEST_MILLISECONDS = 14 * 86_400_000;

/** A copy of a disk that QEMU makes, as the disk was when the copy was begun. */
export interface Backup {
  /** @throws OpsError `host-disk-full`, `qmp-failed`, `interrupted` */
  done(operation: OperationOptions): Promise<void>;
}

/** Opens the file that a backup goes to. @param file a qcow2 image of the size of the disk; raw ones would fill up */
export async function openBackupTarget(monitor: QmpClient, file: string): Promise<void> {
  await monitor.execute('blockdev-add', blockNode({ format: 'qcow2', file }, TARGET, { readOnly: false }));
}

/** Begins to copy a disk; from then on, what the guest writes is not in the copy. */
export async function startBackup(monitor: QmpClient, disk: NodeName): Promise<Backup> {
  // Before the command: a small disk is copied before the command has returned.
  const completed = monitor.waitForEvent('BLOCK_JOB_COMPLETED', ({ device }) => device === JOB, {
    timeout: LONGEST_MILLISECONDS,
  });
  await monitor.execute('blockdev-backup', { 'job-id': JOB, device: disk, target: TARGET, sync: 'full' });
  return {
    async done({ signal, progress }) {
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      const abort = (): void => {
        reject(new OpsError('interrupted', 'interrupted', { cause: signal?.reason }));
      };
      aborted.catch(() => undefined);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
      const timer = setInterval(() => void report(monitor, progress), REPORT_MILLISECONDS);
      try {
        const { error } = await Promise.race([completed, aborted]);
        if (error !== undefined) throw copyFailure(error);
      } finally {
        clearInterval(timer);
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

/** Ends a backup, finished or not, and closes its target. Does nothing when there is none. @throws OpsError `qmp-*` */
export async function endBackup(monitor: QmpClient): Promise<void> {
  for (const end = performance.now() + END_MILLISECONDS; await cancel(monitor);) {
    if (performance.now() > end) throw qmpTimeout('a backup was not cancelled', END_MILLISECONDS);
    await delay(POLL_MILLISECONDS);
  }
  await removeNode(monitor, TARGET);
}

/** @returns whether there was one */
async function cancel(monitor: QmpClient): Promise<boolean> {
  try {
    await monitor.execute('block-job-cancel', { device: JOB, force: true });
    return true;
  } catch (error) {
    if (error instanceof QmpCommandError && error.errorClass === 'DeviceNotActive') return false;
    throw error;
  }
}

/** Nobody waits for this: a connection that breaks is noticed by who waits for the end. */
async function report(monitor: QmpClient, progress: OperationOptions['progress']): Promise<void> {
  try {
    const jobs = await monitor.execute('query-block-jobs', {});
    for (const { device, offset, len } of jobs) if (device === JOB) progress?.report(offset, len);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}

function copyFailure(error: string): OpsError {
  const isFull = error.includes('No space left');
  return new OpsError(isFull ? 'host-disk-full' : 'qmp-failed', `qemu: the disk could not be copied: ${error}`);
}
