import { writeTfs } from '../../../formats/tfs/index.js';
import type { ByteTarget, ContentSource } from '../../../formats/tree.js';
import { WindowTarget } from '../../../io/file-target.js';
import { SECTOR_SIZE } from './boot-image.js';
import { BOOT_CONTENT } from './boot-tree.js';
import type { NanosDiskPlan } from './plan.js';
import { withPartitions } from './partition-table.js';

/**
 * Writes the disk that was planned, which must read as zeros: the two file systems, then the boot code, the boot sector
 * last, without which nothing of it is a disk that boots.
 *
 * @returns a generator that yields the bytes written so far, as `writeTfs` does
 * @throws whatever `source` and `target` throw
 */
export function* writeNanosDisk<Content>(
  plan: NanosDiskPlan<Content>,
  source: ContentSource<Content>,
  target: ByteTarget,
): Generator<number, void, undefined> {
  const { layout, bootImage } = plan;
  const bootWindow = new WindowTarget(target, layout.boot.start, layout.boot.size, 'boot file system');
  const rootWindow = new WindowTarget(target, layout.root.start, layout.root.size, 'root file system');
  yield* writeTfs(plan.boot, BOOT_CONTENT, bootWindow);
  for (const written of writeTfs(plan.root, source, rootWindow)) yield plan.boot.bytesToWrite + written;
  target.write(SECTOR_SIZE, bootImage.bytes.subarray(SECTOR_SIZE));
  target.write(0, withPartitions(bootImage.bytes, [layout.boot, layout.root]));
  yield plan.bytesToWrite;
}
