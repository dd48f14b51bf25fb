import { OpsError } from '../core/errors.js';
import type { AgentItem } from '../guests/linux/agent/agent-protocol.js';
import { connectAgent } from './agent-line.js';

/** What a guest says of itself. */
export interface GuestReport {
  readonly uptimeMilliseconds: number | null;
  readonly memory: { readonly total: number; readonly available: number } | null;
  /** The root, and all that is mounted, by path; bytes. */
  readonly filesystems: readonly { readonly path: string; readonly total: number; readonly available: number }[];
}

/** A guest that is well answers within milliseconds. */
const ANSWER_MILLISECONDS = 2_000;

/** Asks a guest how it is; null when it does not answer. Call it with the lock of the instance. */
export async function askGuest(agentSocket: string, signal: AbortSignal | undefined): Promise<GuestReport | null> {
  try {
    await using agent = await connectAgent(agentSocket);
    return reportOf(await agent.request('status', [], { timeout: ANSWER_MILLISECONDS, signal }));
  } catch (error) {
    if (error instanceof OpsError && error.code !== 'interrupted') return null;
    throw error;
  }
}

function reportOf(items: readonly AgentItem[]): GuestReport {
  const uptime = items.find((item) => item.type === 'uptime');
  const memory = items.find((item) => item.type === 'memory');
  return {
    uptimeMilliseconds: uptime?.milliseconds ?? null,
    memory: memory === undefined ? null : { total: memory.totalBytes, available: memory.availableBytes },
    filesystems: items.flatMap((item) =>
      item.type === 'usage' ? [{ path: item.path, total: item.totalBytes, available: item.availableBytes }] : [],
    ),
  };
}
