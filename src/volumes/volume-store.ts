import { renameSync, rmSync, statSync } from 'node:fs';
import { hasErrorCode } from '../core/errors.js';
import type { Uuid } from '../core/uuid.js';
import { syncDirectory, type AtomicFile } from '../io/atomic-file.js';
import { onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { formatVolumeFile, parseVolumeFile, type VolumeIdentity } from './volume-file.js';
import { probeVolume, unreadableVolume, type VolumeProbe } from './volume-probe.js';
import { resolveVolume } from './volume-reference.js';

/** A volume in the store. The identity is that of its file name; `probe` is what the disk says of itself. */
export interface StoredVolume extends VolumeIdentity {
  readonly location: string;
  readonly probe: VolumeProbe;
  readonly created: Date;
}

interface NamedFile extends VolumeIdentity {
  readonly file: string;
}

/** The volumes of a home: `<directory>/<name>:<uuid>.raw`, one raw disk each. */
export class VolumeStore {
  readonly folder: StoreFolder;

  constructor(directory: string) {
    this.folder = new StoreFolder(directory);
  }

  /** Every volume, by name and then UUID. One that cannot be read is there and not healthy: it hides no other. */
  list(): StoredVolume[] {
    const files = this.#files();
    const volumes = files.flatMap((file) => {
      try {
        return [this.#open(file)];
      } catch (error) {
        if (this.#isGone(file, error)) return [];
        if (hasErrorCode(error, 'host-file') || hasErrorCode(error, 'host-file-denied')) {
          return [this.#open(file, unreadableVolume)];
        }
        throw error;
      }
    });
    // What is gone may have got another name since the folder was read.
    return volumes.length < files.length ? this.list() : volumes;
  }

  /** @throws OpsError `volume-not-found`, `volume-ambiguous` */
  get(reference: string): StoredVolume {
    const file = resolveVolume(reference, this.#files());
    try {
      return this.#open(file);
    } catch (error) {
      if (this.#isGone(file, error)) return this.get(reference);
      throw error;
    }
  }

  /** The volume of this very name, when there is one. */
  findByName(name: string): VolumeIdentity | undefined {
    return this.#files().find((file) => file.name === name);
  }

  /** The volume of this very UUID, when there is one. */
  findByUuid(uuid: Uuid): VolumeIdentity | undefined {
    return this.#files().find((file) => file.uuid === uuid);
  }

  /** Removes the file of a volume. The caller has made sure that nobody uses it. */
  delete(volume: StoredVolume): void {
    onHost('delete', volume.location, () => {
      rmSync(volume.location);
    });
  }

  /** Gives the file of a volume a name that is free. The caller has made sure that nobody uses it. */
  rename(volume: StoredVolume, name: string): void {
    onHost('rename', volume.location, () => {
      renameSync(volume.location, this.folder.pathOf(formatVolumeFile({ name, uuid: volume.uuid })));
    });
    syncDirectory(this.folder.directory);
  }

  /**
   * Puts a changed file in the place of a volume, under a name that is the same or free: in one step. The caller has
   * made sure that nobody uses it. Call it in `folder.exclusively`.
   */
  async replace(volume: StoredVolume, file: AtomicFile, name: string = volume.name): Promise<void> {
    const [from, to] = [formatVolumeFile(volume), formatVolumeFile({ name, uuid: volume.uuid })];
    if (to === from) await file.commit(to);
    else await this.folder.supersede(from, file, to);
  }

  #files(): NamedFile[] {
    return this.folder
      .names()
      .flatMap((file) => {
        const identity = parseVolumeFile(file);
        // A directory or a pipe of such a name is somebody else's; opening a pipe would wait for ever.
        return identity !== undefined && this.folder.hasFile(file) ? [{ ...identity, file }] : [];
      })
      .sort((a, b) => compareText(a.name, b.name) || compareText(a.uuid, b.uuid));
  }

  #isGone({ file }: NamedFile, error: unknown): boolean {
    return hasErrorCode(error, 'host-file') && !this.folder.has(file);
  }

  #open({ name, uuid, file }: NamedFile, probeFile = probeVolume): StoredVolume {
    const location = this.folder.pathOf(file);
    const probe = probeFile(location);
    const created = probe.created ?? onHost('read', location, () => statSync(location)).birthtime;
    return { name, uuid, location, probe, created };
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
