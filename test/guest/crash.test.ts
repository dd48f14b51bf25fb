import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { isRunning } from '../../src/io/process-identity.js';
import { assertClean, checkImage } from '../oracles/e2fsprogs.js';
import { eventually, linesOf, useOps } from '../oracles/ops.js';
import type { OpsProcess } from '../oracles/ops-process.js';

describe('guest: sudden ends', function () {
  this.timeout(60_000);
  const ops = useOps();

  const startWriting = async (volume: string): Promise<OpsProcess> => {
    const program = ops.program('write-and-sync');
    const started = ops.start('run', '--no-accel', program, '--mounts', `${volume}:/data`, '--', '/data');
    await started.waitFor(/^60\n/m);
    return started;
  };
  /** The numbers that the program has printed in full lines. */
  const acknowledged = ({ output }: OpsProcess): number[] => output.split('\n').slice(0, -1).map(Number);

  const assertAllThere = async (volume: string, image: string, numbers: readonly number[]) => {
    assert.ok(numbers.length > 60, `${numbers.length} files were acknowledged`);
    const program = ops.program('list-tree');
    const listing = ops.start('run', '--no-accel', program, '--mounts', `${volume}:/data`, '--', '/data');
    const lines = linesOf(await listing.expect(0));
    const sizes = new Map(
      lines.map((line) => line.split(' ')).map(([path = '', , , , , , size]) => [path.slice(2), Number(size)]),
    );
    for (const number of numbers) {
      assert.equal(sizes.get(String(number).padStart(8, '0')), String(number).length + 1, `file ${number}`);
    }
    assertClean(image);
  };

  it('of QEMU, in the middle of writing, lose nothing that was acknowledged', async () => {
    const image = await ops.createVolume('killed', '-s', '64m');
    const started = await startWriting('killed');
    process.kill(ops.instances()[0]!.machine!.pid, 'SIGKILL');
    const { stderr } = await started.expect(1);
    assert.match(stderr, /the guest ended while the program ran/);
    assert.match(
      checkImage(image).complaints.join('\n'),
      /recovering journal|needs_recovery|skipping journal recovery/i,
    );
    await assertAllThere('killed', image, acknowledged(started));
  });

  it('of ops leave no QEMU, and the next command has the volume and removes what is left', async () => {
    const image = await ops.createVolume('orphan', '-s', '64m');
    const started = await startWriting('orphan');
    const [instance] = ops.instances();
    assert.ok(isRunning(instance!.machine!));
    started.kill('SIGKILL');
    await started.ended;
    await eventually('QEMU ends', () => !isRunning(instance!.machine!));
    assert.equal(ops.instances().length, 1);
    await assertAllThere('orphan', image, acknowledged(started));
    assert.deepEqual(
      readdirSync(ops.file('home/instances')).filter((name) => name.includes(instance!.id)),
      [],
    );
  });
});
