import { homedir } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's home directory. */
export function userHome(env: Environment): string {
  return textOf(env['HOME']) ?? homedir();
}

/** The home of ops: `$OPS_HOME`, or `.ops` in the user's home directory. */
export function opsHome(env: Environment, cwd: string): string {
  return path.resolve(cwd, textOf(env['OPS_HOME']) ?? path.join(userHome(env), '.ops'));
}

/** A variable that is set to nothing is as good as not set. */
function textOf(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
