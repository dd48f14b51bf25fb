import { FILESYSTEM_HEAD_SIZE, filesystemKind, type FilesystemKind } from '../../formats/filesystem-kind.js';
import type { RandomAccess } from '../../formats/random-access.js';
import { probeExt4 } from './ext4-probe.js';
import type { FilesystemProbe } from './filesystem-format.js';
import { probeTfs } from './tfs-probe.js';

const PROBES: Readonly<Record<FilesystemKind, (image: RandomAccess) => FilesystemProbe>> = {
  ext4: probeExt4,
  tfs: probeTfs,
};

/** What is on a disk; `undefined` for none of ours. */
export function kindOn(image: RandomAccess): FilesystemKind | undefined {
  return filesystemKind(image.read(0, FILESYSTEM_HEAD_SIZE));
}

/** @throws OpsError `format-corrupt`, `format-unsupported` when its own description is damaged or not known */
export function probeFilesystem(kind: FilesystemKind, image: RandomAccess): FilesystemProbe {
  return PROBES[kind](image);
}
