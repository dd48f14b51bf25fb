import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { MIB } from '../../../src/core/size.js';
import { planFat, writeFat } from '../../../src/formats/fat/index.js';
import { layOutDisk, planGpt, writeGpt } from '../../../src/formats/gpt/index.js';
import { encodeMbr, MBR_TYPE } from '../../../src/formats/mbr/index.js';
import type { ByteTarget } from '../../../src/formats/tree.js';
import { type Extent, targetWindow } from '../../../src/formats/window.js';
import { bootWithFirmware, efiProgram } from '../../oracles/efi-program.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { CREATED, directory, file, SOURCE } from '../ext4/trees.js';
import { DISK_GUID, ESP, ROOT } from './disks.js';

const STATUS = 42;
const BOOT_SECONDS = 120;
const DISK_SIZE = 80 * MIB;

/** Puts the table of a disk on it, and says where its EFI system partition is. */
type Partitioning = (disk: ByteTarget, espSize: number) => Extent;

const withGpt: Partitioning = (disk, espSize) => {
  const layout = layOutDisk({ diskGuid: DISK_GUID, partitions: [{ ...ESP, size: espSize }, ROOT], size: DISK_SIZE });
  writeGpt(planGpt(layout), disk);
  return layout.partitions[0]!;
};

const withMbr: Partitioning = (disk, espSize) => {
  const start = 0x67;
  disk.write(0, encodeMbr([{ type: MBR_TYPE.efiSystem, start, sectors: espSize / 512 }]));
  return { offset: start * 512, size: espSize };
};

/** Writes a disk whose EFI system partition holds a program where firmware looks for one. */
function makeBootDisk(image: string, partition: Partitioning, espSize: number): void {
  const tree = directory({ EFI: directory({ Boot: directory({ 'bootx64.efi': file(efiProgram(STATUS)) }) }) });
  const descriptor = openSync(image, 'w');
  try {
    ftruncateSync(descriptor, DISK_SIZE);
    const disk: ByteTarget = { write: (position, bytes) => writeSync(descriptor, bytes, 0, bytes.length, position) };
    const esp = partition(disk, espSize);
    const plan = planFat(tree, { size: esp.size, serial: 1, created: CREATED });
    const steps = writeFat(plan, SOURCE, targetWindow(disk, esp));
    while (!steps.next().done);
  } finally {
    closeSync(descriptor);
  }
}

describe('a disk with an EFI system partition', function () {
  this.timeout((BOOT_SECONDS + 10) * 1000);
  const folder = useTemporaryFolder();

  for (const [what, partition, espSize] of [
    ['FAT16 and a GUID partition table', withGpt, 4 * MIB],
    ['FAT32 and a GUID partition table', withGpt, 64 * MIB],
    ['FAT32 and a master boot record', withMbr, 33 * MIB],
  ] as const) {
    it(`is booted by firmware: ${what}`, () => {
      const image = `${folder()}/disk`;
      makeBootDisk(image, partition, espSize);
      assert.equal(bootWithFirmware(image, BOOT_SECONDS), STATUS);
    });
  }
});
