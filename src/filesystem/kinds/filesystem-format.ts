import type { Loss } from '../../core/loss.js';
import type { Bytes } from '../../core/size.js';
import type { Uuid } from '../../core/uuid.js';
import type { FilesystemKind } from '../../formats/filesystem-kind.js';
import type { FilesystemReader } from '../../formats/filesystem-reader.js';
import type { RandomAccess } from '../../formats/random-access.js';
import type { ByteTarget, ContentSource, DirectoryNode, Timestamp } from '../../formats/tree.js';

/** How file systems of one kind are read. */
export interface FilesystemOpener {
  /** @throws OpsError `format-corrupt`, `format-unsupported` */
  open(image: RandomAccess): OpenedFilesystem;
  /** What to write where to change the label alone. Absent: all is written again. */
  readonly relabel?: (image: RandomAccess, label: Uint8Array) => readonly Patch[];
}

/** What is the same for all file systems of one kind. */
export interface FilesystemTraits {
  /** The room for a label. */
  readonly labelBytes: number;
  /** What can be chosen of a new one, beside its label. */
  readonly choices: readonly FilesystemChoice[];
}

export type FilesystemChoice = 'inodes' | 'blockSize' | 'journal';

export interface NewFilesystem {
  /** Bytes. */
  readonly size: number;
  readonly uuid: Uuid;
  readonly created: Timestamp;
  readonly label?: Uint8Array;
  /** At least so many files can be in it. */
  readonly inodes?: number;
  /** Bytes. */
  readonly blockSize?: number;
  readonly journal?: boolean;
}

/** A file system to be: all but what is in it. */
export interface FilesystemRecipe {
  readonly kind: FilesystemKind;
  /** Bytes. */
  readonly size: number;
  /** The smallest size that holds `tree` and `freeBytes` more. */
  minimumSize(tree: DirectoryNode<unknown>, freeBytes: number): number;
  /** @throws OpsError `volume-too-small` with details `{ needed }`, and for trees that it cannot hold */
  plan<Content>(tree: DirectoryNode<Content>): FilesystemPlan<Content>;
  /** The same with another size; what follows the size does. */
  resized(size: number): FilesystemRecipe;
  relabelled(label: Uint8Array): FilesystemRecipe;
  /** The same for another volume. */
  copied(identity: Pick<NewFilesystem, 'uuid' | 'created' | 'label'>): FilesystemRecipe;
}

/** A file system that is laid out. Nothing has been written yet. */
export interface FilesystemPlan<Content> {
  /** Bytes. */
  readonly size: number;
  /** What the writer will have written in the end. */
  readonly bytesToWrite: number;
  /** What of the tree will not be in it. */
  readonly losses: readonly Loss[];
  /** Writes it over zeros, and yields the bytes written so far. */
  write(source: ContentSource<Content>, target: ByteTarget): Generator<number, void>;
}

export interface OpenedFilesystem {
  readonly reader: FilesystemReader;
  /** Its journal holds what has not reached its place yet, and is read as if it had. */
  readonly needsRecovery: boolean;
  /** What makes the same file system again. @throws OpsError `format-unsupported` for one that we do not write */
  readonly recipe: () => FilesystemRecipe;
}

/** What the first blocks of a file system say, and what is quickly read. */
export interface FilesystemProbe {
  /** False when it says that it is damaged, or a part of it is missing. */
  readonly healthy: boolean;
  readonly label: string;
  readonly uuid: Uuid;
  /** Null when that cannot be known quickly. */
  readonly used: Bytes | null;
  /** Null when it does not say. */
  readonly created: Date | null;
}

/** Bytes that go to a place of an image. */
export interface Patch {
  readonly position: number;
  readonly bytes: Uint8Array;
}
