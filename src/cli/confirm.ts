import { createInterface } from 'node:readline/promises';
import { OpsError } from '../core/errors.js';

export interface Asking {
  readonly stdin: NodeJS.ReadableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/**
 * Asks on the terminal and waits for `y` or `yes`; anything else, and the end of input, is a no.
 *
 * @throws OpsError `declined`, or `interrupted` when `signal` is aborted meanwhile
 */
export async function askToConfirm(question: string, { stdin, stderr, signal }: Asking): Promise<void> {
  // The terminal keeps editing the line itself, so that Ctrl-C is the signal that it is everywhere else.
  const terminal = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    const ended = new Promise<string>((resolve) =>
      terminal.once('close', () => {
        resolve('');
      }),
    );
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), ended]);
    if (!/^\s*y(es)?\s*$/i.test(answer)) throw new OpsError('declined', 'nothing was done: the answer was not yes');
  } catch (error) {
    if (signal.aborted) throw new OpsError('interrupted', 'interrupted', { cause: error });
    throw error;
  } finally {
    terminal.close();
  }
}
