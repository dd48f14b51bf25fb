import { EXIT_CODES, type FailureKind } from './exit-codes.js';

interface ErrorCodeEntry {
  readonly kind: FailureKind;
  /** One sentence for docs/errors.md. */
  readonly meaning: string;
}

/**
 * Every code that an error of ours can carry. Codes are stable: they are in the JSON of `-j` and in docs/errors.md,
 * which is made from here. Add one in its group; never rename one.
 */
export const ERROR_CODES = {
  // the request
  'usage-invalid': {
    kind: 'usage',
    meaning: 'A flag, an argument or a command is not one that there is, or does not go with the others.',
  },
  'size-invalid': { kind: 'usage', meaning: 'A size is not written as a size, is zero, or is too large.' },
  'name-invalid': {
    kind: 'usage',
    meaning: 'A name has characters or a length that names of volumes, images or files do not have.',
  },
  'mount-invalid': {
    kind: 'usage',
    meaning: 'A mount is not `<source>:<path>[:ro]`, or two mounts have the same path.',
  },
  'port-invalid': { kind: 'usage', meaning: 'A port is not a number from 1 to 65535, or is forwarded twice.' },
  'config-invalid': {
    kind: 'usage',
    meaning: 'The configuration file has mistakes; `issues` lists each with line and column.',
  },
  'config-not-found': { kind: 'not-found', meaning: 'The configuration file that was named does not exist.' },
  unsupported: { kind: 'unsupported', meaning: 'The provider, the guest or the command does not do this.' },
  interrupted: { kind: 'interrupted', meaning: 'Ctrl-C or a signal stopped the work.' },
  declined: { kind: 'failed', meaning: 'The question was not answered with yes, so nothing was done.' },
  internal: { kind: 'internal', meaning: 'A mistake in ops itself; please report it.' },
  // this machine
  'tool-missing': { kind: 'host', meaning: 'A program that is needed is not installed on this machine.' },
  'tool-failed': { kind: 'failed', meaning: 'A program of this machine that was called ended with an error.' },
  'host-file': { kind: 'failed', meaning: 'A file or folder of this machine could not be read or written.' },
  'host-file-denied': { kind: 'host', meaning: 'The user who runs ops may not read or write a file or folder.' },
  'host-file-exists': { kind: 'conflict', meaning: 'A file of this machine is where another is to be written.' },
  'host-disk-full': {
    kind: 'failed',
    meaning: 'The disk of this machine is full, or the quota of the user is used up.',
  },
  'lock-timeout': { kind: 'conflict', meaning: 'Another command holds the store for too long.' },
  'port-in-use': { kind: 'conflict', meaning: 'A port of this machine that is to be forwarded is taken.' },
  'download-failed': {
    kind: 'failed',
    meaning: 'Something could not be fetched over the network, or is not what was published.',
  },
  // formats
  'format-corrupt': { kind: 'corrupt', meaning: 'What was read from a disk or file is damaged.' },
  'format-unsupported': {
    kind: 'unsupported',
    meaning: 'What was read is intact and of a kind that ops or the guest cannot use.',
  },
  'format-limit': { kind: 'usage', meaning: 'More was asked for than the format can hold.' },
  'format-field': { kind: 'internal', meaning: 'A value does not fit its field in a format; a mistake in ops itself.' },
  // sources of files
  'source-not-found': {
    kind: 'not-found',
    meaning: 'A file or directory of this machine that was named does not exist.',
  },
  'source-unreadable': { kind: 'failed', meaning: 'A file or directory that is to be copied cannot be read.' },
  'source-unsupported': { kind: 'usage', meaning: 'A file is of a kind that cannot be copied or shared.' },
  'source-changed': { kind: 'failed', meaning: 'A file changed or vanished while it was copied.' },
  // volumes
  'volume-not-found': { kind: 'not-found', meaning: 'No volume has this name, UUID or beginning of a UUID.' },
  'volume-ambiguous': { kind: 'ambiguous', meaning: 'More than one volume is meant; `candidates` lists them.' },
  'volume-exists': { kind: 'conflict', meaning: 'A volume has this name already.' },
  'volume-in-use': { kind: 'conflict', meaning: 'A running instance holds the volume.' },
  'snapshot-not-found': { kind: 'not-found', meaning: 'No snapshot has this name or UUID.' },
  'snapshot-exists': { kind: 'conflict', meaning: 'A snapshot has this name already.' },
  'snapshot-failed': {
    kind: 'failed',
    meaning: 'The guest went on writing before the copy had begun, so that its parts may not fit together.',
  },
  'volume-too-small': {
    kind: 'usage',
    meaning: 'The size does not hold the content; `needed` is the size in bytes that would.',
  },
  'mount-unexpected': { kind: 'usage', meaning: 'The image of an instance has no mount for what is to be attached.' },
  'mount-taken': { kind: 'conflict', meaning: 'Something else is attached where this is to be.' },
  // programs and images
  'program-not-found': { kind: 'not-found', meaning: 'The program to run was not found.' },
  'program-invalid': {
    kind: 'usage',
    meaning: 'The program is not executable, not an ELF file and not a script, or is damaged.',
  },
  'program-wrong-architecture': {
    kind: 'unsupported',
    meaning: 'The program is built for another processor than that of the guest.',
  },
  'interpreter-missing': {
    kind: 'not-found',
    meaning: 'The interpreter of a script or the loader of a program was not found.',
  },
  'library-missing': { kind: 'not-found', meaning: 'A shared library that the program needs was not found.' },
  'image-not-found': { kind: 'not-found', meaning: 'No image has this name.' },
  'image-exists': { kind: 'conflict', meaning: 'An image has this name already.' },
  'image-in-use': { kind: 'conflict', meaning: 'A running instance runs from the image.' },
  // packages
  'package-not-found': { kind: 'not-found', meaning: 'No package has this name or version.' },
  'package-ambiguous': { kind: 'ambiguous', meaning: 'Packages of several namespaces have this name.' },
  'package-exists': { kind: 'conflict', meaning: 'A package has this name and version already.' },
  'package-invalid': {
    kind: 'corrupt',
    meaning: 'A package lacks its manifest or program, or holds what no package may hold.',
  },
  'download-mismatch': { kind: 'corrupt', meaning: 'What was downloaded does not have the checksum it must have.' },
  // kernels and guests
  'kernel-not-found': { kind: 'host', meaning: 'There is no guest kernel, or not the one that was named.' },
  'kernel-unsupported': {
    kind: 'unsupported',
    meaning: 'The kernel cannot boot a guest, or lacks a module that this guest needs.',
  },
  'kernel-in-use': { kind: 'conflict', meaning: 'The kernel is the one that was chosen with `ops kernel use`.' },
  'release-not-found': {
    kind: 'host',
    meaning: 'There is no Nanos release, not the one that was named, or it lacks a part that is needed.',
  },
  'guest-boot-failed': {
    kind: 'failed',
    meaning: 'The guest did not get as far as its program, or ended without saying how the program ended.',
  },
  'guest-mount-failed': { kind: 'failed', meaning: 'The guest could not mount a volume that is attached.' },
  'guest-request-failed': { kind: 'failed', meaning: 'The guest refused a request or did not answer it.' },
  // machines and instances
  'qemu-missing': { kind: 'host', meaning: 'QEMU is not installed.' },
  'qemu-too-old': { kind: 'host', meaning: 'The installed QEMU is older than the oldest that works.' },
  'qemu-failed': { kind: 'failed', meaning: 'QEMU did not start, or does not run on this machine.' },
  'qmp-failed': { kind: 'failed', meaning: 'QEMU refused a request, or the line to it broke.' },
  'qmp-timeout': { kind: 'failed', meaning: 'QEMU did not answer in time.' },
  'instance-not-found': { kind: 'not-found', meaning: 'No instance has this name or id.' },
  'instance-ambiguous': { kind: 'ambiguous', meaning: 'More than one instance is meant.' },
  'instance-exists': { kind: 'conflict', meaning: 'An instance has this name already.' },
  'instance-state': { kind: 'conflict', meaning: 'The instance runs and must not, or does not run and must.' },
  'instance-timeout': { kind: 'failed', meaning: 'The instance did not end in the time that was given.' },
  'volume-not-attached': { kind: 'not-found', meaning: 'The instance has no such volume.' },
  'mount-busy': { kind: 'conflict', meaning: 'A program in the guest uses what is to be detached.' },
} as const satisfies Record<string, ErrorCodeEntry>;

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
    return ERROR_CODES[this.code].kind;
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
