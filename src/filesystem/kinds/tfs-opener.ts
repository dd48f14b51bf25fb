import type { RandomAccess } from '../../formats/random-access.js';
import { openTfs, type TfsOptions, type TfsReader } from '../../formats/tfs/index.js';
import { Tuple } from '../../formats/tfs/tuple/index.js';
import type { FilesystemOpener } from './filesystem-format.js';
import { tfsRecipe } from './tfs-recipe.js';

export const TFS_OPENER: FilesystemOpener = {
  open(image) {
    const reader = openTfs(image);
    return { reader, needsRecovery: false, recipe: () => tfsRecipe(writtenOptions(image, reader)) };
  },
};

/** Attributes of the root that are those of any directory. */
const OF_DIRECTORIES = new Set(['children', 'atime', 'mtime', 'nlink', 'readonly']);

function writtenOptions({ size }: RandomAccess, { summary: { uuid, label }, root }: TfsReader): TfsOptions {
  const manifest = new Tuple();
  for (const [name, value] of root.attributes) {
    // Names with a dot are extended attributes.
    if (!OF_DIRECTORIES.has(name) && !name.includes('.')) manifest.set(name, value);
  }
  return { size, uuid, label, ...(manifest.size > 0 && { manifest }) };
}
