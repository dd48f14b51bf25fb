import { OpsError, type ErrorCode } from '../core/errors.js';
import { findFileHolders } from './file-holder.js';
import { portInUse } from './host-ports.js';
import type { Machine } from './machine.js';
import type { Protocol } from './ports.js';

/**
 * The error for a machine that QEMU did not start, read from QEMU's own words: it has no other way of telling. This is
 * the only place that knows them.
 */
export async function startFailure(machine: Machine, output: string, cause: Error): Promise<OpsError> {
  const lines = complaints(output);
  const text = lines.join('\n');
  const forward = /host forwarding rule '(tcp|udp):[^:]*:(\d+)-/.exec(text);
  if (forward) return portInUse(Number(forward[2]), forward[1] as Protocol, cause);
  const { port } = machine.monitor;
  if (port !== undefined && text.includes('Address already in use')) return portInUse(port, 'tcp', cause);
  return (await fileFailure(text, undefined, cause)) ?? unknownFailure(lines, cause);
}

/** Lines in which QEMU says why it ended; `[]` when it ended for another reason. */
export function complaints(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(/^qemu[\w-]*: /, '').trim())
    .filter((line) => line !== '' && !/^(warning|info): |^terminating on signal/.test(line));
}

interface FileRule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** First match wins. Group 1 is the file, where QEMU names it. */
const FILE_RULES: readonly FileRule[] = [
  {
    pattern: /Failed to get (?:shared )?"\w+" lock(?:\nIs another process using the image \[(.*)\])?/,
    code: 'volume-in-use',
    reason: 'in use',
  },
  { pattern: /'([^']*)': No such file or directory/, code: 'host-file', reason: 'no such file' },
  { pattern: /'([^']*)': Permission denied/, code: 'host-file-denied', reason: 'this user may not open it' },
  { pattern: /'([^']*)': Is a directory/, code: 'host-file', reason: 'a directory, not a file' },
  { pattern: /could not load PC BIOS '([^']*)'/, code: 'host-file', reason: 'QEMU cannot load it as firmware' },
  { pattern: /Failed to bind socket to (.*): No such file/, code: 'host-file', reason: 'its folder does not exist' },
];

/**
 * The error for a file that QEMU could not open, if that is what its words say.
 *
 * @param file that it is about, when the words do not name one
 */
export async function fileFailure(text: string, file: string | undefined, cause: Error): Promise<OpsError | undefined> {
  for (const { pattern, code, reason } of FILE_RULES) {
    const match = pattern.exec(text);
    const path = match?.[1] ?? file;
    if (match === null || path === undefined) continue;
    if (code === 'volume-in-use') return fileInUse(path, text, cause);
    return new OpsError(code, `${path}: ${reason}`, {
      details: { path, qemu: complaints(text) },
      cause,
    });
  }
  return undefined;
}

/** QEMU does not say who holds the lock of a file, and the kernel does not know either: whoever has it open may. */
async function fileInUse(path: string, text: string, cause: Error): Promise<OpsError> {
  const holders = await findFileHolders(path);
  const who = holders.map(({ name, pid }) => `${name}, pid ${pid}`).join('; ');
  return new OpsError('volume-in-use', `${path}: in use by another machine${who === '' ? '' : ` (${who})`}`, {
    hint: 'see which instances run: ops instance list',
    details: { path, holders, qemu: complaints(text) },
    cause,
  });
}

function unknownFailure(lines: readonly string[], cause: Error): OpsError {
  return new OpsError('qemu-failed', `qemu: ${lines.at(-1) ?? cause.message}`, { details: { qemu: lines }, cause });
}
