import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What this process may do, for the few claims that only root or only others than root can show. */

export const isRoot = process.getuid?.() === 0 && !/^CapEff:\s*0+$/m.test(readFileSync('/proc/self/status', 'utf8'));

const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
const WITHOUT_CAPABILITIES = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] as const;

/**
 * The arguments that run `argv` without privileges: as ourselves, or when we are root as nobody. A project within
 * /root is closed to nobody: there it is root without its capabilities, bound by permissions like any owner.
 */
export function unprivilegedArgv(argv: readonly [string, ...string[]]): [string, ...string[]] {
  if (!isRoot) return [...argv];
  return [...(isOpenToNobody() ? AS_NOBODY : WITHOUT_CAPABILITIES), ...argv];
}

function isOpenToNobody(): boolean {
  const [setpriv, ...options] = AS_NOBODY;
  return spawnSync(setpriv, [...options, 'test', '-r', fileURLToPath(import.meta.url)]).status === 0;
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
