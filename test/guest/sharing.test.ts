import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { assertClean } from '../oracles/e2fsprogs.js';
import { useOps } from '../oracles/ops.js';

describe('guest: volumes of several guests', function () {
  this.timeout(60_000);
  const ops = useOps();
  const mount = (volume: string, ...more: readonly string[]) => ['--mounts', volume, ...more];

  it('are read by two at once, and written by none of them', async () => {
    ops.write('content/word', 'shared');
    const image = await ops.createVolume('common', '-d', ops.file('content'));
    const steps = ['read:/data/word', 'write:/data/word=x', 'signal:15', 'exit:7'];
    const guests = ['first', 'second'].map((name) => ops.startSteps(mount('common:/data:ro', '-i', name), steps));
    await Promise.all(guests.map((guest) => guest.waitFor(/signal:15 waits/)));
    for (const { output } of guests) assert.match(output, /read:\/data\/word shared\nwrite:\/data\/word Read-only/);

    const refused = await ops.startSteps(mount('common:/data'), []).expect(5);
    assert.match(refused.stderr, /volume common: instance (first|second) holds it read-only at \/data\n.*:ro/);
    const kept = await ops.run('volume', 'delete', 'common', '-y');
    assert.equal(kept.code, 5);
    assert.match(kept.stderr, /common.*(first|second)/);
    assert.ok(existsSync(image));

    for (const guest of guests) guest.kill('SIGTERM');
    await Promise.all(guests.map((guest) => guest.expect(7)));
    assertClean(image);
    await ops.ok('volume', 'delete', 'common', '-y');
    assert.ok(!existsSync(image));
  });

  it('are held by the one that writes', async () => {
    const image = await ops.createVolume('mine', '-s', '16m');
    const writer = ops.startSteps(mount('mine:/data', '-i', 'writer'), ['write:/data/x=kept', 'signal:15']);
    await writer.waitFor(/signal:15 waits/);
    for (const wanted of ['mine:/data', 'mine:/data:ro']) {
      const refused = await ops.startSteps(mount(wanted), []).expect(5);
      assert.match(refused.stderr, /volume mine: instance writer holds it read-write at \/data/);
    }
    assert.equal(ops.instances().length, 1);
    const listed = JSON.parse(await ops.ok('volume', 'list', '-j')) as { attachedTo: { instance: string }[] }[];
    assert.deepEqual(
      listed.map(({ attachedTo }) => attachedTo.map(({ instance }) => instance)),
      [['writer']],
    );
    const kept = await ops.run('volume', 'delete', 'mine', '-y');
    assert.equal(kept.code, 5);
    assert.match(kept.stderr, /mine.*writer/);
    writer.kill('SIGTERM');
    await writer.expect(0);
    assertClean(image);
    assert.deepEqual(await ops.steps(mount('mine:/data:ro'), ['read:/data/x']), ['read:/data/x kept']);
  });
});
