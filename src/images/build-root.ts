import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import type { RootContent } from '../core/root-content.js';
import { bytes, formatSize, MIB, suggestSize, type Bytes } from '../core/size.js';
import { uuidFromRandom, uuidToBytes, type Uuid } from '../core/uuid.js';
import { buildExt4Image } from '../filesystem/build-image.js';
import { HostContentSource } from '../filesystem/host-content.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../filesystem/tree-totals.js';
import { minimumExt4Size } from '../formats/ext4/index.js';
import { composeRoot, type ComposedRoot } from './compose-root.js';

/** Room for what the program writes to its root; thin, so it costs nothing until it does. */
const ROOT_HEADROOM = 256 * MIB;

export interface RootDiskRequest {
  readonly content: RootContent;
  readonly hostname: string;
  readonly now: Date;
  /** Absent: what the content needs and headroom. */
  readonly size?: Bytes;
  readonly file: { readonly fd: number; readonly path: string };
  /** Return only when the bytes are on the disk. */
  readonly sync: boolean;
}

/** A root that has been written, and what is in it. */
export interface RootDisk {
  /** Of the file system: how the guest finds it. */
  readonly uuid: Uuid;
  readonly root: ComposedRoot;
  readonly totals: TreeTotals;
}

/**
 * Composes a root and writes it as an ext4 file system over the whole of a file.
 *
 * @throws OpsError `volume-too-small`, and those of {@link composeRoot}
 */
export async function buildRootDisk(request: RootDiskRequest, options: OperationOptions): Promise<RootDisk> {
  const { content, hostname, file, sync } = request;
  const now = toTimestamp(request.now);
  const root = await composeRoot(content, { hostname, now, signal: options.signal });
  const uuid = uuidFromRandom(randomBytes(16));
  const layout = { uuid: uuidToBytes(uuid), hashSeed: uuidToBytes(uuid).reverse(), created: now };
  const size = request.size ?? bytes(Math.ceil(minimumExt4Size(root.tree, layout, ROOT_HEADROOM) / MIB) * MIB);
  try {
    using source = new HostContentSource();
    await buildExt4Image({ tree: root.tree, content: source, options: { ...layout, size }, file, sync }, options);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(size, error) : error;
  }
  return { uuid, root, totals: measureTree(root.tree) };
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
