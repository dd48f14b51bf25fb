import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../io/atomic-file.js';
import { withFileLock } from '../io/file-lock.js';
import { onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { isInstanceId } from '../qemu/management-port.js';
import { listHeldVolumes } from './attachments.js';
import { endAbandonedMachine } from './end-machine.js';
import { damagedRecord, findInstance, isDamaged, type FoundInstance } from './found-instance.js';
import { INSTANCE_FILES, type InstanceRecord } from './instance-record.js';
import { instanceNotFound, resolveInstance } from './instance-reference.js';
import { deleteMadeVolumes } from './made-volumes.js';
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

  /** Every instance, by its time of creation; not those that killed commands left behind, nor damaged ones. */
  list(): InstanceRecord[] {
    return this.listAll().flatMap((found) => (isDamaged(found) ? [] : [found]));
  }

  /** As {@link list}, with those whose record cannot be read at the end. */
  listAll(): FoundInstance[] {
    const all = this.#ids().flatMap((id) => findInstance(this.directoryOf(id)) ?? []);
    const records = all
      .flatMap((found) => (isDamaged(found) || isAbandoned(found) ? [] : [found]))
      .sort((a, b) => compareText(a.created, b.created) || compareText(a.id, b.id));
    return [...records, ...all.filter(isDamaged)];
  }

  /** The instances that run or are about to. */
  listRunning(): InstanceRecord[] {
    return this.list().filter(isInstanceRunning);
  }

  /** @throws OpsError `instance-not-found`, `instance-ambiguous`, `format-corrupt` for one that is damaged */
  get(reference: string): InstanceRecord {
    const found = this.getAny(reference);
    if (isDamaged(found)) throw damagedRecord(found);
    return found;
  }

  /** As {@link get}, also one that is damaged. */
  getAny(reference: string): FoundInstance {
    return resolveInstance(reference, this.listAll());
  }

  /** @returns `undefined` without a record that can be read */
  find(id: string): InstanceRecord | undefined {
    const found = findInstance(this.directoryOf(id));
    return found === undefined || isDamaged(found) ? undefined : found;
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

  /**
   * Removes the folder of an instance with all that is in it. The lock of its machine and the record go first: a folder
   * with neither is no instance.
   */
  delete(id: string): void {
    const directory = this.directoryOf(id);
    onHost('delete', directory, () => {
      for (const first of [this.fileOf(id, 'machineLock'), this.fileOf(id, 'record'), directory]) {
        rmSync(first, { recursive: true, force: true });
      }
    });
  }

  /**
   * Removes an instance, and before it the volumes that were made for it, unless another one has them: killed on the way,
   * it is begun again. Call it in {@link exclusively}.
   */
  async discard(record: InstanceRecord): Promise<void> {
    const others = this.list().filter(({ id }) => id !== record.id);
    await deleteMadeVolumes(record, listHeldVolumes(others));
    this.delete(record.id);
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
   * A folder without a record is of a command that was killed between making both. A damaged one stays until it is
   * deleted. The machine of a start that was not finished holds volumes that others may have; the instance itself stays.
   */
  async #clearUp(id: string): Promise<void> {
    const found = findInstance(this.directoryOf(id));
    if (found === undefined) {
      this.delete(id);
      return;
    }
    if (isDamaged(found) || !(isAbandoned(found) || isStartAbandoned(found))) return;
    await endAbandonedMachine(found, this.fileOf(id, 'machineLock'));
    if (isAbandoned(found)) await this.discard(found);
  }

  /** The folders that are ours. The home of OPS has files here, and what we did not make is never removed. */
  #ids(): string[] {
    return this.folder.names().filter((name) => isInstanceId(name));
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
