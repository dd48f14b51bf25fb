import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import {
  encodeMbr,
  MBR_SIZE,
  MBR_TYPE,
  type MbrPartition,
  protectiveMbr,
  readMbr,
  readRegionRecord,
  replacePartitions,
} from '../../../src/formats/mbr/index.js';
import { tellTable, verifyTable } from '../../oracles/partition-tools.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { assertDamageIsReported } from '../damage.js';
import { MemoryDisk } from '../memory-disk.js';

const CHS = { first: new Uint8Array(3), last: new Uint8Array(3) };

/** The layout of a Nanos image that starts by UEFI, by its sectors. */
const NANOS: readonly MbrPartition[] = [
  { type: MBR_TYPE.efiSystem, start: 0x67, sectors: 0x10800, active: false, chs: CHS },
  { type: MBR_TYPE.linux, start: 0x10867, sectors: 0x6000, active: true, chs: CHS },
  { type: MBR_TYPE.linux, start: 0x16867, sectors: 0x1800, active: false, chs: CHS },
];

/** A boot sector full of what must stay: code, the record of a loader of 48128 bytes, and an old table. */
function bootSector(): Uint8Array {
  const sector = Uint8Array.from({ length: MBR_SIZE }, (_, index) => index % 251);
  sector.set([0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0xbc, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0], 0x1aa);
  sector.set([0x55, 0xaa], 0x1fe);
  return sector;
}

describe('formats/mbr', () => {
  const folder = useTemporaryFolder();

  it('writes a table that sfdisk reads and finds nothing wrong with', () => {
    const disk = new MemoryDisk(64 * MIB);
    disk.write(0, encodeMbr(NANOS));
    const file = disk.saveTo(`${folder()}/disk`);
    const { label, partitions } = tellTable(file);
    assert.equal(label, 'dos');
    assert.deepEqual(
      partitions?.map(({ start, size, type, bootable = false }) => [start, size, type, bootable]),
      NANOS.map(({ start, sectors, type, active }) => [start, sectors, type.toString(16), active]),
    );
    assert.match(verifyTable(file), /No errors detected/);
  });

  it('reads back what it wrote, each partition in its place', () => {
    const table = [undefined, NANOS[0], undefined, NANOS[1]];
    assert.deepEqual(readMbr(encodeMbr(table)), table);
  });

  it('changes bytes 0x1BE to 0x1FD of a boot sector and no other', () => {
    const before = bootSector();
    const after = replacePartitions(before, NANOS.slice(0, 1));
    assert.deepEqual(before, bootSector());
    assert.deepEqual(after.subarray(0, 0x1be), before.subarray(0, 0x1be));
    assert.deepEqual(after.subarray(0x1fe), before.subarray(0x1fe));
    assert.equal(Buffer.from(after.subarray(0x1be, 0x1ce)).toString('hex'), '00000000ef0000006700000000080100');
    assert.ok(after.subarray(0x1ce, 0x1fe).every((byte) => byte === 0));
    assert.deepEqual(readRegionRecord(after), { address: 0x8000, length: 48128 });
  });

  it('knows a boot sector without the record of Nanos', () => {
    assert.equal(readRegionRecord(encodeMbr([])), undefined);
  });

  it('holds partitions up to 2 TiB and refuses those behind', () => {
    const last = { type: MBR_TYPE.linux, start: 2 ** 32 - 2048, sectors: 2048, active: false, chs: CHS };
    assert.deepEqual(readMbr(encodeMbr([last]))[0], last);
    const refused: readonly (readonly MbrPartition[])[] = [
      [{ ...last, sectors: 2049 }],
      [{ ...last, start: 2 ** 32, sectors: 1 }],
      [{ ...last, start: 0, sectors: 1 }],
      [{ ...last, sectors: 0 }],
      [{ ...last, type: 0 }],
      [last, { ...last, start: last.start - 1, sectors: 2 }],
      [1, 2, 3, 4, 5].map((start) => ({ type: MBR_TYPE.linux, start, sectors: 1 })),
    ];
    for (const partitions of refused) {
      assert.throws(
        () => encodeMbr(partitions),
        (error) => hasErrorCode(error, 'format-limit'),
        JSON.stringify(partitions),
      );
    }
  });

  it('protects a table from programs that do not know it, whatever the size of the disk', () => {
    const entryOf = (sectors: number) => readMbr(protectiveMbr(sectors))[0];
    assert.deepEqual(entryOf(2048), {
      type: 0xee,
      start: 1,
      sectors: 2047,
      active: false,
      chs: { first: Uint8Array.of(0, 2, 0), last: Uint8Array.of(255, 255, 255) },
    });
    assert.equal(entryOf(2 ** 40)?.sectors, 2 ** 32 - 1);
  });

  it('reports what is no boot sector', () => {
    assertDamageIsReported(bootSector(), (bytes) => [readMbr(bytes), readRegionRecord(bytes)]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 511 }), (bytes) => {
        for (const read of [readMbr, readRegionRecord, (sector: Uint8Array) => replacePartitions(sector, [])]) {
          assert.throws(
            () => read(bytes),
            (error) => hasErrorCode(error, 'format-corrupt'),
          );
        }
      }),
      { endOnFailure: true },
    );
  });
});
