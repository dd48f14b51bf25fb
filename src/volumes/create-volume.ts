import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { bytes, formatSize, GIB, suggestSize, type Bytes } from '../core/size.js';
import { uuidFromBytes, uuidFromRandom, type Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import { buildExt4Image } from '../filesystem/build-image.js';
import type { Owner } from '../filesystem/host-attributes.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import { openSources, type FileSource, type OpenedSources } from '../filesystem/open-sources.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../filesystem/tree-totals.js';
import type { DirectoryNode } from '../formats/tree.js';
import { uuidOfContent } from './content-uuid.js';
import { formatVolumeFile } from './volume-file.js';
import { refuseTaken } from './taken-name.js';
import { layoutOf, sizeWithHeadroom, wholeSectors, type FilesystemOptions, type Layout } from './volume-layout.js';
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

/** What is known of a volume before it is written. */
interface Draft {
  readonly uuid: Uuid;
  readonly layout: Layout;
  readonly size: Bytes;
  readonly totals: TreeTotals;
}

const NIL_UUID = uuidFromBytes(new Uint8Array(16));

/** @returns the volume, and what was put into it @throws OpsError `volume-exists`, `volume-too-small`, `source-*` */
export async function createVolume(
  store: VolumeStore,
  request: NewVolume,
  options: OperationOptions,
): Promise<{ readonly volume: StoredVolume; readonly totals: TreeTotals }> {
  // Without the lock, which another command may still be waited for: it is looked at again when the volume gets its name.
  refuseTaken(store, request.name, request.uuid);
  using opened = await readSources(store, request, options);
  const { tree } = opened;
  const { uuid, layout, size, totals } = await draft(request, tree, options);

  using file = store.folder.begin(request.name);
  try {
    using content = new HostContentSource();
    // Synced here, before the lock: what may take seconds must not make others wait.
    await buildExt4Image({ tree, content, options: { ...layout, size }, file, sync: true }, options);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(request, size, error) : error;
  }
  const name = formatVolumeFile({ name: request.name, uuid });
  await store.folder.exclusively(async () => {
    refuseTaken(store, request.name, uuid);
    await file.commit(name);
  }, options.signal);
  return { volume: store.get(`${request.name}:${uuid}`), totals };
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
  operation: OperationOptions,
): Promise<Draft> {
  const totals = measureTree(tree);
  const withUuid = (uuid: Uuid): Draft => {
    const created = request.reproducibleAt ?? request.now;
    const layout = layoutOf(request.name, uuid, created, request.filesystem ?? {});
    return { uuid, layout, size: sizeOf(request, tree, layout, totals), totals };
  };
  if (request.uuid !== undefined) return withUuid(request.uuid);
  if (!request.reproducibleAt) return withUuid(uuidFromRandom(randomBytes(16)));
  const { layout, size } = withUuid(NIL_UUID);
  try {
    using content = new HostContentSource();
    return withUuid(await uuidOfContent(request.name, { tree, content, options: { ...layout, size } }, operation));
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(request, size, error) : error;
  }
}

function sizeOf(request: NewVolume, tree: DirectoryNode<TreeContent>, layout: Layout, totals: TreeTotals): Bytes {
  const { size = hasSources(request) ? sizeWithHeadroom(tree, layout, totals.content) : DEFAULT_VOLUME_SIZE } = request;
  return wholeSectors(size);
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
