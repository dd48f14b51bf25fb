import { OpsError } from '../../core/errors.js';
import type { Uuid } from '../../core/uuid.js';
import { compareBytes } from '../binary/bytes.js';
import { MBR_SIZE, MBR_TYPE, readMbr } from '../mbr/index.js';
import type { RandomAccess } from '../random-access.js';
import { guidFromBytes } from './guid.js';
import { isHeader } from './header.js';
import type { GptPartition } from './partition-entry.js';
import { SECTOR_SIZES } from './plan.js';
import { type GptCopy, readCopy } from './read-copy.js';

/** What a disk says of its partitions. */
export interface Gpt {
  readonly diskGuid: Uuid;
  /** Bytes. */
  readonly sectorSize: number;
  /** By position in the table; unused entries are left out. */
  readonly partitions: readonly GptPartition[];
  /** What is wrong with the disk though its partitions are known, one sentence each. Empty: nothing is. */
  readonly problems: readonly string[];
}

/**
 * Reads both copies of a table and takes the first that is sound.
 *
 * @throws OpsError `format-corrupt` and `format-unsupported` when neither copy can be used, saying why of the first one
 * and of both in `details.problems`
 */
export function readGpt(disk: RandomAccess): Gpt {
  const sectorSize = findSectorSize(disk);
  const lastSector = Math.floor(disk.size / sectorSize) - 1;
  const first = attempt(() => readCopy(disk, 1, sectorSize));
  const second = attempt(() => readCopy(disk, first.copy?.header.other ?? lastSector, sectorSize));
  const copies = [...describe('first', first), ...describe('second', second)];
  const sound = first.copy ?? second.copy;
  if (!sound) {
    const { code, message } = first.failure ?? new OpsError('format-corrupt', 'GPT: there is none');
    throw new OpsError(code, message, { details: { problems: copies } });
  }
  return {
    diskGuid: guidFromBytes(sound.header.diskGuid),
    sectorSize,
    partitions: sound.partitions,
    problems: [...judgeBootSector(disk), ...copies, ...compareCopies(first.copy, second.copy, lastSector)],
  };
}

/** What was read, or why it was not. */
interface Attempt<Copy> {
  readonly copy?: Copy;
  readonly failure?: OpsError;
}

function attempt<Copy>(read: () => Copy): Attempt<Copy> {
  try {
    return { copy: read() };
  } catch (error) {
    if (error instanceof OpsError) return { failure: error };
    throw error;
  }
}

/** The size with which there is a header in its place at either end. */
function findSectorSize(disk: RandomAccess): number {
  const fits = (size: number) => [size, disk.size - size].some((at) => at > 0 && isHeader(disk.read(at, size)));
  return SECTOR_SIZES.find(fits) ?? 512;
}

function describe(which: string, { failure }: Attempt<GptCopy>): string[] {
  return failure ? [`${which} copy: ${failure.message}`] : [];
}

function judgeBootSector(disk: RandomAccess): string[] {
  const { copy, failure } = attempt(() => readMbr(disk.read(0, MBR_SIZE)));
  if (failure) return [failure.message];
  return copy?.some((partition) => partition?.type === MBR_TYPE.protective)
    ? []
    : ['boot sector: it does not protect the table from programs that do not know it'];
}

function compareCopies(first: GptCopy | undefined, second: GptCopy | undefined, lastSector: number): string[] {
  if (!first || !second) return [];
  const problems: string[] = [];
  if (first.header.other !== lastSector) problems.push('second copy: is not at the end of the disk, which has grown');
  if (second.header.other !== 1) problems.push(`second copy: looks for the first in sector ${second.header.other}`);
  const isSame =
    first.header.entriesCrc === second.header.entriesCrc &&
    compareBytes(first.header.diskGuid, second.header.diskGuid) === 0;
  if (!isSame) problems.push('second copy: differs from the first');
  return problems;
}
