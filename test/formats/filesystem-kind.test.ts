import assert from 'node:assert/strict';
import { isBootSector } from '../../src/formats/boot-sector.js';
import { FILESYSTEM_HEAD_SIZE, filesystemKind } from '../../src/formats/filesystem-kind.js';
import { planExt4, writeExt4 } from '../../src/formats/ext4/index.js';
import { directory, OPTIONS, SOURCE } from './ext4/trees.js';
import { fixture, makeVolume, MIB } from './tfs/volumes.js';

function makeExt4(): Uint8Array {
  const image = new Uint8Array(MIB);
  const write = (position: number, bytes: Uint8Array): void => {
    image.set(bytes, position);
  };
  assert.ok([...writeExt4(planExt4(directory({}), { ...OPTIONS, size: MIB }), SOURCE, { write })].length > 0);
  return image;
}

describe('formats/filesystem-kind', () => {
  const kindOf = (image: Uint8Array): string | undefined => filesystemKind(image.subarray(0, FILESYSTEM_HEAD_SIZE));

  it('tells file systems apart by their marks', () => {
    assert.equal(kindOf(makeExt4()), 'ext4');
    for (const volume of [makeVolume(directory({})), fixture('ops-go-v4')]) assert.equal(kindOf(volume), 'tfs');
    assert.equal(kindOf(new Uint8Array(4096)), undefined);
    for (const length of [0, 5, 6, 1081]) assert.equal(kindOf(makeExt4().subarray(0, length)), undefined);
    assert.equal(kindOf(fixture('mkfs-c').subarray(0, 6)), 'tfs');
  });

  it('is not misled by what was there before', () => {
    // The log of an empty volume ends before the superblock of an ext4.
    const volume = makeExt4();
    volume.set(makeVolume(directory({})).subarray(0, 1024));
    assert.equal(kindOf(volume), 'tfs');
  });

  it('knows boot sectors', () => {
    const sector = new Uint8Array(512);
    assert.equal(isBootSector(sector), false);
    assert.equal(isBootSector(sector.subarray(0, 100)), false);
    sector.set([0x55, 0xaa], 510);
    assert.equal(isBootSector(sector), true);
  });
});
