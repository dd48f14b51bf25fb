import { OpsError } from '../../../core/errors.js';
import type { AgentClient } from './agent-client.js';

/** What is in the guest's memory is written out first. */
const FREEZE_MILLISECONDS = 60_000;
const THAW_MILLISECONDS = 10_000;

/**
 * Runs `work` while all that was written to a file system of the guest is on its disk, and whoever writes to it waits.
 * However the work ends, the guest goes on. Keep it short: after 30 s the guest goes on by itself.
 *
 * @param path where the file system is mounted
 * @throws OpsError `snapshot-failed` when the guest went on before `work` was done, `guest-request-failed`,
 *   `interrupted`
 */
export async function whileFrozen<T>(
  agent: AgentClient,
  path: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let result: T;
  try {
    await agent.request('freeze', [path], { timeout: FREEZE_MILLISECONDS, signal });
    result = await work();
  } catch (error) {
    await thawIfFrozen(agent, path);
    throw error;
  }
  try {
    await agent.request('thaw', [path], { timeout: THAW_MILLISECONDS });
  } catch (error) {
    if (!(error instanceof OpsError) || error.details['errno'] !== 'EINVAL') throw error;
    throw new OpsError('snapshot-failed', `${path}: the guest went on writing before the copy had begun`, {
      hint: 'run the command again',
      details: { path },
      cause: error,
    });
  }
  return result;
}

/** Lets a guest go on that a command has frozen. One that is not frozen, or does not answer, is left as it is. */
export async function thawIfFrozen(agent: AgentClient, path: string): Promise<void> {
  try {
    await agent.request('thaw', [path], { timeout: THAW_MILLISECONDS });
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}
