import { OpsError } from '../core/errors.js';
import { connectAgent } from './agent-line.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isMachineRunning } from './instance-status.js';
import type { Patience } from './patience.js';

/**
 * Asks a guest for a sign of life, before it is asked for anything that it could do long after nobody waits any more.
 *
 * @throws OpsError `guest-request-failed`, and `instance-state` when its machine is not there: not yet, or not any more
 */
export async function requireAnswer(
  record: InstanceRecord,
  instances: InstanceStore,
  { answer }: Patience,
): Promise<void> {
  if (!isMachineRunning(record)) throw withoutMachine(record);
  try {
    await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
    await agent.request('status', ['/'], { timeout: answer });
  } catch (error) {
    throw explainSilence(record, error);
  }
}

/** An error of a request to an instance; for one that was not answered, an error that says what can be done. */
export function explainSilence(record: InstanceRecord, error: unknown): unknown {
  if (!(error instanceof OpsError)) return error;
  if (!isMachineRunning(record)) return withoutMachine(record, error);
  const { name } = record;
  if (error.code === 'guest-request-failed' && !isRefusal(error)) {
    return new OpsError('guest-request-failed', `instance ${name}: its guest does not answer`, {
      hint: `see what it says: ops instance logs ${name}\nend it (what it has not written out is lost): ops instance stop ${name}`,
      details: { ...error.details, instance: name },
      cause: error,
    });
  }
  if (error.code !== 'qmp-timeout') return error;
  return new OpsError('qmp-timeout', `instance ${name}: its machine does not answer: ${error.message}`, {
    hint: `end it (what the guest has not written out is lost): ops instance stop ${name}`,
    details: { ...error.details, instance: name },
    cause: error,
  });
}

/** Whether a guest answered, and said no: nothing has changed in it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof OpsError && (error.code === 'mount-busy' || 'errno' in error.details);
}

function withoutMachine({ name, started }: InstanceRecord, cause?: OpsError): OpsError {
  const when = started === null ? 'is only being started' : 'has just ended';
  return new OpsError('instance-state', `instance ${name} ${when}`, {
    hint: `see how it is: ops instance info ${name}`,
    details: { instance: name },
    ...(cause !== undefined && { cause }),
  });
}
