import type { OperationOptions } from '../../core/progress.js';
import { checkExt4, type CheckProgress, type CheckResult } from '../../formats/ext4/check/index.js';
import type { FilesystemKind } from '../../formats/filesystem-kind.js';
import type { RandomAccess } from '../../formats/random-access.js';
import { checkTfs } from '../../formats/tfs/check/index.js';
import { runInTimeSlices } from '../../io/time-slices.js';
import { ArchiveFile } from '../archive-file.js';

type Check = (image: RandomAccess) => Generator<CheckProgress, CheckResult>;

const CHECKS: Readonly<Record<FilesystemKind, Check>> = { ext4: checkExt4, tfs: checkTfs };

/** Looks at every structure of a disk image. @throws OpsError `format-unsupported`, `source-*`, `interrupted` */
export async function checkDisk(
  disk: { readonly location: string; readonly shown: string; readonly kind: FilesystemKind },
  options: OperationOptions,
): Promise<CheckResult> {
  using image = ArchiveFile.open(disk.location, disk.shown);
  return await runInTimeSlices(CHECKS[disk.kind](image), {
    signal: options.signal,
    onProgress: ({ done, total }) => options.progress?.report(done, total),
  });
}
