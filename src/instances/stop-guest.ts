import { OpsError } from '../core/errors.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';

/** A machine as far as it is needed to stop what runs in it. */
export interface StoppableMachine {
  /** Resolves when it has ended, or to false after so many milliseconds. */
  ended(timeout: number): Promise<boolean>;
  kill(): Promise<unknown>;
}

export interface StopOptions {
  /** How long the program has to end after SIGTERM, before the guest kills it. Default 10. */
  readonly seconds?: number;
}

const DEFAULT_SECONDS = 10;
/** The rest of the guest's end: writing everything out, unmounting and powering off. */
const GRACE_MILLISECONDS = 20_000;
const ANSWER_MILLISECONDS = 5_000;

/**
 * Asks a guest to stop: SIGTERM to its program, then everything is unmounted and the machine switched off. One that
 * does not is killed in the end.
 *
 * @returns `stopped` in order, or `killed`: what it had not written out is lost
 */
export async function stopGuest(
  sockets: { readonly agent: string; readonly qmp: string },
  machine: StoppableMachine,
  { seconds = DEFAULT_SECONDS }: StopOptions = {},
): Promise<'stopped' | 'killed'> {
  await askToStop(sockets, seconds);
  if (await machine.ended(seconds * 1000 + GRACE_MILLISECONDS)) return 'stopped';
  await machine.kill();
  return 'killed';
}

/** By its agent, else by the power button. Whoever hears neither will be killed. */
async function askToStop(sockets: { readonly agent: string; readonly qmp: string }, seconds: number): Promise<void> {
  try {
    await using agent = await connectAgent(sockets.agent);
    await agent.request('stop', [seconds], { timeout: ANSWER_MILLISECONDS });
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    await pressPowerButton(sockets.qmp);
  }
}

async function pressPowerButton(socket: string): Promise<void> {
  try {
    await using monitor = await QmpClient.connect({ path: socket });
    await monitor.execute('system_powerdown', {});
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}
