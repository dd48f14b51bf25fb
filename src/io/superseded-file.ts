import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { syncDirectory } from './atomic-file.js';
import { isSystemError, onHost } from './host-errors.js';

/**
 * How one file takes the place of another that has another name, in one step as everybody sees it: a link
 * `.<old>.superseded` leads to the new name. While that is not there, nothing has happened. From the moment it appears,
 * the old file is no content any more, and whoever changes the directory next removes it.
 */
const MARK = /^\.(.+)\.superseded$/s;

/** Says that `old` is no content any more as soon as `successor` appears. */
export function markSuperseded(directory: string, old: string, successor: string): void {
  const mark = path.join(directory, `.${old}.superseded`);
  onHost('create', mark, () => {
    symlinkSync(successor, mark);
  });
  syncDirectory(directory);
}

/**
 * What is no content any more, of all `names` in a directory.
 *
 * @returns `undefined` when somebody removed a mark since they were read
 */
export function findSuperseded(directory: string, names: readonly string[]): ReadonlySet<string> | undefined {
  try {
    const marks = findMarks(directory, names);
    return new Set(marks.filter(({ successor }) => names.includes(successor)).map(({ old }) => old));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Finishes what was begun with {@link markSuperseded}, or takes it back. Call it while nobody changes the directory. */
export function removeSuperseded(directory: string, names: readonly string[]): void {
  for (const { mark, old, successor } of findMarks(directory, names)) {
    if (names.includes(successor)) {
      rmSync(path.join(directory, old), { force: true });
      // Without the mark the old file would be content again, if a crash of the machine brought it back.
      syncDirectory(directory);
    }
    rmSync(mark, { force: true });
  }
}

interface Mark {
  readonly mark: string;
  readonly old: string;
  readonly successor: string;
}

function findMarks(directory: string, names: readonly string[]): Mark[] {
  return names.flatMap((name) => {
    const old = MARK.exec(name)?.[1];
    if (old === undefined) return [];
    const mark = path.join(directory, name);
    try {
      return [{ mark, old, successor: readlinkSync(mark) }];
    } catch (error) {
      // A file of such a name is somebody else's.
      if (isSystemError(error, 'EINVAL')) return [];
      throw error;
    }
  });
}
