import { existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { homeAt, type Home } from '../../src/core/home.js';
import { findProcess, type ProcessIdentity } from '../../src/io/process-identity.js';
import { runCli, type Outcome, type Setting } from './run-cli.js';

/** A directory with a home in it, where the real commands run. */
export interface OpsHome {
  /** The current directory of the commands. */
  readonly cwd: string;
  readonly home: Home;
  /** Runs `ops` in this process. */
  readonly ops: (line: string | readonly string[], setting?: Setting) => Promise<Outcome>;
  /** Runs a command that must end well. @returns its JSON */
  readonly json: <Data>(line: string) => Promise<Data>;
  /** Makes a file below the current directory. @returns its path */
  readonly write: (name: string, content?: string | Uint8Array) => string;
}

/** Gives every test of the enclosing `describe` a home of its own. */
export function useOpsHome(): OpsHome {
  let cwd = '';
  beforeEach(() => {
    cwd = mkdtempSync(path.join(tmpdir(), 'ops-home-'));
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });
  const ops: OpsHome['ops'] = (line, setting = {}) =>
    runCli(line, {
      table: COMMANDS,
      cwd,
      ...setting,
      env: { OPS_HOME: path.join(cwd, 'home'), ...processPath(), ...setting.env },
    });
  return {
    get cwd() {
      return cwd;
    },
    get home() {
      return homeAt(path.join(cwd, 'home'));
    },
    ops,
    json: async <Data>(line: string) => {
      const { code, stdout, stderr } = await ops(`${line} -j`);
      if (code !== 0) throw new Error(`ops ${line} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as Data;
    },
    write: (name, content = name) => {
      const file = path.join(cwd, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

function processPath(): Record<string, string> {
  const { PATH } = process.env;
  return PATH === undefined ? {} : { PATH };
}

/** The names in a directory, the lock apart: what a command has left there. */
export function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name !== '.lock')
    .sort();
}

/** This very process, as a record has it. */
export function thisProcess(): ProcessIdentity {
  const found = findProcess(process.pid);
  if (found === undefined) throw new Error('this process is not running');
  return found;
}
