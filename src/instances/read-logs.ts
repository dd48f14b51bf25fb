import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { hasErrorCode, OpsError } from '../core/errors.js';
import { findEnd } from './await-end.js';
import { ConsoleFiles } from './console-files.js';
import { MarkStripper } from './console-marks.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { LastLines } from './last-lines.js';
import { WatchedConsole } from './watched-console.js';

export interface LogsRequest {
  /** Goes on until the instance ends, over restarts and rotations, or until the signal is aborted. */
  readonly follow: boolean;
  /** Only so many of the last lines that are there. Default: all. */
  readonly lines?: number;
}

const POLL_MILLISECONDS = 100;

/**
 * The console of an instance as its guest wrote it, of all its starts, the older file first. An aborted signal ends what
 * is followed: it has no other end.
 *
 * @throws OpsError `unsupported` for an instance of `run`, whose console is that command's; `interrupted`
 */
export async function* readLogs(
  reference: string,
  { follow, lines }: LogsRequest,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const record = instances.get(reference);
  const paths = {
    current: instances.fileOf(record.id, 'console'),
    old: instances.fileOf(record.id, 'oldConsole'),
  };
  if (record.lifetime === 'command' && !existsSync(paths.current)) throw consoleElsewhere(record);
  using files = new ConsoleFiles(paths);
  const marks = new MarkStripper();
  const last = lines === undefined ? undefined : new LastLines(lines);
  for (const chunk of files.read()) {
    throwIfAborted(signal);
    const bytes = marks.push(chunk);
    if (last === undefined) yield bytes;
    else last.push(bytes);
  }
  if (last !== undefined) yield last.bytes();
  if (follow) yield* followConsole(record, files, marks, instances, signal);
  yield marks.end();
}

async function* followConsole(
  { id }: InstanceRecord,
  files: ConsoleFiles,
  marks: MarkStripper,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const console = new WatchedConsole(id, instances);
  let rotation = Promise.resolve();
  try {
    while (!signal?.aborted) {
      const isOver = await hasEnded(id, instances, signal);
      for (const chunk of files.read()) yield marks.push(chunk);
      if (isOver) return;
      // Not waited for here: whoever holds the lock may be long about it, and the console goes on.
      rotation = rotation.then(() => console.rotateIfFull(signal));
      await delay(POLL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await rotation;
  }
}

async function hasEnded(id: string, instances: InstanceStore, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return (await findEnd(id, instances, signal)) !== 'running';
  } catch (error) {
    if (hasErrorCode(error, 'interrupted')) return true;
    throw error;
  }
}

function consoleElsewhere({ name, supervisor }: InstanceRecord): OpsError {
  const whose = supervisor === null ? 'that started it' : `that started it, process ${supervisor.pid}`;
  return new OpsError('unsupported', `instance ${name}: its console is the output of the command ${whose}`, {
    hint: 'instances that stay have a log: ops instance create <image>',
    details: { instance: name },
  });
}
