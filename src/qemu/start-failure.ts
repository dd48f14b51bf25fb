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
  return fileFailure(text, lines, cause) ?? unknownFailure(lines, cause);
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

/** First match wins. Group 1 is the file. */
const FILE_RULES: readonly FileRule[] = [
  {
    pattern: /Failed to get (?:shared )?"\w+" lock\nIs another process using the image \[(.*)\]/,
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

function fileFailure(text: string, lines: readonly string[], cause: Error): OpsError | undefined {
  for (const { pattern, code, reason, hint } of FILE_RULES) {
    const file = pattern.exec(text)?.[1];
    if (file === undefined) continue;
    return new OpsError(code, `${file}: ${reason}`, {
      ...(hint !== undefined && { hint }),
      details: { path: file, qemu: lines },
      cause,
    });
  }
  return undefined;
}

function unknownFailure(lines: readonly string[], cause: Error): OpsError {
  return new OpsError('qemu-failed', `qemu: ${lines.at(-1) ?? cause.message}`, { details: { qemu: lines }, cause });
}
