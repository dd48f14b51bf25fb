import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { OpsError } from '../core/errors.js';
import { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { AgentEvent } from '../guests/linux/agent/agent-protocol.js';

/** A guest reads numbers of nine digits; this leaves room for a hundred million requests. */
const LARGEST_FIRST_REQUEST = 900_000_000;

/**
 * Opens the line to the agent of a guest, which serves one client at a time: hold the lock of the instance.
 *
 * @throws OpsError `qemu-failed` when its machine does not listen
 */
export async function connectAgent(socketPath: string, onEvent?: (event: AgentEvent) => void): Promise<AgentClient> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
  } catch (cause) {
    throw new OpsError('qemu-failed', 'the line to the guest could not be opened', { cause });
  }
  return new AgentClient(socket, onEvent, randomInt(1, LARGEST_FIRST_REQUEST));
}
