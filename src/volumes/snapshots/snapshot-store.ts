import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { OpsError } from '../../core/errors.js';
import { bytes, type Bytes } from '../../core/size.js';
import { findClosest } from '../../core/suggest.js';
import { isUuid, uuidFromRandom } from '../../core/uuid.js';
import { createAtomicFile, writeFileAtomic, type AtomicFile } from '../../io/atomic-file.js';
import { hostError, isSystemError, onHost } from '../../io/host-errors.js';
import { StoreFolder } from '../../io/store-folder.js';
import type { StoredVolume } from '../volume-store.js';
import { decodeSnapshotRecord, encodeSnapshotRecord, isSnapshotName, type SnapshotRecord } from './snapshot-record.js';

/** A snapshot in the store, and where its disk is. */
export interface StoredSnapshot extends SnapshotRecord {
  readonly location: string;
  /** Bytes that the disk takes on this machine. */
  readonly allocated: Bytes;
}

export interface NewSnapshot {
  readonly name: string;
  readonly now: Date;
}

/** The snapshots of a home: `<name>.json` names the disk `<name>:<uuid>.raw` beside it. */
export class SnapshotStore {
  readonly folder: StoreFolder;

  constructor(directory: string) {
    this.folder = new StoreFolder(directory);
  }

  /** Every snapshot, the oldest first. */
  list(): StoredSnapshot[] {
    return this.#names()
      .flatMap((name) => this.#find(name) ?? [])
      .sort((a, b) => compareText(a.created, b.created) || compareText(a.name, b.name));
  }

  /** @param reference its name or its UUID @throws OpsError `snapshot-not-found` with the closest name */
  get(reference: string): StoredSnapshot {
    const wanted = reference.toLowerCase();
    const found = isUuid(wanted) ? this.list().find(({ uuid }) => uuid === wanted) : this.#find(reference);
    if (found !== undefined) return found;
    const closest = findClosest(reference, this.#names());
    throw new OpsError('snapshot-not-found', `no snapshot is called "${reference}"`, {
      hint: closest === undefined ? 'ops volume snapshot list' : `did you mean "${closest}"?`,
      details: { reference },
    });
  }

  /**
   * Begins a file in the store, with the content of `cloneOf` at this moment where the file system can share blocks.
   *
   * @throws OpsError `snapshot-exists` when a snapshot has the name
   */
  begin(name: string, options: { readonly cloneOf?: string; readonly signal: AbortSignal | undefined }) {
    const { signal, ...fileOptions } = options;
    return this.folder.exclusively(() => {
      this.#refuseTaken(name);
      this.#removeOrphans();
      return createAtomicFile(this.folder.directory, name, fileOptions);
    }, signal);
  }

  /** Makes `file`, whose bytes are on the disk, a snapshot of `volume`. @throws OpsError `snapshot-exists` */
  commit(file: AtomicFile, { name, now }: NewSnapshot, volume: StoredVolume): Promise<StoredSnapshot> {
    const { size } = onHost('examine', file.path, () => statSync(file.path));
    const record: SnapshotRecord = {
      version: 1,
      name,
      uuid: uuidFromRandom(randomBytes(16)),
      volume: { uuid: volume.uuid, name: volume.name },
      created: now.toISOString(),
      size,
      filesystem: volume.probe.filesystem,
      consistent: true,
    };
    return this.folder.exclusively(async () => {
      this.#refuseTaken(name);
      await file.commit(diskFile(record));
      writeFileAtomic(this.folder.pathOf(recordFile(name)), encodeSnapshotRecord(record));
      return this.get(name);
    });
  }

  /** Removes a snapshot: the record first, since that is what makes it one. */
  async delete(reference: string): Promise<StoredSnapshot> {
    return this.folder.exclusively(() => {
      const snapshot = this.get(reference);
      onHost('delete', snapshot.location, () => {
        rmSync(this.folder.pathOf(recordFile(snapshot.name)));
        rmSync(snapshot.location, { force: true });
      });
      return snapshot;
    });
  }

  #refuseTaken(name: string): void {
    const taken = this.#find(name);
    if (taken === undefined) return;
    throw new OpsError('snapshot-exists', `snapshot ${name} exists already, of volume ${taken.volume.name}`, {
      hint: `choose another name, or delete it first: ops volume snapshot delete ${name}`,
      details: { uuid: taken.uuid },
    });
  }

  /** Removes the disks whose command was killed before it wrote their record. */
  #removeOrphans(): void {
    for (const file of this.folder.names()) {
      const [, name = '', uuid = ''] = /^([^:]+):([^:]+)\.raw$/.exec(file) ?? [];
      if (!isSnapshotName(name) || !isUuid(uuid) || this.folder.has(recordFile(name))) continue;
      rmSync(this.folder.pathOf(file), { force: true });
    }
  }

  #find(name: string): StoredSnapshot | undefined {
    const record = isSnapshotName(name) ? this.#read(name) : undefined;
    if (record === undefined) return undefined;
    const location = this.folder.pathOf(diskFile(record));
    const stat = onHost('read', location, () => statSync(location, { throwIfNoEntry: false }));
    return stat && { ...record, location, allocated: bytes(stat.blocks * 512) };
  }

  #read(name: string): SnapshotRecord | undefined {
    const path = this.folder.pathOf(recordFile(name));
    try {
      return decodeSnapshotRecord(readFileSync(path, 'utf8'), name, path);
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
      throw hostError(error, path, 'read');
    }
  }

  #names(): string[] {
    return this.folder.names().flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  }
}

function diskFile({ name, uuid }: Pick<SnapshotRecord, 'name' | 'uuid'>): string {
  return `${name}:${uuid}.raw`;
}

function recordFile(name: string): string {
  return `${name}.json`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
