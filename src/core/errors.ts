import { EXIT_CODES, type FailureKind } from './exit-codes.js';

/**
 * Every code that an error of ours can carry, with its kind. Codes are stable: they are in the JSON of `-j` and in
 * docs/errors.md. Add one in its group; never rename one.
 */
export const ERROR_CODES = {
  // the request
  'usage-invalid': 'usage',
  'size-invalid': 'usage',
  'name-invalid': 'usage',
  'mount-invalid': 'usage',
  'port-invalid': 'usage',
  'config-invalid': 'usage',
  'config-not-found': 'not-found',
  unsupported: 'unsupported',
  interrupted: 'interrupted',
  declined: 'failed',
  internal: 'internal',
  // this machine
  'tool-missing': 'host',
  'tool-failed': 'failed',
  'host-file': 'failed',
  'host-file-denied': 'host',
  'host-disk-full': 'failed',
  'lock-timeout': 'conflict',
  'port-in-use': 'conflict',
  // formats
  'format-corrupt': 'corrupt',
  'format-unsupported': 'unsupported',
  'format-limit': 'usage',
  'format-field': 'internal',
  // sources of files
  'source-not-found': 'not-found',
  'source-unreadable': 'failed',
  'source-unsupported': 'usage',
  'source-changed': 'failed',
  // volumes
  'volume-not-found': 'not-found',
  'volume-ambiguous': 'ambiguous',
  'volume-exists': 'conflict',
  'volume-in-use': 'conflict',
  'volume-too-small': 'usage',
  // programs and images
  'program-not-found': 'not-found',
  'program-invalid': 'usage',
  'program-wrong-architecture': 'unsupported',
  'interpreter-missing': 'not-found',
  'library-missing': 'not-found',
  'image-not-found': 'not-found',
  'image-exists': 'conflict',
  'image-in-use': 'conflict',
  // kernels and guests
  'kernel-not-found': 'host',
  'kernel-unsupported': 'unsupported',
  'kernel-in-use': 'conflict',
  'guest-boot-failed': 'failed',
  'guest-mount-failed': 'failed',
  'guest-request-failed': 'failed',
  // machines and instances
  'qemu-missing': 'host',
  'qemu-too-old': 'host',
  'qemu-failed': 'failed',
  'qmp-failed': 'failed',
  'qmp-timeout': 'failed',
  'instance-not-found': 'not-found',
  'instance-ambiguous': 'ambiguous',
  'instance-exists': 'conflict',
} as const satisfies Record<string, FailureKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface OpsErrorOptions {
  /** What to type or do next, one line each; a command where there is one. */
  readonly hint?: string;
  /** Facts for `-j`: JSON values only, never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error underneath, kept for `--verbose` and for tests. */
  readonly cause?: unknown;
}

/**
 * A failure that we foresaw. `message` reads `<object>: <reason>` without the name of the command, which the command
 * line puts in front. Anything thrown that is not an `OpsError` is a mistake of ours.
 *
 * @example
 * throw new OpsError('volume-not-found', 'no volume is called "asets"', { hint: 'did you mean "assets"?' });
 */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: OpsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get kind(): FailureKind {
    return ERROR_CODES[this.code];
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }

  /** The stable JSON shape of a failure: `{ code, message, hint?, ...details }`. */
  toJSON(): Record<string, unknown> {
    return { ...this.details, code: this.code, message: this.message, ...(this.hint && { hint: this.hint }) };
  }
}

/** True when `error` is an {@link OpsError} that carries `code`. */
export function hasErrorCode(error: unknown, code: ErrorCode): error is OpsError {
  return error instanceof OpsError && error.code === code;
}
