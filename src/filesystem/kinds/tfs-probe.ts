import { OpsError } from '../../core/errors.js';
import { bytes, MIB, type Bytes } from '../../core/size.js';
import { uuidFromBytes } from '../../core/uuid.js';
import { isBootSector } from '../../formats/boot-sector.js';
import type { RandomAccess } from '../../formats/random-access.js';
import { openTfsHeader } from '../../formats/tfs/log/log-header.js';
// Not the whole of TFS: every list of volumes loads this.
import { openTfs } from '../../formats/tfs/reader/open.js';
import type { FilesystemProbe } from './filesystem-format.js';

const SECTOR_SIZE = 512;
/** How much of a log is read to tell how full a volume is: some 50,000 files. A longer one would make lists wait. */
const PROBE_LIMIT = 4 * MIB;

/** What a volume says of itself; a guest mounts none whose log is damaged, and takes a boot sector for its root. */
export function probeTfs(image: RandomAccess): FilesystemProbe {
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
