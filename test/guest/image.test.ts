import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { assertClean } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';

describe('guest: images', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('run twice at once, each with a root of its own', async () => {
    const steps = ['read:/own', 'write:/own=written', 'read:/own', 'wait:/share/go', 'read:/own'];
    ops.write('share/ready', '');
    const flags = ['-i', 'pair', '--mounts', './share:/share:ro', '-e', 'COLOUR=blue', '--', 'variable:COLOUR'];
    const made = await ops.ok('image', 'create', '-j', ops.program('take-steps'), ...flags, ...steps);
    const { location } = JSON.parse(made) as { location: string };
    const before = readFileSync(location);

    const guests = [1, 2].map(() => ops.start('run', '--no-accel', 'pair'));
    await Promise.all(guests.map((guest) => guest.waitFor(/read:\/own written\n/)));
    assert.deepEqual(
      ops
        .instances()
        .map(({ name, image }) => [name, image])
        .sort(),
      [
        ['pair', 'pair'],
        ['pair-2', 'pair'],
      ],
    );
    const refused = await ops.run('image', 'delete', 'pair', '-y');
    assert.equal(refused.code, 5, refused.stderr);
    ops.write('share/go', '');
    for (const guest of guests) {
      assert.deepEqual((await guest.expect(0)).stdout.toString().trimEnd().split('\n'), [
        ...['variable:COLOUR blue', 'read:/own No such file or directory', 'write:/own ok', 'read:/own written'],
        ...['wait:/share/go ok', 'read:/own written'],
      ]);
    }
    assert.ok(readFileSync(location).equals(before), 'the image has changed');
    assertClean(location);
  });
});
