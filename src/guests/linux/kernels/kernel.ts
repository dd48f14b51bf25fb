import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode, OpsError } from '../../../core/errors.js';
import { hostError } from '../../../io/host-errors.js';
import { MODULE_SETS, type ModuleSetName } from './module-sets.js';

/** What `kernel.json` in a kernel's folder says. */
export interface KernelRecord {
  /** Such as `6.1.0-56-amd64`: what `uname -r` prints in the guest. */
  readonly release: string;
  /** The distribution's package and its version; null when the kernel did not come by one. */
  readonly package: string | null;
  readonly version: string | null;
  readonly architecture: 'amd64';
  /** SHA-256 of `vmlinux`, in hexadecimal. */
  readonly sha256: string;
  /** The path of the image that it was made from; null when it came by a package. */
  readonly source: string | null;
  /** When it was installed: ISO 8601. */
  readonly installed: string;
  /** By set: the modules in the order to load them. A set that is not there is a feature that the kernel lacks. */
  readonly modules: Readonly<Partial<Record<ModuleSetName, readonly string[]>>>;
}

/** A kernel that is ready to boot. */
export interface Kernel extends KernelRecord {
  readonly directory: string;
  /** The uncompressed ELF file, which QEMU enters directly (PVH). */
  readonly vmlinux: string;
  /** The sets that it has, in the order of loading: `9p` is there when it can mount host directories. */
  readonly features: readonly ModuleSetName[];
}

export const VMLINUX = 'vmlinux';
export const RECORD = 'kernel.json';
const MODULES = 'modules';

/** Where a kernel's folder has the plain module called `name`. */
export function modulePath(directory: string, name: string): string {
  return path.join(directory, MODULES, `${name}.ko`);
}

export function modulesDirectory(directory: string): string {
  return path.join(directory, MODULES);
}

/** @throws OpsError `format-corrupt`, `host-file`, `host-file-denied` */
export function openKernel(directory: string): Kernel {
  const file = path.join(directory, RECORD);
  const record = parseRecord(file);
  return {
    ...record,
    directory,
    vmlinux: path.join(directory, VMLINUX),
    features: MODULE_SETS.map((set) => set.name).filter((name) => record.modules[name] !== undefined),
  };
}

/** True for a folder with a kernel in it that is whole. */
export function isKernelFolder(directory: string): boolean {
  const isThere = (name: string): boolean =>
    statSync(path.join(directory, name), { throwIfNoEntry: false }) !== undefined;
  if (![RECORD, VMLINUX, MODULES].every(isThere)) return false;
  try {
    parseRecord(path.join(directory, RECORD));
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'format-corrupt')) return false;
    throw error;
  }
}

/** The text of `kernel.json`. */
export function recordText(record: KernelRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function parseRecord(file: string): KernelRecord {
  const text = readRecord(file);
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function readRecord(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw hostError(error, file, 'read');
  }
}

function isRecord(value: unknown): value is KernelRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Partial<Record<keyof KernelRecord, unknown>>;
  const texts = [fields.release, fields.sha256, fields.installed];
  return texts.every((text) => typeof text === 'string') && fields.architecture === 'amd64' && isSets(fields.modules);
}

function isSets(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // Names become paths, so they are held to what a module can be called.
  const isName = (name: unknown): boolean => typeof name === 'string' && /^\w+$/.test(name);
  return Object.values(value).every((names) => Array.isArray(names) && names.every(isName));
}

function damaged(file: string, cause?: unknown): OpsError {
  return new OpsError('format-corrupt', `${file}: not the record of a kernel`, {
    hint: 'install it again: ops kernel install',
    details: { path: file },
    cause,
  });
}
