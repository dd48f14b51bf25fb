import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { Loss } from '../core/loss.js';
import type { OperationOptions } from '../core/progress.js';
import { bytes, formatSize, GIB, suggestSize, type Bytes } from '../core/size.js';
import { uuidFromBytes, uuidFromRandom, type Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import { buildImage } from '../filesystem/build-image.js';
import type { Owner } from '../filesystem/host-attributes.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import type { FilesystemPlan, FilesystemRecipe } from '../filesystem/kinds/index.js';
import { openSources, type FileSource, type OpenedSources } from '../filesystem/open-sources.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../filesystem/tree-totals.js';
import type { DirectoryNode } from '../formats/tree.js';
import { uuidOfContent } from './content-uuid.js';
import { formatVolumeFile } from './volume-file.js';
import { refuseTaken } from './taken-name.js';
import { checkOptions, layOut, sizeWithHeadroom, wholeSectors, type FilesystemOptions } from './volume-layout.js';
import type { StoredVolume, VolumeStore } from './volume-store.js';

/** Without a size and without content. Thin: an empty volume of this size takes well under a mebibyte of disk. */
export const DEFAULT_VOLUME_SIZE = bytes(GIB);

export interface NewVolume {
  readonly name: VolumeName;
  readonly size?: Bytes;
  /** What goes into it, later ones over earlier ones. */
  readonly sources?: readonly FileSource[];
  /** Patterns of what is left out of the sources. */
  readonly exclude?: readonly string[];
  /** Whether the ignore files of directories are heeded. Default true. */
  readonly ignoreFiles?: boolean;
  readonly owner?: Owner;
  readonly uuid?: Uuid;
  readonly filesystem?: FilesystemOptions;
  readonly now: Date;
  /** The same bytes each time: this is the clock and the latest of all times, and the UUID follows from the content. */
  readonly reproducibleAt?: Date;
}

/** A volume that was made. */
export interface MadeVolume {
  readonly volume: StoredVolume;
  /** What was put into it. */
  readonly totals: TreeTotals;
  /** What of it the file system cannot hold. */
  readonly losses: readonly Loss[];
}

/** What is known of a volume before it is written. */
interface Draft {
  readonly uuid: Uuid;
  readonly plan: FilesystemPlan<TreeContent>;
}

const NIL_UUID = uuidFromBytes(new Uint8Array(16));

/** @throws OpsError `volume-exists`, `volume-too-small`, `source-*`, `usage-invalid` for options that cannot be */
export async function createVolume(
  store: VolumeStore,
  request: NewVolume,
  options: OperationOptions,
): Promise<MadeVolume> {
  checkOptions(request.filesystem ?? {});
  // Without the lock, which another command may still be waited for: it is looked at again when the volume gets its name.
  refuseTaken(store, request.name, request.uuid);
  using opened = await readSources(store, request, options);
  const { tree } = opened;
  const totals = measureTree(tree);
  const { uuid, plan } = await draft(request, tree, totals, options);
  using content = new HostContentSource();
  const volume = await storeVolume(store, { name: request.name, uuid, plan, content }, options);
  // The root of an empty volume is not anybody's: nothing of it is missed.
  return { volume, totals, losses: hasSources(request) ? plan.losses : [] };
}

/** Writes a file system as a new volume. @throws OpsError `volume-exists`, and see `buildImage` */
export async function storeVolume(
  store: VolumeStore,
  { name, uuid, plan, content }: Draft & { readonly name: VolumeName; readonly content: HostContentSource },
  options: OperationOptions,
): Promise<StoredVolume> {
  using file = store.folder.begin(name);
  // Synced here, before the lock: what may take seconds must not make others wait.
  await buildImage({ plan, content, file, sync: true }, options);
  await store.folder.exclusively(async () => {
    refuseTaken(store, name, uuid);
    await file.commit(formatVolumeFile({ name, uuid }));
  }, options.signal);
  return store.get(`${name}:${uuid}`);
}

function readSources(store: VolumeStore, request: NewVolume, options: OperationOptions): Promise<OpenedSources> {
  const { sources = [], exclude, ignoreFiles, owner, reproducibleAt } = request;
  return openSources(sources, {
    ...options,
    now: toTimestamp(reproducibleAt ?? request.now),
    makeScratch: () => store.folder.begin(request.name),
    ...(exclude && { exclude }),
    ...(ignoreFiles !== undefined && { ignoreFiles }),
    ...(owner && { owner }),
    ...(reproducibleAt && { latestTime: toTimestamp(reproducibleAt) }),
  });
}

async function draft(
  request: NewVolume,
  tree: DirectoryNode<TreeContent>,
  totals: TreeTotals,
  operation: OperationOptions,
): Promise<Draft> {
  const withUuid = async (uuid: Uuid): Promise<Draft> => {
    const created = request.reproducibleAt ?? request.now;
    const recipe = await layOut(request.name, uuid, created, request.filesystem ?? {});
    return { uuid, plan: planSized(request, tree, recipe, totals) };
  };
  if (request.uuid !== undefined) return withUuid(request.uuid);
  if (!request.reproducibleAt) return withUuid(uuidFromRandom(randomBytes(16)));
  using content = new HostContentSource();
  return await withUuid(
    await uuidOfContent(request.name, { plan: (await withUuid(NIL_UUID)).plan, content }, operation),
  );
}

function planSized(
  request: NewVolume,
  tree: DirectoryNode<TreeContent>,
  recipe: FilesystemRecipe,
  totals: TreeTotals,
): FilesystemPlan<TreeContent> {
  const asked = request.size ?? (hasSources(request) ? undefined : DEFAULT_VOLUME_SIZE);
  const size = wholeSectors(asked ?? sizeWithHeadroom(tree, recipe, totals.content));
  try {
    return recipe.resized(size).plan(tree);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(request, size, error) : error;
  }
}

function hasSources({ sources = [] }: NewVolume): boolean {
  return sources.length > 0;
}

function tooSmall(request: NewVolume, size: Bytes, error: OpsError): OpsError {
  const needed = Number(error.details['needed']);
  const source = request.sources?.map(({ shown }) => shown).join(' and ') ?? '';
  const content = source === '' ? 'the file system' : source;
  return new OpsError(
    'volume-too-small',
    `${request.name}: ${content} needs ${formatSize(needed)}, the volume has ${formatSize(size)}`,
    {
      hint: `use -s ${suggestSize(needed)}${source === '' ? '' : ', or leave -s out'}`,
      details: { needed, size },
      cause: error,
    },
  );
}
