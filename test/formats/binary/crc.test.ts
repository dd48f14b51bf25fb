import assert from 'node:assert/strict';
import { crc16 } from '../../../src/formats/binary/crc16.js';
import { crc32Msb } from '../../../src/formats/binary/crc32-msb.js';

const CHECK = new TextEncoder().encode('123456789');

/** Check values from Greg Cook's catalogue of parametrised CRC algorithms. */
describe('formats/binary CRCs', () => {
  it('are CRC-16/ARC, and CRC-16/MODBUS from its other seed', () => {
    assert.equal(crc16(0, CHECK), 0xbb3d);
    assert.equal(crc16(0xffff, CHECK), 0x4b37);
  });

  it('are CRC-32/MPEG-2', () => {
    assert.equal(crc32Msb(0xffffffff, CHECK), 0x0376e6e7);
  });

  it('go on where they stopped', () => {
    for (let split = 0; split <= CHECK.length; split++) {
      const [head, tail] = [CHECK.subarray(0, split), CHECK.subarray(split)];
      assert.equal(crc16(crc16(0, head), tail), 0xbb3d);
      assert.equal(crc32Msb(crc32Msb(0xffffffff, head), tail), 0x0376e6e7);
    }
  });
});
