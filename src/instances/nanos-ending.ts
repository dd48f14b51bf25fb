import { closeSync, openSync, readSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { crashLogRange, readCrashLog, type CrashLog } from '../guests/nanos/image/crash-log.js';
import { onHost } from '../io/host-errors.js';
import { guestStatus } from '../qemu/debug-exit.js';
import type { MachineExit } from '../qemu/running-machine.js';
import type { ProgramEnding } from './guest-ending.js';
import type { InstanceRecord } from './instance-record.js';

const SHOWN_LINES = 12;
const SECTOR = 512;

/**
 * How the program of a Nanos guest ended, from what the guest left: its crash log has the whole exit code, the debug
 * exit seven bits of it. One that was killed by a signal looks like one that ended with the signal's number.
 *
 * @returns undefined when the guest left neither: somebody else ended its machine
 */
export function nanosEnding({ code, signal }: MachineExit, record: InstanceRecord): ProgramEnding | undefined {
  if (signal !== null || code === null) return undefined;
  const exitCode = crashLogOf(record)?.exitCode ?? guestStatus(code);
  return exitCode === undefined ? undefined : { exitCode: exitCode & 0xff, signal: null };
}

/** Why a machine ended whose guest did not say how. @param console the last of what was on it */
export function nanosFailure({ signal, code, stderrTail }: MachineExit, console: string): OpsError {
  const said = [...console.split('\n').slice(-SHOWN_LINES), stderrTail].filter((text) => text !== '').join('\n');
  return new OpsError(
    'guest-boot-failed',
    `the machine ended, and its guest did not say how (${signal ?? `status ${String(code)}`})`,
    {
      hint: said === '' ? 'it said nothing' : `its last lines:\n${said}`,
      details: { console: said },
    },
  );
}

/** The guest's root is a file of its own, made for this run: what is in its crash log is of this run. */
function crashLogOf({ name, settings: { root } }: InstanceRecord): CrashLog | undefined {
  if (root === null) throw new OpsError('internal', `instance ${name}: it has no root`);
  const { file } = root.disk;
  return onHost('read', file, () => {
    const fd = openSync(file, 'r');
    try {
      const read = (position: number, length: number): Uint8Array => {
        const bytes = new Uint8Array(length);
        readSync(fd, bytes, 0, length, position);
        return bytes;
      };
      const { start, size } = crashLogRange(read(0, SECTOR));
      return readCrashLog(read(start, size));
    } finally {
      closeSync(fd);
    }
  });
}
