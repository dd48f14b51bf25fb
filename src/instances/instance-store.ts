import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../io/atomic-file.js';
import { withFileLock } from '../io/file-lock.js';
import { hostError, isSystemError, onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { isInstanceId } from '../qemu/management-port.js';
import { endAbandonedMachine } from './end-machine.js';
import { decodeInstanceRecord, INSTANCE_FILES, type InstanceRecord } from './instance-record.js';
import { instanceNotFound, resolveInstance } from './instance-reference.js';
import { isAbandoned, isInstanceRunning, isStartAbandoned } from './instance-status.js';

/** How long a command waits for another one that works on the same instance: a stop may take its whole patience. */
const LOCK_MILLISECONDS = 60_000;

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

  /** Every instance, by its time of creation; not those that killed commands left behind. */
  list(): InstanceRecord[] {
    return this.#ids()
      .flatMap((id) => this.find(id) ?? [])
      .filter((record) => !isAbandoned(record))
      .sort((a, b) => compareText(a.created, b.created) || compareText(a.id, b.id));
  }

  /** The instances that run or are about to. */
  listRunning(): InstanceRecord[] {
    return this.list().filter(isInstanceRunning);
  }

  /** @throws OpsError `instance-not-found`, `instance-ambiguous` */
  get(reference: string): InstanceRecord {
    return resolveInstance(reference, this.list());
  }

  /** @returns `undefined` without a record that can be read */
  find(id: string): InstanceRecord | undefined {
    const text = this.#read(id);
    return text === undefined ? undefined : decodeInstanceRecord(text);
  }

  /** Makes the folder of a new instance and its record. Call it in {@link exclusively}. */
  create(record: InstanceRecord): void {
    const directory = this.directoryOf(record.id);
    onHost('create', directory, () => {
      mkdirSync(directory, { mode: 0o700 });
    });
    this.update(record);
  }

  /** Call it in {@link exclusivelyOn}. @returns the record */
  update(record: InstanceRecord): InstanceRecord {
    writeFileAtomic(this.fileOf(record.id, 'record'), `${JSON.stringify(record, undefined, 2)}\n`);
    return record;
  }

  /** Removes the folder of an instance with all that is in it; the record first, since that is what makes it one. */
  delete(id: string): void {
    const directory = this.directoryOf(id);
    onHost('delete', directory, () => {
      rmSync(this.fileOf(id, 'record'), { force: true });
      rmSync(directory, { recursive: true, force: true });
    });
  }

  /**
   * Runs `work` while no other command starts or removes an instance, after removing what killed commands left. This is
   * the lock under which volumes are claimed: whoever looks at attachments and acts on it does so here. Within
   * {@link exclusivelyOn}, never around it.
   */
  async exclusively<T>(work: () => T | Promise<T>): Promise<T> {
    return this.folder.exclusively(async () => {
      for (const id of this.#ids()) await this.#clearUp(id);
      return work();
    });
  }

  /**
   * Runs `work` while no other command changes this instance.
   *
   * @throws OpsError `lock-timeout`, `interrupted`, `instance-not-found` when it was deleted meanwhile
   */
  async exclusivelyOn<T>(
    id: string,
    work: (record: InstanceRecord) => T | Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (this.find(id) === undefined) throw instanceNotFound(id, []);
    return withFileLock(
      this.fileOf(id, 'lock'),
      () => {
        const record = this.find(id);
        if (record === undefined) throw instanceNotFound(id, []);
        return work(record);
      },
      { signal, timeoutMilliseconds: LOCK_MILLISECONDS },
    );
  }

  /**
   * A folder without a record is of a command that was killed between making both. One that cannot be read stays. The
   * machine of a start that was not finished holds volumes that others may have; the instance itself stays.
   */
  async #clearUp(id: string): Promise<void> {
    const text = this.#read(id);
    const record = text === undefined ? undefined : decodeInstanceRecord(text);
    const isOver = record === undefined ? text === undefined : isAbandoned(record);
    if (record !== undefined && (isOver || isStartAbandoned(record))) {
      await endAbandonedMachine(record, this.fileOf(id, 'machineLock'));
    }
    if (isOver) this.delete(id);
  }

  /** The folders that are ours. The home of OPS has files here, and what we did not make is never removed. */
  #ids(): string[] {
    return this.folder.names().filter((name) => isInstanceId(name));
  }

  #read(id: string): string | undefined {
    const file = this.fileOf(id, 'record');
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
      throw hostError(error, file, 'read');
    }
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
