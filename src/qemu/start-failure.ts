import { OpsError, type ErrorCode } from '../core/errors.js';
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
  return fileFailure(text, undefined, cause) ?? unknownFailure(lines, cause);
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
  readonly hint?: string;
}

const STOP_OTHER = 'see which instances run: ops instance list';

/** First match wins. Group 1 is the file, where QEMU names it. */
const FILE_RULES: readonly FileRule[] = [
  {
    pattern: /Failed to get (?:shared )?"\w+" lock(?:\nIs another process using the image \[(.*)\])?/,
    code: 'volume-in-use',
    reason: 'in use by another machine',
    hint: STOP_OTHER,
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
export function fileFailure(text: string, file: string | undefined, cause: Error): OpsError | undefined {
  for (const { pattern, code, reason, hint } of FILE_RULES) {
    const match = pattern.exec(text);
    const path = match?.[1] ?? file;
    if (match === null || path === undefined) continue;
    return new OpsError(code, `${path}: ${reason}`, {
      ...(hint !== undefined && { hint }),
      details: { path, qemu: complaints(text) },
      cause,
    });
  }
  return undefined;
}

function unknownFailure(lines: readonly string[], cause: Error): OpsError {
  return new OpsError('qemu-failed', `qemu: ${lines.at(-1) ?? cause.message}`, { details: { qemu: lines }, cause });
}
