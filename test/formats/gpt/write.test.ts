import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, MIB, TIB } from '../../../src/core/size.js';
import { parseUuid } from '../../../src/core/uuid.js';
import {
  GPT_TYPE,
  type GptPartition,
  guidFromBytes,
  guidToBytes,
  layOutDisk,
  planGpt,
  readGpt,
  writeGpt,
} from '../../../src/formats/gpt/index.js';
import { targetWindow } from '../../../src/formats/window.js';
import { listTable, tellTable, verifyGpt, verifyTable } from '../../oracles/partition-tools.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { DISK_GUID, ESP, guid, makeDisk, ROOT } from './disks.js';

describe('formats/gpt writer', () => {
  const folder = useTemporaryFolder();

  it('writes a table that sfdisk and sgdisk read and find nothing wrong with', () => {
    const { disk, table } = makeDisk();
    const file = disk.saveTo(`${folder()}/disk`);
    const { label, id, sectorsize, firstlba, lastlba, partitions } = tellTable(file);
    assert.deepEqual({ label, id, sectorsize }, { label: 'gpt', id: DISK_GUID.toUpperCase(), sectorsize: 512 });
    assert.deepEqual([firstlba, lastlba], [34, table.size / 512 - 34]);
    assert.deepEqual(
      partitions?.map(({ start, size, type, uuid, name }) => ({ start, size, type, uuid, name })),
      table.partitions.map(({ offset, size, type, name, guid: own }) => ({
        start: offset / 512,
        size: size / 512,
        type: type.toUpperCase(),
        uuid: own.toUpperCase(),
        name,
      })),
    );
    assert.match(verifyTable(file), /No errors detected/);
    assert.match(verifyGpt(file), /No problems found/);
  });

  it('writes a table for sectors of 4096 bytes that fdisk reads', () => {
    const { disk } = makeDisk({ sectorSize: 4096 });
    const list = listTable(disk.saveTo(`${folder()}/disk`), 4096);
    assert.match(list, /Disklabel type: gpt/);
    assert.match(list, / 256 +1023 +768 +3M EFI System/);
    assert.match(list, / 1024 +1535 +512 +2M Linux root \(x86-64\)/);
    assert.doesNotMatch(list, /corrupt|mismatch/i);
  });

  it('writes the same bytes for the same table', () => {
    assert.deepEqual(makeDisk().disk.bytes, makeDisk().disk.bytes);
  });

  it('leaves the partitions alone', () => {
    const { disk, table } = makeDisk();
    for (const part of table.partitions) targetWindow(disk, part).write(0, new Uint8Array(part.size).fill(7));
    writeGpt(planGpt(table), disk);
    assert.ok(disk.bytes.subarray(MIB, 6 * MIB).every((byte) => byte === 7));
  });

  it('has the numbers of a GUID little endian', () => {
    const bytes = guidToBytes(GPT_TYPE.efiSystem);
    assert.equal(Buffer.from(bytes).toString('hex'), '28732ac11ff8d211ba4b00a0c93ec93b');
    assert.equal(guidFromBytes(bytes), GPT_TYPE.efiSystem);
  });

  it('refuses tables that a disk cannot have', () => {
    const partition: GptPartition = { ...ESP, offset: MIB };
    const refused = [
      { size: 17 * 1024 },
      { size: 8 * MIB + 1 },
      { sectorSize: 1024 },
      { partitions: [{ ...partition, offset: 512 }] },
      { partitions: [{ ...partition, offset: 0 }] },
      { partitions: [{ ...partition, size: 7 * MIB }] },
      { partitions: [{ ...partition, size: 0 }] },
      { partitions: [{ ...partition, size: 1000 }] },
      { partitions: [{ ...partition, name: 'x'.repeat(37) }] },
      { partitions: [partition, { ...partition, guid: guid(3), offset: 3 * MIB }] },
      { partitions: [partition, { ...partition, offset: 5 * MIB }] },
      { partitions: Array.from({ length: 129 }, (_, seed) => ({ ...partition, guid: guid(seed) })) },
    ];
    for (const options of refused) {
      assert.throws(
        () => planGpt({ size: 8 * MIB, diskGuid: DISK_GUID, partitions: [], ...options }),
        (error) => hasErrorCode(error, 'format-limit'),
        JSON.stringify(options).slice(0, 200),
      );
    }
  });

  it('reads back any table that it takes', () => {
    const request = fc.record({
      type: fc.constantFrom(...Object.values(GPT_TYPE)),
      guid: fc.uuid().map(parseUuid),
      name: fc.string({ unit: 'binary', maxLength: 18 }).filter((name) => !name.includes('\0')),
      size: fc.integer({ min: 1, max: 4 * TIB }),
    });
    const requests = fc.uniqueArray(request, { selector: ({ guid: own }) => own, maxLength: 128 });
    fc.assert(
      fc.property(requests, fc.constantFrom(512, 4096), (partitions, sectorSize) => {
        const table = layOutDisk({ diskGuid: DISK_GUID, partitions, sectorSize });
        const written: { readonly position: number; readonly bytes: Uint8Array }[] = [];
        writeGpt(planGpt(table), { write: (position, bytes) => written.push({ position, bytes: bytes.slice() }) });
        const read = (position: number, length: number): Uint8Array => {
          const piece = written.findLast((one) => one.position <= position)!;
          return piece.bytes.slice(position - piece.position).subarray(0, length);
        };
        const { problems, ...gpt } = readGpt({ size: table.size, read });
        assert.deepEqual(gpt, { diskGuid: DISK_GUID, sectorSize, partitions: table.partitions });
        assert.deepEqual(problems, []);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

describe('formats/gpt disk layout', () => {
  it('puts partitions at whole MiB and takes the smallest disk that holds them', () => {
    const partitions = [{ ...ESP, size: 3 * MIB - 5 }, ROOT];
    const { size, partitions: placed } = layOutDisk({ diskGuid: DISK_GUID, partitions });
    assert.equal(size, 7 * MIB);
    assert.deepEqual(
      placed.map((part) => [part.offset, part.size]),
      [
        [MIB, 3 * MIB],
        [4 * MIB, 2 * MIB],
      ],
    );
  });

  it('gives the last partition what is left of a larger disk', () => {
    const { partitions } = layOutDisk({ diskGuid: DISK_GUID, partitions: [ESP, ROOT], size: GIB + 512 });
    assert.deepEqual([partitions[1]!.offset, partitions[1]!.size], [4 * MIB, GIB - 5 * MIB]);
  });

  it('says how large a disk must be', () => {
    const disk = { diskGuid: DISK_GUID, partitions: [ESP, ROOT] };
    assert.throws(
      () => layOutDisk({ ...disk, size: 6 * MIB }),
      (error) => hasErrorCode(error, 'volume-too-small') && error.details['needed'] === 7 * MIB,
    );
    assert.equal(layOutDisk({ ...disk, size: 7 * MIB }).partitions.length, 2);
  });
});
