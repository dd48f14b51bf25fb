import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeDirectory } from './directories.js';

/** What was kept in `file`; `undefined` when there is nothing, or nothing that `isWanted` takes. Never fails. */
export async function readCached<T>(file: string, isWanted: (value: unknown) => value is T): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isWanted(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps `value` in `file`, whole or not at all. Failure is no error: the next command finds the answer anew, and a home
 * that cannot be written must not stop what only reads.
 */
export async function writeCached(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${crypto.randomUUID()}`;
  try {
    makeDirectory(path.dirname(file));
    await writeFile(temporary, JSON.stringify(value));
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
