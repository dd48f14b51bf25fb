import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { parseSize } from '../../src/core/size.js';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';
import type { OpsProcess } from '../oracles/ops-process.js';

describe('guest: a volume that a running guest writes', function () {
  this.timeout(60_000);
  const ops = useOps();

  const startWriting = async (volume: string): Promise<OpsProcess> => {
    const program = ops.program('write-unsynced');
    const guest = ops.start('run', '--no-accel', program, '--mounts', `${volume}:/data`, '-i', 'web1', '--', '/data');
    await guest.waitFor(/^30\n/m);
    return guest;
  };
  /** The number of the last file that the program has finished. */
  const lastNumber = ({ output }: OpsProcess): number => Number(output.split('\n').at(-2));
  const stop = async (guest: OpsProcess): Promise<void> => {
    guest.kill('SIGTERM');
    await guest.expect(0);
  };
  const assertHasAll = (image: string, last: number): void => {
    assertClean(image);
    const names = new Set(debugfs(image, 'ls -p /').match(/\b\d{8}\b/g));
    for (let number = 0; number <= last; number++) assert.ok(names.has(String(number).padStart(8, '0')), `${number}`);
    const name = String(last).padStart(8, '0');
    assert.equal(debugfs(image, `cat /${name}`), `${last}\n`);
  };

  it('grows under it', async () => {
    const image = await ops.createVolume('data', '-s', '16m');
    const guest = await startWriting('data');
    const resized = await ops.start('volume', 'resize', 'data', '96m').expect(0);
    assert.match(resized.stderr, /^16 MiB to 96 MiB, /);
    const before = lastNumber(guest);
    assert.equal(statSync(image).size, parseSize('96m'));
    await ops.ok('volume', 'resize', 'data', '96m');
    const refused = await ops.start('volume', 'resize', 'data', '64m').expect(5);
    assert.match(refused.stderr, /data: has 96 MiB, .*web1.* only grows\n {2}.*ops volume detach web1 data/);
    assert.equal(statSync(image).size, parseSize('96m'));
    await guest.waitFor(new RegExp(`^${before + 20}$`, 'm'));
    await stop(guest);
    assertHasAll(image, lastNumber(guest));
    assert.match(debugfs(image, 'stats -h'), /Block count: +98304\n/);
  });
});
