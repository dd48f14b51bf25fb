import type { OperationOptions } from '../../core/progress.js';
import { checkExt4, type CheckResult } from '../../formats/ext4/check/index.js';
import { runInTimeSlices } from '../../io/time-slices.js';
import { ArchiveFile } from '../archive-file.js';

/** Looks at every structure of an ext4 disk image. @throws OpsError `format-unsupported`, `source-*`, `interrupted` */
export async function checkDisk(location: string, shown: string, options: OperationOptions): Promise<CheckResult> {
  using image = ArchiveFile.open(location, shown);
  return await runInTimeSlices(checkExt4(image), {
    signal: options.signal,
    onProgress: ({ done, total }) => options.progress?.report(done, total),
  });
}
