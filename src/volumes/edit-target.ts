import { accessSync, constants, fstatSync, lstatSync, statSync, type BigIntStats } from 'node:fs';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { VolumeName } from '../core/volume-name.js';
import { ArchiveFile } from '../filesystem/archive-file.js';
import { openerOf, type OpenedFilesystem } from '../filesystem/kinds/index.js';
import { createAtomicFile, type AtomicFile } from '../io/atomic-file.js';
import { onHost } from '../io/host-errors.js';
import { repairHint } from './repair-hint.js';
import { refuseTaken } from './taken-name.js';
import type { StoredVolume, VolumeStore } from './volume-store.js';

/** Where volumes are changed, and who has to agree. */
export interface VolumeEditing {
  readonly store: VolumeStore;
  /** Runs `work` while no instance can take a volume. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** @throws OpsError `volume-in-use` while an instance has the volume */
  readonly refuseAttached: (volume: StoredVolume) => void;
  readonly now: Date;
}

/** What says that a file is the same, and nobody has written to it. */
const IDENTITY = ['dev', 'ino', 'size', 'mtimeNs'] as const;

/** What a volume becomes; what is absent stays. */
export interface Finish {
  readonly file?: AtomicFile;
  readonly name?: VolumeName | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A volume that is about to be replaced by a changed one: the file as it is now stays open until then. */
export class EditTarget implements Disposable {
  readonly volume: StoredVolume;
  readonly image: ArchiveFile;
  readonly #editing: VolumeEditing;
  readonly #stat: BigIntStats;

  private constructor(editing: VolumeEditing, volume: StoredVolume) {
    this.#editing = editing;
    this.volume = volume;
    this.image = ArchiveFile.open(volume.location, `volume ${volume.name}`);
    this.#stat = fstatSync(this.image.fd, { bigint: true });
  }

  /** @throws OpsError `volume-not-found`, `volume-ambiguous`, `volume-in-use` */
  static open(editing: VolumeEditing, reference: string): EditTarget {
    const volume = editing.store.get(reference);
    editing.refuseAttached(volume);
    try {
      return new EditTarget(editing, volume);
    } catch (error) {
      // It has another name since it was found, or is deleted.
      if (hasErrorCode(error, 'source-not-found')) return EditTarget.open(editing, reference);
      throw error;
    }
  }

  /**
   * Begins the file that takes its place, with its permissions.
   *
   * @throws OpsError `host-file-denied`, `unsupported`, `source-changed`
   */
  begin(signal: AbortSignal | undefined): Promise<AtomicFile> {
    try {
      checkReplaceable(this.volume);
    } catch (error) {
      this.#checkUnchanged();
      throw error;
    }
    const { folder } = this.#editing.store;
    const mode = Number(this.#stat.mode) & 0o777;
    return folder.exclusively(() => createAtomicFile(folder.directory, this.volume.name, { mode }), signal);
  }

  /** @throws OpsError `volume-exists` when another volume has the name */
  checkName(name: VolumeName): Promise<void> {
    const { store } = this.#editing;
    return store.folder.exclusively(() => {
      refuseTaken(store, name);
    });
  }

  /**
   * Puts `file` in the place of the volume and gives it its new name, in one step, if it is the one that was opened, and
   * the name is free.
   *
   * @throws OpsError `volume-in-use`, `source-changed`, `volume-exists`
   */
  finish({ file, name, signal }: Finish): Promise<void> {
    const { store } = this.#editing;
    return this.#editing.exclusively(() =>
      store.folder.exclusively(async () => {
        this.#editing.refuseAttached(this.volume);
        this.#checkUnchanged();
        if (name !== undefined) refuseTaken(store, name);
        if (file) await store.replace(this.volume, file, name);
        else if (name !== undefined) store.rename(this.volume, name);
      }, signal),
    );
  }

  [Symbol.dispose](): void {
    this.image[Symbol.dispose]();
  }

  #checkUnchanged(): void {
    const { location, name, uuid } = this.volume;
    const now = onHost('examine', location, () => statSync(location, { bigint: true, throwIfNoEntry: false }));
    if (IDENTITY.every((field) => now?.[field] === this.#stat[field])) return;
    throw new OpsError('source-changed', `volume ${name}: ${now ? 'was changed' : 'went away'} meanwhile`, {
      hint: now ? 'nothing was done; run the command again' : 'ops volume list',
      details: { volume: uuid },
    });
  }
}

/**
 * Opens a volume to write it again; what that throws names it.
 *
 * @throws OpsError `format-unsupported` for what holds no file system of ours, and from `recipe` for what the writer
 *   does not make; `format-corrupt`
 */
export async function openFilesystem({ image, volume }: EditTarget): Promise<OpenedFilesystem> {
  const { filesystem } = volume.probe;
  if (filesystem === null) throw holdsNone(volume);
  // Also what it holds of a damaged volume must not be lost by writing it again.
  if (!volume.probe.healthy) throw damaged(volume);
  const opener = await openerOf(filesystem);
  return withHints(volume, () => {
    const opened = opener.open(image);
    return { ...opened, recipe: () => withHints(volume, () => opened.recipe()) };
  });
}

/** Reads the file system of a volume; what that throws names the volume, and what can be done. */
export function withHints<Result>(volume: StoredVolume, read: () => Result): Result {
  const { name, uuid } = volume;
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    const change = `change it from within a guest: ops run ... --mounts ${name}:/mnt`;
    throw new OpsError(error.code, `volume ${name}: ${error.message}`, {
      hint: error.code === 'format-corrupt' ? damageHint(volume) : (error.hint ?? change),
      details: { ...error.details, volume: uuid },
      cause: error,
    });
  }
}

function damageHint({ name, location, probe: { filesystem } }: StoredVolume): string {
  return repairHint({ name, location, filesystem });
}

function holdsNone({ name, uuid }: StoredVolume): OpsError {
  return new OpsError('format-unsupported', `volume ${name}: holds no file system`, {
    hint: `ops volume info ${name}`,
    details: { volume: uuid },
  });
}

function damaged(volume: StoredVolume): OpsError {
  return new OpsError('format-corrupt', `volume ${volume.name}: is damaged`, {
    hint: damageHint(volume),
    details: { volume: volume.uuid },
  });
}

/** A file that is replaced loses what it was: a link, or the wish that nobody writes it. */
function checkReplaceable({ name, uuid, location }: StoredVolume): void {
  onHost('write', location, () => {
    accessSync(location, constants.W_OK);
  });
  if (!onHost('examine', location, () => lstatSync(location)).isSymbolicLink()) return;
  throw new OpsError('unsupported', `volume ${name}: ${location} is a symbolic link, which would be replaced`, {
    hint: 'put the file itself in its place',
    details: { volume: uuid },
  });
}
