import { OpsError } from '../core/errors.js';
import type { AgentEvent } from '../guests/linux/agent/agent-protocol.js';

/** How the program in a guest ended. */
export interface ProgramEnding {
  /** The program's; 128 and the number of the signal that killed it. */
  readonly exitCode: number;
  readonly signal: number | null;
}

/** How the program ended, if the guest said so. */
export function programEnding(events: readonly AgentEvent[]): ProgramEnding | undefined {
  const exited = events.findLast((event) => event.type === 'exited');
  if (exited === undefined) return undefined;
  return exited.by === 'code'
    ? { exitCode: exited.value, signal: null }
    : { exitCode: 128 + exited.value, signal: exited.value };
}

/**
 * Why a guest ended that did not say how its program ended.
 *
 * @param said the last lines of its console and of QEMU; empty when there are none
 */
export function guestFailure(events: readonly AgentEvent[], said: string): OpsError {
  const fatal = events.find((event) => event.type === 'fatal');
  if (fatal !== undefined) return givenUp(fatal, events, said);
  const isStarted = events.some(({ type }) => type === 'started');
  const ending = programEnding(events);
  const what =
    ending !== undefined && !isStarted
      ? `its program could not be run (exit ${ending.exitCode})`
      : `the guest ended ${isStarted ? 'while the program ran' : 'before the program started'}`;
  return new OpsError('guest-boot-failed', what, {
    hint: lastLines(said),
    details: { console: said },
  });
}

function lastLines(said: string): string {
  return said === '' ? 'see what the kernel says: run it again with -v' : `its last lines:\n${said}`;
}

function givenUp(fatal: Extract<AgentEvent, { type: 'fatal' }>, events: readonly AgentEvent[], said: string): OpsError {
  const failed = events.find((other) => other.type === 'mount-failed');
  if (failed === undefined) {
    return new OpsError('guest-boot-failed', `the guest gave up: ${fatal.what}: ${fatal.text}`, {
      hint: lastLines(said),
      details: { console: said },
    });
  }
  return new OpsError('guest-mount-failed', `the guest could not mount ${failed.path}: ${failed.text}`, {
    hint: 'see what is there: ops volume list, or ls -ld of a directory that is shared',
    details: { path: failed.path, errno: failed.errno },
  });
}
