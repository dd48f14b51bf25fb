import { statSync } from 'node:fs';
import { guestFailure, programEnding } from './guest-ending.js';
import { readGuestEvents } from './guest-events.js';
import type { InstanceEnding, InstanceRecord } from './instance-record.js';
import { isInstanceRunning, isMachineRunning, type InstanceStatus } from './instance-status.js';
import type { InstanceStore } from './instance-store.js';
import { lastWords } from './last-words.js';

/** An instance as it is now, which its record may not know yet. */
export interface ObservedInstance {
  readonly record: InstanceRecord;
  readonly status: InstanceStatus;
  /** Null while it runs. */
  readonly ending: InstanceEnding | null;
}

/** Looks whether an instance still runs, and how it ended. Changes nothing. */
export function observeInstance(record: InstanceRecord, instances: InstanceStore): ObservedInstance {
  if (isInstanceRunning(record)) {
    const isUp = record.started !== null && isMachineRunning(record);
    return { record, status: isUp ? 'running' : 'starting', ending: null };
  }
  const ending = record.ending ?? findEnding(record, instances);
  return { record, status: ending.failure === null ? 'stopped' : 'failed', ending };
}

/** How a machine ended that nobody watched: the guest's init says it last. */
function findEnding(record: InstanceRecord, instances: InstanceStore): InstanceEnding {
  const agentLog = instances.fileOf(record.id, 'agentLog');
  const events = readGuestEvents(agentLog);
  const at = lastChange([agentLog, instances.fileOf(record.id, 'console'), instances.fileOf(record.id, 'errors')]);
  const ended = programEnding(events);
  if (ended !== undefined) return { ...ended, at, failure: null };
  const { message, hint } = guestFailure(events, lastWords(record, instances));
  return { exitCode: null, signal: null, at, failure: [message, hint].join('\n') };
}

function lastChange(files: readonly string[]): string {
  const times = files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return new Date(Math.max(...times)).toISOString();
}
