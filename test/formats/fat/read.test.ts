import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import { openFat, planFat } from '../../../src/formats/fat/index.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { copyIntoFat, makeFat, makeFatFolder } from '../../oracles/dosfstools.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';
import { directory, encode, file, pattern } from '../ext4/trees.js';
import { contentOf, makeVolume, OPTIONS, readAll, readFile, sorted } from './volumes.js';

const TREE = directory({
  EFI: directory({ BOOT: directory({ 'BOOTX64.EFI': file(pattern(5000)) }) }),
  'a name that is long enough for three slots.txt': file(pattern(100_000, 2)),
});

describe('formats/fat reader', () => {
  const folder = useTemporaryFolder();

  for (const [kibibytes, options, type] of [
    [16 * 1024, ['-F', '16'], 'FAT16'],
    [40 * 1024, ['-F', '32', '-s', '1'], 'FAT32'],
    [80 * 1024, ['-F', '16', '-S', '2048', '-s', '2', '-f', '1'], 'FAT16'],
  ] as const) {
    it(`reads what mkfs.fat ${options.join(' ')} and mtools make`, () => {
      const image = `${folder()}/volume`;
      const sample = `${folder()}/sample`;
      writeFileSync(sample, pattern(300_000, 4));
      makeFat(image, kibibytes, '-n', 'LABEL', '-i', 'cafe0123', ...options);
      makeFatFolder(image, 'Some Folder');
      copyIntoFat(image, sample, 'lower.txt');
      copyIntoFat(image, sample, 'UPPER.BIN');
      copyIntoFat(image, sample, 'Some Folder/Übung ☃ ç with a long name');
      const reader = openFat(bytesAccess(readFileSync(image)));
      assert.deepEqual([reader.type, reader.label, reader.serial], [type, 'LABEL', 0xcafe0123]);
      assert.deepEqual([...readAll(reader).keys()].toSorted(), [
        '/Some Folder',
        '/Some Folder/Übung ☃ ç with a long name',
        '/UPPER.BIN',
        '/lower.txt',
      ]);
      assert.deepEqual(readFile(reader, reader.find('some folder/ÜBUNG ☃ Ç with a long name')!), pattern(300_000, 4));
    });
  }

  it('finds files in letters of either case and knows what is not there', () => {
    const reader = openFat(makeVolume(TREE, { size: 3 * MIB }).access);
    assert.equal(reader.find('efi/boot/bootx64.efi')?.size, 5000);
    assert.equal(reader.find('')?.kind, 'directory');
    for (const path of ['EFI/BOOT/NONE', 'EFI/BOOT/BOOTX64.EFI/more', 'none/BOOT']) {
      assert.equal(reader.find(path), undefined, path);
    }
  });

  it('reads any part of a file, whatever was read before, also one in pieces all over the volume', () => {
    const disk = makeVolume(TREE, { size: 3 * MIB });
    const table = new DataView(disk.bytes.buffer, 512);
    const reader = openFat(disk.access);
    const entry = reader.list(reader.root).find(({ size }) => size === 100_000)!;
    // Two clusters change places: the chain and what is in them.
    const [one, other] = [entry.firstCluster + 3, entry.firstCluster + 50];
    const before = [one, other].map((cluster) => table.getUint16(cluster * 2, true));
    table.setUint16((one - 1) * 2, other, true);
    table.setUint16((other - 1) * 2, one, true);
    table.setUint16(one * 2, before[1]!, true);
    table.setUint16(other * 2, before[0]!, true);
    const start = findBytes(disk.bytes, pattern(100_000, 2));
    const positionOf = (cluster: number) => start + (cluster - entry.firstCluster) * 512;
    const [onePosition, otherPosition] = [positionOf(one), positionOf(other)];
    const content = disk.bytes.slice(onePosition, onePosition + 512);
    disk.bytes.copyWithin(onePosition, otherPosition, otherPosition + 512);
    disk.bytes.set(content, otherPosition);

    const fresh = openFat(disk.access);
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const into = new Uint8Array(to - from);
        fresh.read(entry, from, into);
        assert.deepEqual(into, pattern(100_000, 2).subarray(from, to));
      }),
      { endOnFailure: true },
    );
    assert.throws(() => {
      fresh.read(entry, 99_999, new Uint8Array(2));
    }, RangeError);
  });

  it('reports FAT12, and what only looks like a volume', () => {
    makeFat(`${folder()}/volume`, 1440, '-F', '12');
    assert.throws(
      () => openFat(bytesAccess(readFileSync(`${folder()}/volume`))),
      (error) => hasErrorCode(error, 'format-unsupported'),
    );
    assertNoiseIsReported((bytes) => openFat(bytesAccess(bytes)));
  });

  for (const [type, size] of [
    ['FAT16', 3 * MIB],
    ['FAT32', 34 * MIB],
  ] as const) {
    it(`ends and reports damage to boot sector, table and directories of ${type}`, () => {
      const { bytes } = makeVolume(TREE, { size });
      const { geometry } = planFat(TREE, { ...OPTIONS, size });
      assert.equal(geometry.type, type);
      const starts = [0, geometry.reservedSectors * 512, geometry.rootStart, geometry.dataStart];
      const parts = starts.map((start, index) => bytes.subarray(start, start + [90, 64, 256, 2048][index]!));
      const intact = Uint8Array.from(parts.flatMap((part) => [...part]));
      const place = (content: Uint8Array) => {
        let taken = 0;
        for (const part of parts) {
          part.fill(0).set(content.subarray(taken, taken + part.length));
          taken += part.length;
        }
      };
      assertDamageIsReported(intact, (damaged) => {
        place(damaged);
        readAll(openFat(bytesAccess(bytes)));
      });
      place(intact);
      assert.deepEqual(sorted(readAll(openFat(bytesAccess(bytes)))), sorted(contentOf(TREE)));
    });
  }

  const table = (volume: Uint8Array, cluster: number, next: number) => {
    new DataView(volume.buffer, 512).setUint16(cluster * 2, next, true);
  };
  const slotOf = (volume: Uint8Array) => volume.subarray(findBytes(volume, encode('BOOTX64 EFI'))).subarray(0, 32);
  const damages: readonly (readonly [string, (volume: Uint8Array) => unknown])[] = [
    [
      'a directory that goes in circles',
      (volume) => {
        table(volume, 2, 2);
      },
    ],
    [
      'a file that ends too early',
      (volume) => {
        table(volume, 6, 0xffff);
      },
    ],
    [
      'a free cluster in a file',
      (volume) => {
        table(volume, 6, 0);
      },
    ],
    [
      'a name that is a path',
      (volume) => {
        slotOf(volume).set(encode('A/../B'));
      },
    ],
    [
      'a file larger than the volume',
      (volume) => {
        slotOf(volume).fill(0xff, 28);
      },
    ],
  ];
  for (const [what, damage] of damages) {
    it(`reports ${what}`, () => {
      const { bytes } = makeVolume(TREE, { size: 3 * MIB });
      damage(bytes);
      assert.throws(
        () => readAll(openFat(bytesAccess(bytes))),
        (error) => hasErrorCode(error, 'format-corrupt'),
      );
    });
  }
});

function findBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  const position = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted);
  assert.ok(position >= 0);
  return position;
}
