import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync, readFileSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import { GPT_TYPE, readGpt } from '../../../src/formats/gpt/index.js';
import { bytesAccess, type RandomAccess } from '../../../src/formats/random-access.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';
import { makeDisk } from './disks.js';

const SECTOR = 512;

/** Reads a sound disk of which some bytes were overwritten. Negative places count from the end. */
function readDamaged(...places: readonly number[]) {
  const { disk, table } = makeDisk();
  for (const place of places) disk.bytes[place < 0 ? table.size + place : place]! ^= 0xff;
  return { table, gpt: readGpt(disk.access) };
}

describe('formats/gpt reader', () => {
  const folder = useTemporaryFolder();

  it('reads the table that sgdisk makes', () => {
    const file = `${folder()}/disk`;
    writeFileSync(file, '');
    truncateSync(file, 16 * MIB);
    const partition = ['-n', '1:2048:+4M', '-t', '1:ef00', '-c', '1:boot', '-n', '3:0:0', '-t', '3:8304'];
    execFileSync('sgdisk', [...partition, file], { stdio: 'ignore' });
    const gpt = readGpt(bytesAccess(readFileSync(file)));
    assert.deepEqual(gpt.problems, []);
    assert.deepEqual(
      gpt.partitions.map(({ type, name, offset }) => ({ type, name, offset })),
      [
        { type: GPT_TYPE.efiSystem, name: 'boot', offset: MIB },
        { type: GPT_TYPE.linuxRootX64, name: '', offset: 5 * MIB },
      ],
    );
  });

  const damages: readonly (readonly [string, readonly number[], RegExp])[] = [
    ['the header', [SECTOR + 60], /^first copy: GPT header: its checksum is wrong$/],
    ['the signature', [SECTOR], /^first copy: GPT header: there is none$/],
    ['an entry', [2 * SECTOR + 3], /^first copy: GPT: the checksum of the entries is wrong$/],
    ['the second header', [-SECTOR + 60], /^second copy: GPT header: its checksum is wrong$/],
    ['the second entries', [-33 * SECTOR], /^second copy: GPT: the checksum of the entries is wrong$/],
    ['the boot sector', [510], /^boot sector: does not end in 55 AA$/],
    ['what protects the table', [0x1c2], /^boot sector: it does not protect/],
  ];
  for (const [what, places, problem] of damages) {
    it(`knows the partitions in spite of damage to ${what}, and tells it`, () => {
      const { table, gpt } = readDamaged(...places);
      assert.deepEqual(gpt.partitions, table.partitions);
      assert.equal(gpt.problems.length, 1, gpt.problems.join('; '));
      assert.match(gpt.problems[0]!, problem);
    });
  }

  it('tells that the disk has grown', () => {
    const { disk } = makeDisk();
    const grown = new Uint8Array(disk.bytes.length + MIB);
    grown.set(disk.bytes);
    assert.deepEqual(readGpt(bytesAccess(grown)).problems, [
      'second copy: is not at the end of the disk, which has grown',
    ]);
  });

  it('refuses the table of a disk that was cut off', () => {
    const { disk } = makeDisk();
    assert.throws(
      () => readGpt(bytesAccess(disk.bytes.subarray(0, 4 * MIB))),
      (error) => hasErrorCode(error, 'format-corrupt') && error.message === 'GPT: the table is of a larger disk',
    );
  });

  it('tells that the copies differ', () => {
    const { disk } = makeDisk();
    const { table } = makeDisk();
    const other = makeDisk({ partitions: table.partitions.slice(0, 1) }).disk;
    disk.write(table.size - 33 * SECTOR, other.bytes.subarray(table.size - 33 * SECTOR));
    assert.deepEqual(readGpt(disk.access).problems, ['second copy: differs from the first']);
  });

  it('says what is wrong with both copies when neither can be used', () => {
    assert.throws(
      () => readDamaged(SECTOR + 60, -SECTOR),
      (error) => {
        assert.ok(hasErrorCode(error, 'format-corrupt'));
        assert.equal(error.message, 'GPT header: its checksum is wrong');
        assert.equal((error.details['problems'] as string[]).length, 2);
        return true;
      },
    );
  });

  it('reports every damage as such', () => {
    const { disk } = makeDisk();
    // The two copies next to each other: a short disk of which most bytes count.
    const ends = [disk.bytes.slice(0, 34 * SECTOR), disk.bytes.slice(-33 * SECTOR)];
    const shrunk = Uint8Array.from([...ends[0]!, ...ends[1]!]);
    const placed = (bytes: Uint8Array): RandomAccess => ({
      size: disk.bytes.length,
      read: (position, length) =>
        bytes
          .subarray(position < 34 * SECTOR ? position : position - disk.bytes.length + shrunk.length)
          .subarray(0, length),
    });
    let problems = 0;
    assertDamageIsReported(shrunk, (bytes) => {
      const before = problems;
      problems += readGpt(placed(bytes)).problems.length;
      if (problems > before) throw new OpsError('format-corrupt', 'damage that was told');
    });
    assertNoiseIsReported((bytes) => readGpt(bytesAccess(bytes)));
  });
});
