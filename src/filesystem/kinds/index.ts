import type { FilesystemKind } from '../../formats/filesystem-kind.js';
import type { FilesystemOpener, FilesystemRecipe, FilesystemTraits, NewFilesystem } from './filesystem-format.js';

export type { FilesystemKind } from '../../formats/filesystem-kind.js';
export type {
  FilesystemChoice,
  FilesystemOpener,
  FilesystemPlan,
  FilesystemProbe,
  FilesystemRecipe,
  OpenedFilesystem,
  Patch,
} from './filesystem-format.js';

export const TRAITS: Readonly<Record<FilesystemKind, FilesystemTraits>> = {
  ext4: { labelBytes: 16, choices: ['inodes', 'blockSize', 'journal'] },
  tfs: { labelBytes: 31, choices: [] },
};

// What is not needed is not loaded: a command is often shorter than that takes.
const MAKERS: Readonly<Record<FilesystemKind, () => Promise<(request: NewFilesystem) => FilesystemRecipe>>> = {
  ext4: async () => (await import('./ext4-recipe.js')).newExt4,
  tfs: async () => (await import('./tfs-recipe.js')).newTfs,
};

const OPENERS: Readonly<Record<FilesystemKind, () => Promise<FilesystemOpener>>> = {
  ext4: async () => (await import('./ext4-opener.js')).EXT4_OPENER,
  tfs: async () => (await import('./tfs-opener.js')).TFS_OPENER,
};

/** What makes a new file system. @throws OpsError `format-limit` for options that it cannot have */
export async function newFilesystem(kind: FilesystemKind, request: NewFilesystem): Promise<FilesystemRecipe> {
  return (await MAKERS[kind]())(request);
}

/** What reads file systems of a kind. */
export function openerOf(kind: FilesystemKind): Promise<FilesystemOpener> {
  return OPENERS[kind]();
}
