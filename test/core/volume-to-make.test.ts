import assert from 'node:assert/strict';
import { parseVolumeToMake } from '../../src/core/volume-to-make.js';
import { opsError } from '../io/ops-error.js';

describe('core/volume-to-make', () => {
  it('reads a path, and a size after it', () => {
    assert.deepEqual(parseVolumeToMake('/var//cache/'), { path: '/var/cache' });
    assert.deepEqual(parseVolumeToMake('/cache:2g'), { path: '/cache', size: 2 ** 31 });
  });

  it('refuses what is neither', () => {
    for (const text of ['', 'cache', '/', '/a/../b', 'data:/cache', ':2g']) {
      assert.throws(() => parseVolumeToMake(text), opsError('mount-invalid'), text);
    }
    for (const text of ['/cache:', '/cache:ro', '/cache:2g:ro', '/cache:0']) {
      assert.throws(() => parseVolumeToMake(text), opsError('size-invalid'), text);
    }
  });
});
