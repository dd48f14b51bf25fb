import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { bytes, formatSize, MIB, suggestSize, type Bytes } from '../core/size.js';
import { uuidToBytes, type Uuid } from '../core/uuid.js';
import { buildExt4Image } from '../filesystem/build-image.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import { minimumExt4Size } from '../formats/ext4/index.js';
import type { DirectoryNode, Timestamp } from '../formats/tree.js';

/** Room for what the program writes to its root; thin, so it costs nothing until it does. */
const ROOT_HEADROOM = 256 * MIB;

export interface RootDisk {
  readonly tree: DirectoryNode<TreeContent>;
  readonly uuid: Uuid;
  readonly now: Timestamp;
  /** Absent: what the content needs and headroom. */
  readonly size?: Bytes;
  readonly file: { readonly fd: number; readonly path: string };
  /** Return only when the bytes are on the disk. */
  readonly sync: boolean;
}

/** Writes a root as an ext4 file system over the whole of a file. @throws OpsError `volume-too-small` */
export async function writeRoot(disk: RootDisk, options: OperationOptions): Promise<Bytes> {
  const { tree, uuid, now, file, sync } = disk;
  const layout = { uuid: uuidToBytes(uuid), hashSeed: uuidToBytes(uuid).reverse(), created: now };
  const size = disk.size ?? bytes(Math.ceil((minimumExt4Size(tree, layout) + ROOT_HEADROOM) / MIB) * MIB);
  try {
    using content = new HostContentSource();
    await buildExt4Image({ tree, content, options: { ...layout, size }, file, sync }, options);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(size, error) : error;
  }
  return size;
}

function tooSmall(size: Bytes, error: OpsError): OpsError {
  const needed = Number(error.details['needed']);
  return new OpsError(
    'volume-too-small',
    `the image needs ${formatSize(needed)}, BaseVolumeSz is ${formatSize(size)}`,
    {
      hint: `set BaseVolumeSz to "${suggestSize(needed)}", or leave it out`,
      details: { needed, size },
      cause: error,
    },
  );
}
