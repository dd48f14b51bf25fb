import { randomBytes } from 'node:crypto';
import { OpsError } from '../core/errors.js';
import type { Loss } from '../core/loss.js';
import type { OperationOptions } from '../core/progress.js';
import { uuidFromRandom, type Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import { newFilesystem, TRAITS, type FilesystemKind, type FilesystemRecipe } from '../filesystem/kinds/index.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { walkTree } from '../filesystem/tree-totals.js';
import type { DirectoryNode } from '../formats/tree.js';
import { storeVolume } from './create-volume.js';
import { EditTarget, openFilesystem, type VolumeEditing } from './edit-target.js';
import { planChange, rebuildVolume } from './rebuild-volume.js';
import { kindThatFollows } from './rename-volume.js';
import { labelOf } from './volume-layout.js';
import type { StoredVolume } from './volume-store.js';

export interface Conversion {
  readonly filesystem: FilesystemKind;
  /** Of a new volume beside the old one. Absent: the volume itself is replaced. */
  readonly name?: VolumeName;
  /** Asked before a volume is replaced by one that lacks something; throws when it is not to be. */
  readonly agree?: (losses: readonly Loss[]) => Promise<void>;
}

export interface ConvertedVolume {
  readonly volume: StoredVolume;
  /** It was not unmounted before: what its journal held is in its place now. */
  readonly recovered: boolean;
  readonly losses: readonly Loss[];
}

/**
 * Writes a volume that nobody uses with another file system, of the same size: in its place, with the same name and
 * UUID, in one step; or as a new volume.
 *
 * @throws OpsError `volume-in-use`, `volume-too-small` with the size that it needs, `volume-exists`, `usage-invalid` for
 *   one that has this file system, `format-corrupt`, `source-changed`
 */
export async function convertVolume(
  editing: VolumeEditing,
  reference: string,
  request: Conversion,
  operation: OperationOptions,
): Promise<ConvertedVolume> {
  const { name, agree } = request;
  if (name !== undefined) return convertBeside(editing, reference, { ...request, name }, operation);
  let losses: readonly Loss[] = [];
  const { volume, recovered } = await rebuildVolume(
    editing,
    reference,
    async ({ reader }, target) => {
      const { recipe, lost } = await recipeFor(target.volume, request.filesystem, target.volume);
      const tree = reader.readTree();
      return {
        tree: forKind(tree, request.filesystem),
        recipe,
        agree: async (ofFiles) => {
          losses = [...ofFiles, ...lost, ...lostFlags(tree, request.filesystem)];
          if (losses.length > 0) await agree?.(losses);
        },
      };
    },
    operation,
  );
  return { volume, recovered, losses };
}

async function convertBeside(
  editing: VolumeEditing,
  reference: string,
  { filesystem, name }: Conversion & { readonly name: VolumeName },
  operation: OperationOptions,
): Promise<ConvertedVolume> {
  using target = EditTarget.open(editing, reference);
  await target.checkName(name);
  const { reader, needsRecovery } = await openFilesystem(target);
  const uuid = uuidFromRandom(randomBytes(16));
  const { recipe, lost } = await recipeFor(target.volume, filesystem, { name, uuid });
  const tree = reader.readTree();
  const plan = planChange(target.volume, { tree: forKind(tree, filesystem), recipe });
  using content = new HostContentSource(reader);
  const volume = await storeVolume(editing.store, { name, uuid, plan, content }, operation);
  return { volume, recovered: needsRecovery, losses: [...plan.losses, ...lost, ...lostFlags(tree, filesystem)] };
}

/** What the volume `as` is made with; its label is its name where that of `volume` is, else the same. */
async function recipeFor(
  volume: StoredVolume,
  kind: FilesystemKind,
  as: { readonly name: string; readonly uuid: Uuid },
): Promise<{ readonly recipe: FilesystemRecipe; readonly lost: readonly Loss[] }> {
  const { probe, created } = volume;
  if (probe.filesystem === kind) throw hasItAlready(volume, kind);
  const wanted = kindThatFollows(volume) ? labelOf(as.name, kind) : Buffer.from(probe.label);
  const fits = wanted !== undefined && wanted.length <= TRAITS[kind].labelBytes;
  const recipe = await newFilesystem(kind, {
    size: probe.size,
    uuid: as.uuid,
    created: toTimestamp(created),
    ...(fits && { label: wanted }),
  });
  return { recipe, lost: fits ? [] : [{ kind: 'label', count: 1, example: '' }] };
}

/** Only ext4 has it, and makes it anew. */
const LOST_AND_FOUND = 'lost+found';

function forKind(tree: DirectoryNode<TreeContent>, kind: FilesystemKind): DirectoryNode<TreeContent> {
  if (kind === 'ext4') return tree;
  const isSpare = ({ name, node }: (typeof tree.entries)[number]): boolean =>
    Buffer.from(name).equals(Buffer.from(LOST_AND_FOUND)) && node.kind === 'directory' && node.entries.length === 0;
  return { ...tree, entries: tree.entries.filter((entry) => !isSpare(entry)) };
}

/** What chattr(1) has set, which only ext4 has. */
function lostFlags(tree: DirectoryNode<TreeContent>, kind: FilesystemKind): Loss[] {
  if (kind === 'ext4') return [];
  const count = [...new Set(walkTree(tree))].filter(
    ({ flags = 0, project = 0 }) => flags !== 0 || project !== 0,
  ).length;
  return count === 0 ? [] : [{ kind: 'flags', count, example: '' }];
}

function hasItAlready({ name, uuid }: StoredVolume, kind: FilesystemKind): OpsError {
  return new OpsError('usage-invalid', `volume ${name}: holds ${kind} already`, {
    hint: `to change its size: ops volume resize ${name} SIZE`,
    details: { volume: uuid },
  });
}
