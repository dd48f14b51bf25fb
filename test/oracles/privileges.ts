import { chownSync } from 'node:fs';

/** What this process may do, for the few claims that only root or only others than root can show. */

export const isRoot = process.getuid?.() === 0;

/** The arguments that run `argv` as a user without privileges: as nobody when we are root, as ourselves otherwise. */
export function unprivilegedArgv(argv: readonly [string, ...string[]]): [string, ...string[]] {
  return isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...argv] : [...argv];
}

/** Gives a file to a foreign owner when we are root; otherwise it stays ours, as all that a user creates. */
export function chownAsRoot(path: string, uid: number, gid: number): void {
  if (isRoot) chownSync(path, uid, gid);
}

const notRun: string[] = [];

/**
 * `it` for root. Anybody else is told at the end of the run what was not shown; in CI, where nobody may read that,
 * the test fails.
 */
export function itAsRoot(title: string, test: Mocha.Func | Mocha.AsyncFunc): void {
  if (isRoot) it(title, test);
  else if (process.env['CI']) {
    it(title, () => {
      throw new Error('only root can show this: run the tests as root, or without CI in the environment');
    });
  } else {
    if (notRun.length === 0) process.once('exit', reportNotRun);
    notRun.push(title);
  }
}

function reportNotRun(): void {
  process.stderr.write(`NOT RUN without root: ${notRun.length} tests: ${notRun.join('; ')}\n`);
}
