import assert from 'node:assert/strict';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { useOpsHome } from '../../ops-home.js';

describe('ops volume resize', () => {
  const at = useOpsHome();
  const size = async () => (await at.json<VolumeInfo>('volume info data')).size;

  beforeEach(async () => {
    await at.json('volume create data -s 8m');
  });

  it('says from what to what', async () => {
    const { code, stderr } = await at.ops('volume resize data 20m');
    assert.equal(code, 0);
    assert.match(stderr, /^8 MiB to 20 MiB, \d+ ms\n$/);
    assert.equal(await size(), 20 << 20);
  });

  it('rounds up to whole sectors', async () => {
    assert.equal((await at.ops('volume resize data 9000001')).code, 0);
    assert.equal(await size(), 9_000_448);
  });

  it('asks on a terminal before it shrinks one', async () => {
    const { code, stderr } = await at.ops('volume resize data 4m', { columns: 80, answer: 'n\n' });
    assert.equal(code, 1);
    assert.match(stderr, /Shrink volume data \(.*\) from 8 MiB to 4 MiB\? \[y\/N\]/);
    assert.equal(await size(), 8 << 20);
    assert.equal((await at.ops('volume resize data 4m', { columns: 80, answer: 'y\n' })).code, 0);
    assert.equal(await size(), 4 << 20);
  });
});
