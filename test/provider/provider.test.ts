import assert from 'node:assert/strict';
import { requireFacet } from '../../src/provider/provider.js';
import type { VolumeFacet } from '../../src/provider/volumes.js';
import { opsError } from '../io/ops-error.js';

describe('provider', () => {
  it('has a facet, or says that it has none', () => {
    const volumes = {} as VolumeFacet;
    assert.equal(requireFacet({ name: 'aws', volumes }, 'volumes'), volumes);
    assert.throws(
      () => requireFacet({ name: 'aws', volumes }, 'images'),
      opsError('unsupported', 'provider aws has no images'),
    );
  });
});
