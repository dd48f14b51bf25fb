import assert from 'node:assert/strict';
import fc from 'fast-check';
import { uuidFromBytes } from '../../src/core/uuid.js';
import { findVolumeOfNode, nodeName, volumeNodeName } from '../../src/qemu/node-name.js';

const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(uuidFromBytes);

describe('node name', () => {
  it('fits into the limits of QEMU for every volume, and reads back', () => {
    fc.assert(
      fc.property(uuid, (id) => {
        const name = volumeNodeName(id);
        assert.match(name, /^[a-z][a-zA-Z0-9._-]{0,30}$/);
        assert.equal(findVolumeOfNode(name), id);
      }),
    );
  });

  it('takes no other name for that of a volume', () => {
    const name = volumeNodeName(uuidFromBytes(new Uint8Array(16)));
    assert.equal(name, 'volume-AAAAAAAAAAAAAAAAAAAAAA');
    for (const other of ['root', '#block123', 'volume-', `${name}A`, name.slice(0, -1), name.replace(/A$/, 'B')]) {
      assert.equal(findVolumeOfNode(other), undefined, other);
    }
  });

  it('refuses what QEMU refuses', () => {
    assert.equal(nodeName('root'), 'root');
    for (const text of ['', '1vol', ' a', 'a b', 'a,b', 'ä', 'x'.repeat(32)]) {
      assert.throws(() => nodeName(text), RangeError);
    }
  });
});
