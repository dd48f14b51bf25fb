import { viewOf } from '../binary/bytes.js';
import { protectiveMbr } from '../mbr/index.js';
import type { ByteTarget } from '../tree.js';
import { crc32 } from '../xz/crc32.js';
import { guidToBytes } from './guid.js';
import { encodeHeader, type GptHeader } from './header.js';
import { encodeEntry, ENTRY_COUNT, ENTRY_SIZE } from './partition-entry.js';
import type { GptPlan } from './plan.js';

/**
 * Writes the protective MBR and the first copy of the table at the start of the disk and the second at its end. What is
 * between them, the partitions, is left alone.
 */
export function writeGpt(plan: GptPlan, target: ByteTarget): void {
  const { size, sectorSize, usable } = plan;
  const entries = encodeEntries(plan);
  const last = size / sectorSize - 1;
  const table = describeTable(plan, entries);
  const first: GptHeader = { ...table, own: 1, other: last, entries: 2 };
  const second: GptHeader = { ...table, own: last, other: 1, entries: usable.end / sectorSize };

  target.write(0, protectiveMbr(size / sectorSize));
  target.write(first.own * sectorSize, encodeHeader(first, sectorSize));
  target.write(first.entries * sectorSize, entries);
  target.write(second.entries * sectorSize, entries);
  target.write(second.own * sectorSize, encodeHeader(second, sectorSize));
}

function encodeEntries({ partitions, sectorSize }: GptPlan): Uint8Array {
  const entries = new Uint8Array(ENTRY_COUNT * ENTRY_SIZE);
  const view = viewOf(entries);
  for (const [index, partition] of partitions.entries()) encodeEntry(view, index * ENTRY_SIZE, partition, sectorSize);
  return entries;
}

function describeTable({ diskGuid, usable, sectorSize }: GptPlan, entries: Uint8Array) {
  return {
    firstUsable: usable.start / sectorSize,
    lastUsable: usable.end / sectorSize - 1,
    diskGuid: guidToBytes(diskGuid),
    entryCount: ENTRY_COUNT,
    entrySize: ENTRY_SIZE,
    entriesCrc: crc32(entries),
  };
}
