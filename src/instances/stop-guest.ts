import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../core/errors.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { AgentEvent } from '../guests/linux/agent/agent-protocol.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import { programEnding, type ProgramEnding } from './guest-ending.js';
import { patienceOf, type Patience } from './patience.js';

/** A machine as far as it is needed to stop what runs in it. */
export interface StoppableMachine {
  /** Resolves when it has ended, or to false after so many milliseconds. */
  ended(timeout: number): Promise<boolean>;
  kill(): Promise<unknown>;
}

export interface StopOptions {
  /** How long the program has to end after SIGTERM, before the guest kills it. Default 10. */
  readonly seconds?: number;
  readonly patience?: Partial<Patience>;
}

export interface StoppedGuest {
  /** `killed`: what it had not written out is lost. */
  readonly how: 'stopped' | 'killed';
  /** What the guest said of its program's end. */
  readonly program: ProgramEnding | undefined;
}

const DEFAULT_SECONDS = 10;
/** Nanos itself ends a program that takes no notice of the power button after 30 s, and then writes all out. */
export const NANOS_STOP_SECONDS = 40;
const LAST_WORDS_MILLISECONDS = 1000;

/**
 * Asks a guest to stop: SIGTERM to its program, then everything is unmounted and the machine switched off. One that
 * does not is killed in the end; one that does not answer, without having that time.
 */
export async function stopGuest(
  sockets: { readonly agent: string; readonly qmp: string },
  machine: StoppableMachine,
  { seconds = DEFAULT_SECONDS, patience: wanted }: StopOptions = {},
): Promise<StoppedGuest> {
  const patience = patienceOf(wanted);
  const said: AgentEvent[] = [];
  await using agent = await findAgent(sockets.agent, (event) => said.push(event));
  const hears = await asksToStop(agent, seconds, patience);
  if (!hears) await pressPowerButton(sockets.qmp);
  const isDone = await machine.ended(seconds * 1000 + (hears ? patience.powerOff : 0));
  if (!isDone) await machine.kill();
  // What it said last may still be on its way to us.
  await Promise.race([agent?.closed, delay(LAST_WORDS_MILLISECONDS, undefined, { ref: false })]);
  return { how: isDone ? 'stopped' : 'killed', program: programEnding(said) };
}

async function findAgent(socket: string, onEvent: (event: AgentEvent) => void): Promise<AgentClient | undefined> {
  try {
    return await connectAgent(socket, onEvent);
  } catch (error) {
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}

async function asksToStop(
  agent: AgentClient | undefined,
  seconds: number,
  { answer: timeout }: Patience,
): Promise<boolean> {
  try {
    await agent?.request('stop', [seconds], { timeout });
    return agent !== undefined;
  } catch (error) {
    if (error instanceof OpsError) return false;
    throw error;
  }
}

/** For a guest without our init, or whose init is busy. Whoever does not hear this either will be killed. */
async function pressPowerButton(socket: string): Promise<void> {
  try {
    await using monitor = await QmpClient.connect({ path: socket });
    await monitor.execute('system_powerdown', {});
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}
