import { OpsError } from '../../core/errors.js';
import { formatSize, suggestSize } from '../../core/size.js';
import type { Uuid } from '../../core/uuid.js';
import type { GptPartition } from './partition-entry.js';
import { GPT_ALIGNMENT, type GptOptions, usablePart } from './plan.js';

/** A partition that wants a place. */
export interface PartitionRequest {
  readonly type: Uuid;
  readonly guid: Uuid;
  readonly name: string;
  /** Bytes: rounded up to whole MiB. */
  readonly size: number;
}

export interface DiskLayoutOptions extends Pick<GptOptions, 'diskGuid' | 'sectorSize'> {
  /** Bytes of the disk. Default: the smallest that holds the partitions, a whole number of MiB. */
  readonly size?: number;
  /** In the order of the disk. The last gets all that is left. */
  readonly partitions: readonly PartitionRequest[];
}

/**
 * Lays partitions out one after the other on a disk, each at a whole MiB, for `planGpt`. Write each file system through
 * `targetWindow` of its partition, which is an extent.
 *
 * @throws OpsError `volume-too-small` with details `{ needed }` when the disk does not hold them
 * @example
 * const options = layOutDisk({ diskGuid, partitions: [esp, root] });
 * writeGpt(planGpt(options), target);
 * const [espPart, rootPart] = options.partitions.map((partition) => targetWindow(target, partition));
 */
export function layOutDisk({ size, partitions, ...options }: DiskLayoutOptions): GptOptions {
  const ends = partitionEnds(partitions);
  const needed = alignUp((ends.at(-1) ?? GPT_ALIGNMENT) + 1);
  const diskSize = size ?? needed;
  const usableEnd = alignDown(usablePart(diskSize, options.sectorSize ?? 512).end);
  if (usableEnd < (ends.at(-1) ?? 0)) throw tooSmall(diskSize, needed);
  const placed = partitions.map(({ type, guid, name }, index): GptPartition => {
    const offset = ends[index - 1] ?? GPT_ALIGNMENT;
    const end = index === partitions.length - 1 ? usableEnd : (ends[index] ?? offset);
    return { type, guid, name, offset, size: end - offset };
  });
  return { ...options, size: diskSize, partitions: placed };
}

function partitionEnds(partitions: readonly PartitionRequest[]): number[] {
  let end = GPT_ALIGNMENT;
  return partitions.map(({ size }) => (end += Math.max(alignUp(size), GPT_ALIGNMENT)));
}

function alignUp(position: number): number {
  return Math.ceil(position / GPT_ALIGNMENT) * GPT_ALIGNMENT;
}

function alignDown(position: number): number {
  return Math.floor(position / GPT_ALIGNMENT) * GPT_ALIGNMENT;
}

function tooSmall(size: number, needed: number): OpsError {
  const reason = `${formatSize(size)} is too small for the partitions: they need ${formatSize(needed)}`;
  return new OpsError('volume-too-small', `disk: ${reason}`, {
    hint: `a size of ${suggestSize(needed)} is enough`,
    details: { needed },
  });
}
