import { readFileSync } from 'node:fs';
import { parseAgentLine, type AgentEvent } from '../guests/linux/agent/agent-protocol.js';
import { hostError, isSystemError } from '../io/host-errors.js';

/** What the guest's init has said since it was started, from the log of its line. */
export function readGuestEvents(agentLog: string): AgentEvent[] {
  return readText(agentLog)
    .split('\n')
    .slice(0, -1)
    .map((text) => parseAgentLine(text))
    .flatMap((line) => (line.kind === 'event' ? [line.event] : []));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw hostError(error, file, 'read');
  }
}
