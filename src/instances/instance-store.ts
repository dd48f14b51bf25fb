import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../io/atomic-file.js';
import { hostError, isSystemError, onHost } from '../io/host-errors.js';
import { isRunning } from '../io/process-identity.js';
import { StoreFolder } from '../io/store-folder.js';
import { isInstanceId } from '../qemu/management-port.js';
import { decodeInstanceRecord, INSTANCE_FILES, type InstanceRecord } from './instance-record.js';

/** The instances of a home: a folder each, `<directory>/<id>/`, with the record in it. */
export class InstanceStore {
  readonly folder: StoreFolder;

  constructor(directory: string) {
    this.folder = new StoreFolder(directory);
  }

  /** Where an instance keeps its files. */
  directoryOf(id: string): string {
    return this.folder.pathOf(id);
  }

  fileOf(id: string, file: keyof typeof INSTANCE_FILES): string {
    return path.join(this.directoryOf(id), INSTANCE_FILES[file]);
  }

  /** The instances that run or are about to, by id. */
  listRunning(): InstanceRecord[] {
    return this.#ids().flatMap((id) => {
      const record = this.#read(id);
      return record !== undefined && isInstanceRunning(record) ? [record] : [];
    });
  }

  /** Makes the folder of a new instance and its record. Call it in {@link exclusively}. */
  create(record: InstanceRecord): void {
    const directory = this.directoryOf(record.id);
    onHost('create', directory, () => {
      mkdirSync(directory, { mode: 0o700 });
    });
    this.update(record);
  }

  update(record: InstanceRecord): void {
    writeFileAtomic(this.fileOf(record.id, 'record'), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  /** Removes the folder of an instance with all that is in it. */
  delete(id: string): void {
    const directory = this.directoryOf(id);
    onHost('delete', directory, () => {
      rmSync(directory, { recursive: true, force: true });
    });
  }

  /**
   * Runs `work` while no other command starts or removes an instance, after removing what killed commands left. This is
   * the lock under which volumes are claimed: whoever looks at attachments and acts on it does so here.
   */
  async exclusively<T>(work: () => T | Promise<T>): Promise<T> {
    return this.folder.exclusively(() => {
      for (const id of this.#ids()) if (this.#isAbandoned(id)) this.delete(id);
      return work();
    });
  }

  /** An instance of `run` lives as long as its command; when that was killed, nothing of it is of use. */
  #isAbandoned(id: string): boolean {
    const record = this.#read(id);
    return record === undefined || !isInstanceRunning(record);
  }

  /** The folders that are ours. The home of OPS has files here, and what we did not make is never removed. */
  #ids(): string[] {
    return this.folder.names().filter((name) => isInstanceId(name));
  }

  /** @returns `undefined` without a record: the command was killed between making the folder and writing it */
  #read(id: string): InstanceRecord | undefined {
    const file = this.fileOf(id, 'record');
    try {
      return decodeInstanceRecord(readFileSync(file, 'utf8'));
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
      throw hostError(error, file, 'read');
    }
  }
}

/** True while the command that looks after an instance, or its machine, is there. */
export function isInstanceRunning(record: InstanceRecord): boolean {
  return isRunning(record.supervisor) || (record.machine !== null && isRunning(record.machine));
}
