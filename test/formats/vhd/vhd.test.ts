import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, MIB } from '../../../src/core/size.js';
import { parseUuid } from '../../../src/core/uuid.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { sectorsOf, specifiedGeometry } from '../../../src/formats/vhd/geometry.js';
import {
  azureDiskSize,
  decodeVhdFooter,
  encodeVhdFooter,
  MAXIMUM_VHD_SIZE,
  openVhd,
  VHD_FOOTER_SIZE,
} from '../../../src/formats/vhd/index.js';
import { qemuImg, virtualSize } from '../../oracles/qemu-img.js';
import { useTemporaryFolder } from '../../oracles/temporary-folder.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

const UUID = parseUuid('00112233-4455-6677-8899-aabbccddeeff');
const CREATED = 1_700_000_000;

function footerOf(size: number): Uint8Array {
  return encodeVhdFooter({ size, uuid: UUID, created: CREATED });
}

/** The field of a footer that says what a disk's geometry is. */
function geometryIn(footer: Uint8Array): readonly number[] {
  const view = new DataView(footer.buffer, footer.byteOffset);
  return [view.getUint16(56), view.getUint8(58), view.getUint8(59)];
}

describe('formats/vhd', () => {
  const folder = useTemporaryFolder();

  for (const size of [512, 3 * MIB, 20 * MIB]) {
    it(`makes a disk of ${size} bytes that QEMU takes for just that and reads the same`, () => {
      const raw = Buffer.alloc(size, 'every sector but a few has other bytes');
      writeFileSync(`${folder()}/raw`, raw);
      writeFileSync(`${folder()}/vhd`, Buffer.concat([raw, footerOf(size)]));
      assert.equal(virtualSize(`${folder()}/vhd`, 'vpc'), size);
      assert.match(
        qemuImg('compare', '-f', 'raw', '-F', 'vpc', `${folder()}/raw`, `${folder()}/vhd`),
        /Images are identical/,
      );
      qemuImg('convert', '-f', 'vpc', '-O', 'raw', `${folder()}/vhd`, `${folder()}/again`);
      assert.ok(readFileSync(`${folder()}/again`).equals(raw));
    });
  }

  for (const [option, size] of [
    ['force_size=on', 20 * MIB],
    ['force_size=off', 50 * MIB],
  ] as const) {
    it(`opens what QEMU makes with ${option}`, () => {
      qemuImg('create', '-q', '-f', 'vpc', '-o', `subformat=fixed,${option}`, `${folder()}/vhd`, String(size));
      const file = readFileSync(`${folder()}/vhd`);
      const { footer, content } = openVhd(bytesAccess(file));
      assert.equal(footer.size, file.length - VHD_FOOTER_SIZE);
      assert.equal(content.size, footer.size);
      assert.equal(virtualSize(`${folder()}/vhd`, 'vpc'), footer.size);
      assert.ok(Math.abs(footer.created - Date.now() / 1000) < 3600);
    });
  }

  it('computes the geometry of the specification, which QEMU has too', () => {
    for (const size of [3 * MIB, 20 * MIB, 100 * MIB, 600 * MIB, 5 * GIB]) {
      qemuImg('create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', `${folder()}/vhd`, String(size));
      // QEMU rounds the size up to what a geometry covers.
      const covered = virtualSize(`${folder()}/vhd`, 'vpc');
      const { cylinders, heads, sectorsPerTrack } = specifiedGeometry(covered / 512);
      const footer = readFileSync(`${folder()}/vhd`).subarray(0, VHD_FOOTER_SIZE);
      assert.deepEqual([cylinders, heads, sectorsPerTrack], geometryIn(footer), `${size}`);
    }
  });

  it('has a geometry that is the disk, or less than a track of cylinders less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 68, max: MAXIMUM_VHD_SIZE / 512 }), (sectors) => {
        const geometry = specifiedGeometry(sectors);
        const { cylinders, heads, sectorsPerTrack } = geometry;
        assert.ok(cylinders <= 65535 && heads <= 16 && sectorsPerTrack <= 255);
        const lost = Math.min(sectors, 65535 * 16 * 255) - sectorsOf(geometry);
        assert.ok(lost >= 0 && lost < heads * sectorsPerTrack, `${lost}`);
      }),
      { endOnFailure: true },
    );
  });

  it('says the geometry where it is exactly the disk, else the largest', () => {
    assert.deepEqual(geometryIn(footerOf(100 * 4 * 17 * 512)), [100, 4, 17]);
    assert.deepEqual(geometryIn(footerOf(20 * MIB)), [65535, 16, 255]);
  });

  it('reads back what it wrote', () => {
    const facts = fc.record({
      size: fc.integer({ min: 1, max: MAXIMUM_VHD_SIZE / 512 }).map((sectors) => sectors * 512),
      uuid: fc.uuid().map(parseUuid),
      created: fc.integer({ min: 946_684_800, max: 946_684_800 + 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(facts, (footer) => {
        assert.deepEqual(decodeVhdFooter(encodeVhdFooter(footer)), { ...footer });
      }),
      { endOnFailure: true },
    );
  });

  it('refuses what the format cannot hold', () => {
    for (const [size, created] of [
      [MIB + 1, CREATED],
      [0, CREATED],
      [MAXIMUM_VHD_SIZE + MIB, CREATED],
      [MIB, 0],
      [MIB, 946_684_800 + 2 ** 32],
    ] as const) {
      assert.throws(
        () => encodeVhdFooter({ size, uuid: UUID, created }),
        (error) => hasErrorCode(error, 'format-limit'),
      );
    }
  });

  it('rounds sizes up to what Azure takes', () => {
    assert.deepEqual([1, 20 * MIB, 20 * MIB + 1].map(azureDiskSize), [20 * MIB, 20 * MIB, 21 * MIB]);
  });

  it('reports damage, other kinds of disks and other sizes', () => {
    const disk = Buffer.concat([Buffer.alloc(1024), footerOf(1024)]);
    assertDamageIsReported(disk, (bytes) => openVhd(bytesAccess(bytes)));
    assertNoiseIsReported((bytes) => openVhd(bytesAccess(bytes)));
    qemuImg('create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', `${folder()}/vhd`, '20M');
    assert.throws(
      () => openVhd(bytesAccess(readFileSync(`${folder()}/vhd`))),
      (error) => hasErrorCode(error, 'format-unsupported'),
    );
  });
});
