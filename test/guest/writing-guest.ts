import assert from 'node:assert/strict';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import type { OpsWorkshop } from '../oracles/ops.js';
import type { OpsProcess } from '../oracles/ops-process.js';

/** Starts the guest `web1`, which writes numbered files to the volume and syncs nothing. */
export async function startWriting(ops: OpsWorkshop, volume: string): Promise<OpsProcess> {
  const program = ops.program('write-unsynced');
  const guest = ops.start('run', '--no-accel', program, '--mounts', `${volume}:/data`, '-i', 'web1', '--', '/data');
  await guest.waitFor(/^30\n/m);
  return guest;
}

/** The number of the last file that the program has finished. */
export function lastNumber({ output }: OpsProcess): number {
  return Number(output.split('\n').at(-2));
}

/** Waits until the guest has written some more files. */
export async function assertGoesOn(guest: OpsProcess): Promise<void> {
  await guest.waitFor(new RegExp(`^${lastNumber(guest) + 20}$`, 'm'));
}

export async function stopWriting(guest: OpsProcess): Promise<void> {
  guest.kill('SIGTERM');
  await guest.expect(0);
}

/** Checks that a volume is clean and has every file up to `last`. */
export function assertHasAll(image: string, last: number): void {
  assertClean(image);
  const names = new Set(debugfs(image, 'ls -p /').match(/\b\d{8}\b/g));
  for (let number = 0; number <= last; number++) assert.ok(names.has(String(number).padStart(8, '0')), `${number}`);
  assert.equal(debugfs(image, `cat /${String(last).padStart(8, '0')}`), `${last}\n`);
}
