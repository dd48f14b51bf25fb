import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { hasErrorCode, type ErrorCode } from '../../src/core/errors.js';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { useLiveInstances } from './live-instances.js';

const MOMENTS = 12;
const seed = Date.now() % 1_000_000;

/** More of the first steps than of the wait for a guest, in milliseconds. */
function momentsWithin(duration: number): number[] {
  const fractions = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: MOMENTS });
  return fractions.map((fraction) => Math.round(fraction ** 2 * duration));
}

async function unless(code: ErrorCode, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!hasErrorCode(error, code)) throw error;
  });
}

describe(`guest: commands that are killed (seed ${seed})`, function () {
  this.timeout(120_000);
  const live = useLiveInstances();
  let data = '';

  before(async function () {
    this.timeout(120_000);
    data = await live.createVolume('data', '-s', '16m');
    await live.createVolume('other', '-s', '16m');
    await live.createImage('steps', ['data:/data', 'other:/other']);
    await live.create('steps', 'web');
  });

  /** @returns how long it takes when it is not killed */
  const timed = async (...argv: string[]): Promise<number> => {
    const start = performance.now();
    await live.ok(...argv);
    return performance.now() - start;
  };
  const killAt = async (moment: number, ...argv: string[]): Promise<void> => {
    const command = live.start(...argv);
    await delay(moment);
    command.kill('SIGKILL');
    await command.ended;
  };
  const assertReleased = async (): Promise<void> => {
    assert.deepEqual((await live.facet.get('web')).volumes, []);
    assert.deepEqual(await live.disksOf('web'), []);
    assert.equal(await live.step('web', 'mounted /data'), 'nothing');
    assertClean(data);
  };
  /** Another command, about other things. */
  const nextCommand = async (): Promise<void> => {
    await live.attach('web', 'other');
    await live.detach('web', 'other');
  };
  const pidOf = async (name: string) => (await live.facet.get(name)).pid;

  it('leave no half attachment', async () => {
    const duration = await timed('volume', 'attach', 'web', 'data');
    await live.detach('web', 'data');
    for (const moment of momentsWithin(duration)) {
      await killAt(moment, 'volume', 'attach', 'web', 'data');
      await unless('volume-in-use', live.attach('web', 'data'));
      assert.equal(await live.step('web', 'mounted /data'), 'ext4 rw', `${moment} ms`);
      assert.equal((await live.disksOf('web')).length, 1);
      await live.detach('web', 'data');
      await assertReleased();
    }
  });

  it('leave no half detachment', async () => {
    await live.attach('web', 'data');
    const duration = await timed('volume', 'detach', 'web', 'data');
    for (const moment of momentsWithin(duration)) {
      await live.attach('web', 'data');
      await live.step('web', `write /data/moment ${moment}`);
      await killAt(moment, 'volume', 'detach', 'web', 'data');
      await unless('volume-not-attached', live.detach('web', 'data'));
      await assertReleased();
      assert.equal(debugfs(data, 'cat /moment'), String(moment));
    }
  });

  it('leave no half instance', async () => {
    const argv = ['instance', 'create', 'steps', '--instance-name', 'new', '--no-accel', '--attach', 'data'];
    const duration = await timed(...argv);
    await live.facet.delete('new', {});
    for (const moment of momentsWithin(duration)) {
      await killAt(moment, ...argv);
      await nextCommand();
      await unless('instance-not-found', live.facet.delete('new', {}));
      assert.deepEqual(live.machines(), [await pidOf('web')], `${moment} ms`);
      assert.deepEqual(live.instances().map(({ name }) => name), ['web']); // prettier-ignore
      await live.attach('web', 'data');
      await live.detach('web', 'data');
      await assertReleased();
    }
  });

  it('leave no half start', async () => {
    await live.create('steps', 'victim', ['data']);
    await live.facet.stop('victim', {}, {});
    const starting = await timed('instance', 'start', 'victim');
    await live.facet.stop('victim', {}, {});
    for (const moment of momentsWithin(starting)) {
      await killAt(moment, 'instance', 'start', 'victim');
      await nextCommand();
      const { status, pid } = await live.facet.get('victim');
      const machines = status === 'running' ? [await pidOf('web'), pid] : [await pidOf('web')];
      assert.deepEqual(live.machines().sort(), machines.sort(), `${moment} ms, ${status}`);
      await unless('instance-state', live.facet.stop('victim', {}, {}));
      await live.attach('web', 'data');
      await live.detach('web', 'data');
      await assertReleased();
    }
  });

  it('leave no half stop', async () => {
    await live.facet.start('victim', {});
    const stopping = await timed('instance', 'stop', 'victim');
    for (const moment of momentsWithin(stopping)) {
      await live.facet.start('victim', {});
      assert.equal(await live.step('victim', `write /data/moment ${moment}`), 'ok');
      await killAt(moment, 'instance', 'stop', 'victim');
      await unless('instance-state', live.facet.stop('victim', {}, {}));
      assert.equal((await live.facet.get('victim')).status, 'stopped', `${moment} ms`);
      assert.deepEqual(live.machines(), [await pidOf('web')]);
      assertClean(data);
      assert.equal(debugfs(data, 'cat /moment'), String(moment));
    }
    for (const name of ['victim', 'web']) await live.facet.delete(name, {});
  });
});
