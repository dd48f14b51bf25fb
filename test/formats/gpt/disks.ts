import { MIB } from '../../../src/core/size.js';
import { parseUuid, uuidFromRandom, type Uuid } from '../../../src/core/uuid.js';
import { GPT_TYPE, type GptOptions, layOutDisk, planGpt, writeGpt } from '../../../src/formats/gpt/index.js';
import { MemoryDisk } from '../memory-disk.js';

export const DISK_GUID = parseUuid('00112233-4455-6677-8899-aabbccddeeff');

export function guid(seed: number): Uuid {
  return uuidFromRandom(Uint8Array.from({ length: 16 }, (_, index) => (seed * 17 + index * 29) & 0xff));
}

export const ESP = { type: GPT_TYPE.efiSystem, guid: guid(1), name: 'EFI system', size: 3 * MIB };
export const ROOT = { type: GPT_TYPE.linuxRootX64, guid: guid(2), name: 'Wurzel-Übung', size: 2 * MIB };

/** A disk in memory with an EFI system partition and a root. */
export function makeDisk(options: Partial<GptOptions> = {}): { readonly disk: MemoryDisk; readonly table: GptOptions } {
  const table = { ...layOutDisk({ diskGuid: DISK_GUID, partitions: [ESP, ROOT] }), ...options };
  const disk = new MemoryDisk(table.size);
  writeGpt(planGpt(table), disk);
  return { disk, table };
}
