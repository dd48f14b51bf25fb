import assert from 'node:assert/strict';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { spawnOps } from '../cli/spawn-ops.js';
import { assertClean } from '../oracles/e2fsprogs.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const PER_NAME = 4;

describe('volumes/create-volume in a crowd', function () {
  this.timeout(120_000);
  const at = useOpsHome();

  it('lets one win of each name that 32 processes want at once', async () => {
    const wanted = Array.from({ length: PER_NAME }, () => NAMES).flat();
    const all = await Promise.all(
      wanted.map(async (name) => {
        const { code, stderr } = await spawnOps(at.home.directory, ['volume', 'create', name, '-s', '4m', '-q']).ended;
        if (code !== 0) assert.match(stderr, new RegExp(`^ops: volume create: volume ${name} exists already\\n`));
        return { name, code };
      }),
    );
    for (const name of NAMES) {
      const codes = all.filter((one) => one.name === name).map(({ code }) => code);
      assert.deepEqual(codes.sort(), [0, ...Array<number>(PER_NAME - 1).fill(5)], name);
    }
    const volumes = new VolumeStore(at.home.volumes).list();
    assert.deepEqual(volumes.map(({ name }) => name), NAMES); // prettier-ignore
    assert.equal(filesIn(at.home.volumes).length, NAMES.length);
    for (const { location } of volumes) assertClean(location);
  });
});
