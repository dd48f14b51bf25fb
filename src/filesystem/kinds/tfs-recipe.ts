import { uuidToBytes } from '../../core/uuid.js';
import { minimumTfsSize, planTfs, writeTfs, type TfsOptions } from '../../formats/tfs/index.js';
import { showBytes } from '../inspect/shown-name.js';
import type { FilesystemRecipe, NewFilesystem } from './filesystem-format.js';

/** @throws OpsError `format-limit` for what no file system of this kind can have */
export function newTfs({ size, uuid, label }: NewFilesystem): FilesystemRecipe {
  return tfsRecipe({ size, uuid: uuidToBytes(uuid), ...(label && { label }) });
}

export function tfsRecipe(options: TfsOptions): FilesystemRecipe {
  return {
    kind: 'tfs',
    size: options.size,
    minimumSize: (tree, freeBytes) => minimumTfsSize(tree, options, freeBytes),
    plan(tree) {
      const plan = planTfs(tree, options);
      const { size, bytesToWrite, losses } = plan;
      const shown = losses.map((loss) => ({ ...loss, example: showBytes(loss.example) }));
      return { size, bytesToWrite, losses: shown, write: (source, target) => writeTfs(plan, source, target) };
    },
    resized: (size) => tfsRecipe({ ...options, size }),
    relabelled: (label) => tfsRecipe({ ...options, label }),
    copied: ({ uuid, label = new Uint8Array(0) }) => tfsRecipe({ ...options, uuid: uuidToBytes(uuid), label }),
  };
}
