import assert from 'node:assert/strict';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { useOpsHome } from '../../ops-home.js';

describe('ops volume rename', () => {
  const at = useOpsHome();

  it('gives another name and label, and the same UUID', async () => {
    const { uuid } = await at.json<VolumeInfo>('volume create data -s 8m');
    const { code, stdout, stderr } = await at.ops('volume rename data other');
    assert.deepEqual([code, stdout, stderr], [0, `other  ${uuid}\n`, '']);
    const { name, label } = await at.json<VolumeInfo>(`volume info ${uuid}`);
    assert.deepEqual([name, label], ['other', 'other']);
  });

  it('refuses names that are taken, its own among them, and those that are none', async () => {
    await at.json('volume create data -s 2m');
    await at.json('volume create other -s 2m');
    for (const [name, expected] of [
      ['other', 5],
      ['data', 5],
      ['a:b', 2],
    ] as const) {
      assert.equal((await at.ops(`volume rename data ${name}`)).code, expected, name);
    }
    assert.deepEqual(
      (await at.json<VolumeInfo[]>('volume list')).map(({ label }) => label),
      ['data', 'other'],
    );
  });

  it('names the images that mount it by its old name', async () => {
    await at.json('volume create data -s 2m');
    await at.json('image create /bin/cat --mounts data:/srv');
    await at.json('image create /bin/ls');
    const { code, stderr } = await at.ops('volume rename data other');
    assert.deepEqual([code, stderr], [0, 'mounted by its old name still: image cat\n']);
  });
});
