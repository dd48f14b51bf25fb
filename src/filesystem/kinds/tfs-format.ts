import { OpsError } from '../../core/errors.js';
import { bytes, MIB, type Bytes } from '../../core/size.js';
import { uuidFromBytes, uuidToBytes } from '../../core/uuid.js';
import { isBootSector } from '../../formats/boot-sector.js';
import type { RandomAccess } from '../../formats/random-access.js';
import {
  minimumTfsSize,
  openTfs,
  openTfsHeader,
  planTfs,
  writeTfs,
  type TfsOptions,
  type TfsReader,
} from '../../formats/tfs/index.js';
import { Tuple } from '../../formats/tfs/tuple/index.js';
import { showBytes } from '../inspect/shown-name.js';
import type { FilesystemFormat, FilesystemProbe, FilesystemRecipe } from './filesystem-format.js';

export const TFS: FilesystemFormat = {
  kind: 'tfs',
  labelBytes: 31,
  choices: [],
  create: ({ size, uuid, label }) => tfsRecipe({ size, uuid: uuidToBytes(uuid), ...(label && { label }) }),
  open(image) {
    const reader = openTfs(image);
    return { kind: 'tfs', reader, needsRecovery: false, recipe: () => tfsRecipe(writtenOptions(image, reader)) };
  },
  probe,
};

const SECTOR_SIZE = 512;
/** How much of a log is read to tell how full a volume is: some 50,000 files. A longer one would make lists wait. */
const PROBE_LIMIT = 4 * MIB;

function tfsRecipe(options: TfsOptions): FilesystemRecipe {
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
  };
}

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

/** What a volume says of itself; a guest mounts none whose log is damaged, and takes a boot sector for its root. */
function probe(image: RandomAccess): FilesystemProbe {
  const head = image.read(0, SECTOR_SIZE);
  const { uuid, label } = openTfsHeader(head);
  const known = { label: Buffer.from(label).toString('utf8'), uuid: uuidFromBytes(uuid), created: null };
  try {
    return { ...known, healthy: !isBootSector(head), used: usedOf(image) };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return { ...known, healthy: false, used: null };
  }
}

/** Nothing when the log is too long to be read for this. @throws OpsError `format-corrupt` */
function usedOf(image: RandomAccess): Bytes | null {
  const limited = new LimitedAccess(image, PROBE_LIMIT);
  try {
    const { blockSize, blockCount, freeBlocks } = openTfs(limited).usage();
    return bytes((blockCount - freeBlocks) * blockSize);
  } catch (error) {
    if (limited.isExhausted) return null;
    throw error;
  }
}

/** Ends when more than `limit` bytes were read. */
class LimitedAccess implements RandomAccess {
  readonly size: number;
  readonly #image: RandomAccess;
  #left: number;

  constructor(image: RandomAccess, limit: number) {
    this.size = image.size;
    this.#image = image;
    this.#left = limit;
  }

  get isExhausted(): boolean {
    return this.#left < 0;
  }

  read(position: number, length: number): Uint8Array {
    this.#left -= length;
    return this.isExhausted ? new Uint8Array() : this.#image.read(position, length);
  }
}
