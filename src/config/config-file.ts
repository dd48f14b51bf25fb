import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import { configInvalid } from './config-issue.js';
import type { Environment } from './expand-variables.js';
import { SourceText } from './source-text.js';

/** One file that configuration comes from. */
export interface ConfigFile {
  /** As the user knows it: what was typed, or `~/.opsrc`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly source: SourceText;
}

/** Where files are looked for. */
export interface ConfigPlaces {
  /** The file given with `-c`; relative to `cwd`. */
  readonly path?: string;
  readonly env: Environment;
  readonly homeDirectory: string;
  readonly cwd: string;
}

/** The files that a configuration is made of, what comes later lies over what came before. */
export async function readConfigFiles(places: ConfigPlaces): Promise<ConfigFile[]> {
  const defaults = await readDefaults(places);
  if (places.path === undefined) return defaults;
  const hint = 'give -c the path of a configuration file; {} is an empty one';
  return [...defaults, await readConfigFile(places.path, path.resolve(places.cwd, places.path), hint)];
}

async function readDefaults({ env, homeDirectory, cwd }: ConfigPlaces): Promise<ConfigFile[]> {
  const chosen = env['OPS_DEFAULT_CONFIG'];
  if (chosen)
    return [
      await readConfigFile(chosen, path.resolve(cwd, chosen), 'OPS_DEFAULT_CONFIG names it: unset OPS_DEFAULT_CONFIG'),
    ];
  const file = path.join(homeDirectory, '.opsrc');
  try {
    return [await readConfigFile('~/.opsrc', file)];
  } catch (error) {
    if (error instanceof OpsError && error.code === 'config-not-found') return [];
    throw error;
  }
}

async function readConfigFile(name: string, file: string, hint?: string): Promise<ConfigFile> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(name, file, error, hint);
  });
  try {
    // Strict about UTF-8, and without a byte order mark in front.
    return { name, path: file, source: new SourceText(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    throw configInvalid(name, file, [{ line: 1, column: 1, path: '', message: 'is not text in UTF-8' }]);
  }
}

function unreadable(name: string, file: string, cause: unknown, hint?: string): OpsError {
  const code = String((cause as NodeJS.ErrnoException).code);
  const options = { cause, details: { file }, ...(hint !== undefined && { hint }) };
  if (['ENOENT', 'ENOTDIR'].includes(code)) return new OpsError('config-not-found', `${name}: no such file`, options);
  if (['EACCES', 'EPERM'].includes(code)) {
    return new OpsError('host-file-denied', `${name}: permission denied`, { ...options, hint: `chmod u+r ${file}` });
  }
  return new OpsError('host-file', `${name}: ${code === 'EISDIR' ? 'is a directory' : 'cannot be read'}`, options);
}
