import assert from 'node:assert/strict';
import { guestStatus } from '../../src/qemu/debug-exit.js';
import { renderDevice, renderOptions } from '../../src/qemu/options.js';

describe('options', () => {
  it('doubles commas in values, writes switches, leaves out what is undefined', () => {
    const options = { path: '/a,b,,c', readonly: true, wait: false, size: 0, romfile: '', id: undefined };
    assert.equal(renderOptions('local', options), 'local,path=/a,,b,,,,c,readonly=on,wait=off,size=0,romfile=');
    assert.equal(renderDevice({ driver: 'virtio-rng-pci' }), 'virtio-rng-pci');
  });
});

describe('debug exit', () => {
  it('gives the low seven bits that the guest wrote', () => {
    const written = [0, 1, 42, 127, 137];
    assert.deepEqual(
      written.map((value) => guestStatus(((value << 1) | 1) & 0xff)),
      [0, 1, 42, 127, 9],
    );
    assert.equal(guestStatus(0), undefined);
  });
});
