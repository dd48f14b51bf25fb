import { readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { removeAbandonedFiles } from './abandoned-files.js';
import { createAtomicFile, type AtomicFile } from './atomic-file.js';
import { makeDirectory } from './directories.js';
import { withFileLock } from './file-lock.js';
import { onHost } from './host-errors.js';
import { findSuperseded, markSuperseded, removeSuperseded } from './superseded-file.js';

const LOCK_FILE = '.lock';

/**
 * A folder in which every file is complete: files appear and go by one rename or unlink, so reading needs no lock.
 * Whatever changes the set of files does so in {@link exclusively}. Names that begin with a dot are not content.
 */
export class StoreFolder {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The names in the folder, sorted bytewise; none while the folder is not there yet. */
  names(): string[] {
    if (!this.has('.')) return [];
    const all = this.#all();
    const superseded = onHost('list', this.directory, () => findSuperseded(this.directory, all));
    if (superseded === undefined) return this.names();
    return all.filter((name) => !name.startsWith('.') && !superseded.has(name)).sort();
  }

  has(name: string): boolean {
    return this.#examine(name) !== undefined;
  }

  /** True for a regular file, also through a symbolic link. */
  hasFile(name: string): boolean {
    return this.#examine(name)?.isFile() ?? false;
  }

  pathOf(name: string): string {
    return path.join(this.directory, name);
  }

  /**
   * Runs `work` while no other command changes the folder, after making it (0700) and removing what killed commands
   * left. Keep it short: others wait.
   *
   * @throws OpsError `interrupted` before the work when `signal` is aborted, `lock-timeout`
   */
  async exclusively<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    makeDirectory(this.directory);
    return withFileLock(
      this.pathOf(LOCK_FILE),
      () => {
        removeAbandonedFiles(this.directory);
        this.#removeSuperseded();
        return work();
      },
      { signal },
    );
  }

  /** Begins a file that will be in the folder, made (0700) if need be. This takes no lock, and nobody waits for it. */
  begin(name: string): AtomicFile {
    makeDirectory(this.directory);
    // First: what killed commands left may take all the room.
    removeAbandonedFiles(this.directory);
    return createAtomicFile(this.directory, name);
  }

  /**
   * Puts `file` in the place of `old` under another name, which is free: killed at any moment, either one or the other
   * is content. Call it in {@link exclusively}.
   *
   * @throws OpsError `host-file`, `host-file-denied`, `host-disk-full`
   */
  async supersede(old: string, file: AtomicFile, name: string): Promise<void> {
    markSuperseded(this.directory, old, name);
    try {
      await file.commit(name);
    } finally {
      this.#removeSuperseded();
    }
  }

  #removeSuperseded(): void {
    onHost('delete', this.directory, () => {
      removeSuperseded(this.directory, this.#all());
    });
  }

  #all(): string[] {
    return onHost('list', this.directory, () => readdirSync(this.directory));
  }

  #examine(name: string): Stats | undefined {
    const file = this.pathOf(name);
    return onHost('examine', file, () => statSync(file, { throwIfNoEntry: false }));
  }
}
