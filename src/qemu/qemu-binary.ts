import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { OpsError } from '../core/errors.js';
import { findProgram } from '../io/external-program.js';
import { readCached, writeCached } from '../io/json-cache.js';

const QEMU = 'qemu-system-x86_64';
const QEMU_IMG = 'qemu-img';
const CACHE_FILE = 'qemu.json';
const VERSION_TIMEOUT = 10_000;

/** Variables of the environment, as Node has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface QemuBinary {
  /** Absolute path. */
  readonly file: string;
  /** Such as `7.2.22`. */
  readonly version: string;
}

/**
 * The oldest version that is tried: what the oldest supported distributions have (Ubuntu 22.04). The arguments
 * themselves need 4.2 (`multidevs=remap`).
 */
const OLDEST = [6, 2] as const;

export interface FindQemuOptions {
  /** `PATH` is where we look. */
  readonly env: Environment;
  /** Where the version is kept between commands: asking QEMU costs 30 ms. */
  readonly cacheFolder: string;
}

/**
 * Finds QEMU for x86-64 guests and its version.
 *
 * @throws OpsError `qemu-missing`, `qemu-too-old`, `qemu-failed` when it does not tell its version
 */
export async function findQemu({ env, cacheFolder }: FindQemuOptions): Promise<QemuBinary> {
  const file = findProgram(QEMU, env['PATH'] ?? '');
  if (file === undefined) {
    throw new OpsError('qemu-missing', `${QEMU} is not installed`, { hint: installHint('qemu-system-x86') });
  }
  const { mtimeMs, size } = await stat(file);
  const cacheFile = path.join(cacheFolder, CACHE_FILE);
  const isSame = (value: unknown): value is CachedBinary =>
    isCachedBinary(value) && value.file === file && value.mtimeMs === mtimeMs && value.size === size;
  const cached = await readCached(cacheFile, isSame);
  const version = cached?.version ?? (await askVersion(file, env));
  checkVersion(file, version);
  if (!cached) await writeCached(cacheFile, { file, mtimeMs, size, version } satisfies CachedBinary);
  return { file, version };
}

/** @throws OpsError `tool-missing` */
export function findQemuImg(env: Environment): string {
  const file = findProgram(QEMU_IMG, env['PATH'] ?? '');
  if (file !== undefined) return file;
  throw new OpsError('tool-missing', `${QEMU_IMG} is not installed`, { hint: installHint('qemu-utils') });
}

interface CachedBinary extends QemuBinary {
  readonly mtimeMs: number;
  readonly size: number;
}

function isCachedBinary(value: unknown): value is CachedBinary {
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'string';
}

async function askVersion(file: string, env: Environment): Promise<string> {
  const options = { env: { ...env, LC_ALL: 'C' }, timeout: VERSION_TIMEOUT };
  const { stdout } = await promisify(execFile)(file, ['--version'], options).catch((error: unknown) => {
    throw new OpsError('qemu-failed', `${file}: it does not run`, {
      hint: `see what it says: ${file} --version`,
      cause: error,
    });
  });
  const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version !== undefined) return version;
  throw new OpsError('qemu-failed', `${file}: it does not tell its version`, {
    details: { output: stdout.slice(0, 200) },
  });
}

function checkVersion(file: string, version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new OpsError('qemu-too-old', `${file}: version ${version} is too old, ${OLDEST.join('.')} is needed`, {
    hint: 'install a newer QEMU, and put its folder first in PATH',
    details: { file, version },
  });
}

function installHint(debianPackage: string): string {
  return os.platform() === 'darwin' ? 'brew install qemu' : `apt-get install ${debianPackage}`;
}
