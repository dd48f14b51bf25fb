import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { readModuleInfo, type ModuleInfo } from '../../../formats/kmod/modinfo.js';
import { sourceError } from '../../../io/host-errors.js';
import { unpackModule } from './decompress.js';

/** The modules of one kernel, as its package lays them out under `/lib/modules/<release>`. */
export interface ModuleTree {
  readonly directory: string;
  /** Names of the modules that are part of the kernel itself. */
  readonly builtin: ReadonlySet<string>;
  has(name: string): boolean;
  /** @throws OpsError when it is not there or damaged */
  read(name: string): LoadableModule;
}

export interface LoadableModule {
  readonly info: ModuleInfo;
  /** The plain ELF file, ready for finit_module(2). */
  readonly bytes: Uint8Array;
}

const MODULE_FILE = /^(.+)\.ko(?:\.(?:gz|xz|zst))?$/;

/**
 * Lists the modules under `directory`. `modules.dep` is not used: packages come without it, depmod makes it.
 *
 * @throws OpsError `source-not-found`, `source-unreadable`
 */
export function openModuleTree(directory: string): ModuleTree {
  const files = listModules(directory);
  const builtin = readBuiltin(path.join(directory, 'modules.builtin'));
  const modules = new Map<string, LoadableModule>();
  const read = (name: string): LoadableModule => {
    const known = modules.get(name);
    if (known) return known;
    const file = files.get(name);
    if (file === undefined) throw new OpsError('kernel-unsupported', `${directory}: has no module ${name}`);
    const module = readModule(file);
    modules.set(name, module);
    return module;
  };
  return { directory, builtin, has: (name) => files.has(name), read };
}

/** File names may have dashes where the module's name has underscores. */
export function moduleName(file: string): string | undefined {
  return MODULE_FILE.exec(path.basename(file))?.[1]?.replaceAll('-', '_');
}

function listModules(directory: string): Map<string, string> {
  const root = path.join(directory, 'kernel');
  const names = onSource(root, 'list', () => readdirSync(root, { recursive: true, encoding: 'utf8' }));
  const modules = new Map<string, string>();
  for (const file of names) {
    const name = moduleName(file);
    if (name !== undefined) modules.set(name, path.join(root, file));
  }
  return modules;
}

function readBuiltin(file: string): Set<string> {
  const lines = onSource(file, 'read', () => readFileSync(file, 'utf8')).split('\n');
  return new Set(lines.flatMap((line) => moduleName(line) ?? []));
}

function readModule(file: string): LoadableModule {
  const packed = onSource(file, 'read', () => readFileSync(file));
  try {
    const bytes = unpackModule(file, packed);
    return { bytes, info: readModuleInfo(bytes) };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    throw new OpsError(error.code, `${file}: ${error.message}`, { details: { path: file }, cause: error });
  }
}

function onSource<T>(file: string, action: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    throw sourceError(error, file, action);
  }
}
