import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareReleases } from '../../../../src/guests/linux/kernels/release.js';

const ASCENDING = [
  '4.9.0-19-amd64',
  '5.10.0-9-amd64',
  '5.10.0-30-amd64',
  '6.1.0-9-amd64',
  '6.1.0-9-cloud-amd64',
  '6.1.0-10-amd64',
  '6.1.0-56-amd64',
  '6.12-rc1',
  '6.12-rc10',
  '6.12',
  '6.12.0-1-amd64',
  '6.12.9',
  '6.12.10+bpo-amd64',
  '6.13~rc7-amd64',
  '6.13-amd64',
];

const release = fc.stringMatching(/^[0-9]{1,3}\.[0-9a-c.~+-]{0,8}$/);

describe('guests/linux/kernels/release', () => {
  it('orders by age', () => {
    for (const [index, older] of ASCENDING.entries()) {
      assert.equal(compareReleases(older, older), 0);
      for (const newer of ASCENDING.slice(index + 1)) {
        assert.ok(compareReleases(older, newer) < 0, `${older} < ${newer}`);
        assert.ok(compareReleases(newer, older) > 0, `${newer} > ${older}`);
      }
    }
  });

  it('is an order', () => {
    fc.assert(
      fc.property(release, release, release, (a, b, c) => {
        assert.equal(Math.sign(compareReleases(a, b)), -Math.sign(compareReleases(b, a)) + 0);
        const [low = '', middle = '', high = ''] = [a, b, c].sort(compareReleases);
        assert.ok(compareReleases(low, middle) <= 0 && compareReleases(middle, high) <= 0);
        assert.ok(compareReleases(low, high) <= 0);
      }),
    );
  });
});
