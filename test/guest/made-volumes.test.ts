import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { linesOf } from '../oracles/ops.js';
import { useLiveInstances } from './live-instances.js';

const MOMENTS = 8;
const seed = Date.now() % 1_000_000;
const CREATE = ['instance', 'create', 'steps', '--instance-name', 'new', '--no-accel', '--volume', '/cache:16m'];
const RUN = ['run', 'steps', '--no-accel', '--volume', '/cache:16m', '--volume', '/data:16m'];

describe(`guest: volumes that are made for an instance (seed ${seed})`, function () {
  this.timeout(120_000);
  const live = useLiveInstances();
  const names = (): string[] => live.host.volumes.list().map(({ name }) => name);
  const locationOf = (name: string): string => live.host.volumes.get(name).location;
  /** All files but the lock, those that were begun included. */
  const files = (): string[] => readdirSync(live.file('home/volumes')).filter((name) => name !== '.lock');

  before(async () => {
    // An image is built of volumes that there are; this one is gone by the time of the instance.
    await live.createVolume('data', '-s', '8m');
    await live.createImage('steps', ['%1:/cache', 'data:/data']);
    await live.ok('volume', 'delete', 'data');
    await live.createVolume('mine', '-s', '8m');
  });

  it('are there for its program, and keep what that wrote over a stop and a start', async () => {
    const created = await live.create('steps', 'web', [], ['/cache:16m', '/data:16m']);
    assert.deepEqual(created.made.map(({ name }) => name), ['web-cache', 'data']); // prettier-ignore
    for (const path of ['/cache', '/data']) {
      assert.equal(await live.step('web', `mounted ${path}`), 'ext4 rw');
      assert.equal(await live.step('web', `write ${path}/note in ${path}`), 'ok');
    }
    await live.facet.stop('web', {}, {});
    assert.equal(debugfs(locationOf('web-cache'), 'cat /note'), 'in /cache');
    await live.facet.start('web', {});
    assert.equal(await live.step('web', 'read /cache/note'), 'in /cache');
    assert.equal(await live.step('web', 'read /data/note'), 'in /data');
    assert.deepEqual((await live.facet.get('web')).made, created.made);
  });

  it('stay when it is deleted, unless that is asked for, and then they alone go', async () => {
    const deleted = await live.run('instance', 'delete', 'web');
    assert.equal(deleted.code, 0);
    assert.match(deleted.stderr, /^its volumes web-cache data stay\n {2}ops volume delete web-cache data, or -v /);
    assert.deepEqual(names(), ['data', 'mine', 'web-cache']);
    assertClean(locationOf('web-cache'));
    await live.create('steps', 'web', ['data'], ['/cache:16m']);
    assert.equal(await live.step('web', 'read /data/note'), 'in /data');
    assert.deepEqual(names(), ['data', 'mine', 'web-cache', 'web-cache-2']);
    await live.ok('instance', 'delete', 'web', '-v');
    assert.deepEqual(names(), ['data', 'mine', 'web-cache']);
    await live.ok('volume', 'delete', 'data', 'web-cache');
  });

  it('stay with another instance that has one of them, and so does its own', async () => {
    await live.create('steps', 'one', [], ['/cache:16m']);
    await live.create('steps', 'two');
    await live.detach('one', '%1');
    await live.attach('two', '%1:one-cache');
    const refused = await live.run('instance', 'delete', 'one', '-v');
    assert.equal(refused.code, 5);
    assert.match(refused.stderr, /volume one-cache, made for one, is attached to two \(at \/cache\)\n/);
    assert.equal((await live.facet.get('one')).status, 'running');
    await live.detach('two', 'one-cache');
    for (const name of ['one', 'two']) await live.ok('instance', 'delete', name, '-v');
    assert.deepEqual(names(), ['mine']);
  });

  it('go with a create that fails, or is interrupted', async () => {
    const failed = await live.run(...CREATE, '--volume', '/data:100');
    assert.equal(failed.code, 2);
    assert.match(failed.stderr, /data: the file system needs .*\n {2}--volume \/data:1m\n/);
    const begun = live.start(...CREATE);
    while (!names().includes('new-cache') && !begun.hasEnded) await delay(10);
    begun.kill('SIGINT');
    assert.equal((await begun.ended).code, 130);
    assert.deepEqual([files().length, live.instances()], [1, []]);
  });

  it('go with the end of ops run, and are there until then', async () => {
    const steps = ['mounted:/scratch', 'write:/scratch/file=text', 'read:/scratch/file'];
    const started = live.startSteps(['--volume', '/scratch:16m'], steps);
    started.stdin.end();
    const ended = await started.expect(0);
    assert.deepEqual(linesOf(ended), ['mounted:/scratch ext4 rw', 'write:/scratch/file ok', 'read:/scratch/file text']);
    assert.match(ended.stderr, /^mounts {3}take-steps-scratch \(%1\) -> \/scratch {2}rw$/m);
    assert.deepEqual(files().length, 1);
  });

  it('go with commands that are killed at any moment', async () => {
    const start = performance.now();
    await live.ok(...CREATE);
    const duration = performance.now() - start;
    await live.ok('instance', 'delete', 'new', '-v');
    const fractions = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: MOMENTS });
    const moments = fractions.map((fraction) => Math.round(fraction ** 2 * duration));
    for (const [index, moment] of moments.entries()) {
      const command = live.start(...(index % 2 === 0 ? CREATE : RUN));
      await delay(moment);
      command.kill('SIGKILL');
      await command.ended;
      await live.facet.delete('new', { volumes: true }).catch((error: unknown) => {
        if (!hasErrorCode(error, 'instance-not-found')) throw error;
      });
      await live.createVolume('next', '-s', '2m');
      await live.ok('volume', 'delete', 'next');
      assert.deepEqual([files().length, names(), live.instances()], [1, ['mine'], []], `${moment} ms`);
    }
  });

  it('are gone, or its deletion can be repeated, when that is killed', async () => {
    for (const moment of [60, 120, 200, 300, 500]) {
      await live.ok(...CREATE);
      await live.ok('instance', 'stop', 'new', '--time', '1');
      const command = live.start('instance', 'delete', 'new', '-v');
      await delay(moment);
      command.kill('SIGKILL');
      await command.ended;
      await live.facet.delete('new', { volumes: true }).catch((error: unknown) => {
        if (!hasErrorCode(error, 'instance-not-found')) throw error;
      });
      assert.deepEqual([names(), live.instances()], [['mine'], []], `${moment} ms`);
    }
  });
});
