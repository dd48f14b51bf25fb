import { OpsError } from '../../core/errors.js';

/** QEMU understood a command and refused it. */
export class QmpCommandError extends OpsError {
  readonly command: string;
  /** `GenericError`, `CommandNotFound`, `DeviceNotFound`, `DeviceNotActive`, `KVMMissingCap`: the stable part. */
  readonly errorClass: string;
  /** QEMU's words, for people. */
  readonly description: string;

  constructor(command: string, errorClass: string, description: string) {
    super('qmp-failed', `qemu: ${command}: ${description}`, {
      details: { command, class: errorClass, desc: description },
    });
    this.command = command;
    this.errorClass = errorClass;
    this.description = description;
  }
}

/** The connection to QEMU's monitor broke, or could not be made. */
export class QmpConnectionError extends OpsError {
  constructor(reason: string, cause?: unknown) {
    super('qmp-failed', `qemu: ${reason}`, { cause });
  }
}

export function qmpTimeout(what: string, milliseconds: number, hint?: string): OpsError {
  return new OpsError('qmp-timeout', `qemu: ${what} within ${milliseconds} ms`, {
    ...(hint !== undefined && { hint }),
    details: { timeout: milliseconds },
  });
}
