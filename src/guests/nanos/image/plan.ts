import { hasErrorCode, OpsError } from '../../../core/errors.js';
import { formatSize, suggestSize } from '../../../core/size.js';
import { minimumTfsSize, planTfs, type TfsLoss, type TfsOptions, type TfsPlan } from '../../../formats/tfs/index.js';
import type { DirectoryNode } from '../../../formats/tree.js';
import type { NanosManifest } from '../manifest/manifest.js';
import { encodeManifest } from '../manifest/encode.js';
import { SECTOR_SIZE, type BootImage } from './boot-image.js';
import { bootTree, type BootParts } from './boot-tree.js';
import { BOOT_FILESYSTEM_SIZE, layOutDisk, rootOffset, type DiskLayout } from './disk-layout.js';
import { withMountPoints } from './mount-points.js';

export interface NanosDiskRequest<Content> {
  readonly boot: BootParts & { readonly image: BootImage };
  /** The files of the image; what mounts need is put in here. */
  readonly root: DirectoryNode<Content>;
  readonly manifest: NanosManifest;
  /** 16 bytes each. */
  readonly uuids: { readonly boot: Uint8Array; readonly root: Uint8Array };
  /** Bytes of the whole disk; a part of a sector is left out. Default: what is needed, and `free`. */
  readonly size?: number;
  /** Bytes that the program can write to its root when `size` is not given. Default 0. */
  readonly free?: number;
}

/** A computed disk. Nothing has been written yet. */
export interface NanosDiskPlan<Content> {
  readonly layout: DiskLayout;
  readonly bootImage: BootImage;
  readonly boot: TfsPlan<Uint8Array>;
  readonly root: TfsPlan<Content>;
  /** Bytes of the whole disk. */
  readonly size: number;
  /** The total for a progress bar. */
  readonly bytesToWrite: number;
  /** What of the files will not be in the image: owners of devices, and the like. */
  readonly losses: readonly TfsLoss[];
}

/**
 * Lays out a disk that boots Nanos by BIOS: the same parts, files, manifest and UUIDs make the same bytes.
 *
 * @throws OpsError `volume-too-small` with details `{ needed }` in bytes of the whole disk; `mount-invalid` for a mount
 *   point where something else is; `format-limit` for klibs that are too large together; and what TFS cannot hold
 */
export function planNanosDisk<Content>(request: NanosDiskRequest<Content>): NanosDiskPlan<Content> {
  const { boot, manifest, uuids } = request;
  const tree = withMountPoints(request.root, manifest.mounts);
  const options = { uuid: uuids.root, manifest: encodeManifest(manifest) };
  const offset = rootOffset(boot.image);
  const rootSize =
    request.size === undefined
      ? minimumTfsSize(tree, options, request.free ?? 0)
      : Math.max(0, Math.floor(request.size / SECTOR_SIZE) * SECTOR_SIZE - offset);
  const root = planRoot(tree, { ...options, size: rootSize }, offset);
  const layout = layOutDisk(boot.image, rootSize);
  const bootPlan = planBoot(boot, uuids.boot);
  return {
    layout,
    bootImage: boot.image,
    boot: bootPlan,
    root,
    size: layout.size,
    bytesToWrite: boot.image.bytes.length + bootPlan.bytesToWrite + root.bytesToWrite,
    losses: root.losses,
  };
}

function planRoot<Content>(tree: DirectoryNode<Content>, options: TfsOptions, offset: number): TfsPlan<Content> {
  try {
    return planTfs(tree, options);
  } catch (error) {
    if (!hasErrorCode(error, 'volume-too-small')) throw error;
    const needed = Number(error.details['needed']) + offset;
    throw new OpsError('volume-too-small', `the image needs ${formatSize(needed)}`, {
      hint: `a size of ${suggestSize(needed)} is enough; more leaves room to write`,
      details: { needed },
      cause: error,
    });
  }
}

function planBoot(parts: BootParts, uuid: Uint8Array): TfsPlan<Uint8Array> {
  try {
    return planTfs(bootTree(parts), { size: BOOT_FILESYSTEM_SIZE, uuid });
  } catch (error) {
    if (!hasErrorCode(error, 'volume-too-small')) throw error;
    const names = parts.klibs.map(({ name }) => name).join(', ');
    const room = formatSize(BOOT_FILESYSTEM_SIZE);
    throw new OpsError('format-limit', `the kernel and its klibs (${names}) do not fit into ${room}`, {
      hint: 'leave out klibs that the program does not need',
      cause: error,
    });
  }
}
