import { FILESYSTEM_HEAD_SIZE, filesystemKind, type FilesystemKind } from '../../formats/filesystem-kind.js';
import type { RandomAccess } from '../../formats/random-access.js';
import { EXT4 } from './ext4-format.js';
import type { FilesystemFormat } from './filesystem-format.js';
import { TFS } from './tfs-format.js';

export type { FilesystemKind } from '../../formats/filesystem-kind.js';
export type {
  FilesystemChoice,
  FilesystemFormat,
  FilesystemPlan,
  FilesystemProbe,
  FilesystemRecipe,
  OpenedFilesystem,
} from './filesystem-format.js';

const FORMATS: Readonly<Record<FilesystemKind, FilesystemFormat>> = { ext4: EXT4, tfs: TFS };

export function formatOf(kind: FilesystemKind): FilesystemFormat {
  return FORMATS[kind];
}

/** The format of what is on a disk; `undefined` when it is none of ours. */
export function formatOn(image: RandomAccess): FilesystemFormat | undefined {
  const kind = filesystemKind(image.read(0, FILESYSTEM_HEAD_SIZE));
  return kind && FORMATS[kind];
}
