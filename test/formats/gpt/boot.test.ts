import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { MIB } from '../../../src/core/size.js';
import { planFat, writeFat } from '../../../src/formats/fat/index.js';
import { layOutDisk, planGpt, writeGpt } from '../../../src/formats/gpt/index.js';
import type { ByteTarget } from '../../../src/formats/tree.js';
import { targetWindow } from '../../../src/formats/window.js';
import { bootWithFirmware, efiProgram } from '../../oracles/efi-program.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { CREATED, directory, file, SOURCE } from '../ext4/trees.js';
import { DISK_GUID, ESP, ROOT } from './disks.js';

const STATUS = 42;
const BOOT_SECONDS = 120;

/** Writes a disk whose EFI system partition holds a program under `name`, where firmware looks for one. */
function makeBootDisk(image: string, espSize: number, name: string): void {
  const layout = layOutDisk({ diskGuid: DISK_GUID, partitions: [{ ...ESP, size: espSize }, ROOT] });
  const tree = directory({ EFI: directory({ Boot: directory({ [name]: file(efiProgram(STATUS)) }) }) });
  const descriptor = openSync(image, 'w');
  try {
    ftruncateSync(descriptor, layout.size);
    const disk: ByteTarget = { write: (position, bytes) => writeSync(descriptor, bytes, 0, bytes.length, position) };
    writeGpt(planGpt(layout), disk);
    const [esp] = layout.partitions;
    assert.ok(esp);
    const plan = planFat(tree, { size: esp.size, serial: 1, created: CREATED });
    const steps = writeFat(plan, SOURCE, targetWindow(disk, esp));
    while (!steps.next().done);
  } finally {
    closeSync(descriptor);
  }
}

describe('a disk with a GUID partition table and an EFI system partition', function () {
  this.timeout((BOOT_SECONDS + 10) * 1000);
  const folder = useTemporaryFolder();

  for (const [type, espSize] of [
    ['FAT16', 4 * MIB],
    ['FAT32', 64 * MIB],
  ] as const) {
    it(`is booted by firmware, from ${type}`, () => {
      const image = `${folder()}/disk`;
      makeBootDisk(image, espSize, 'bootx64.efi');
      assert.equal(bootWithFirmware(image, BOOT_SECONDS), STATUS);
    });
  }
});
