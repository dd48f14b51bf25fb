import assert from 'node:assert/strict';
import { runInTimeSlices } from '../../src/io/time-slices.js';
import { opsError } from './ops-error.js';

describe('io/time-slices', () => {
  function* count(limit: number, log: string[] = []): Generator<number, string> {
    try {
      for (let step = 1; step <= limit; step++) {
        const end = performance.now() + 0.2;
        while (performance.now() < end);
        yield step;
      }
      return 'done';
    } finally {
      log.push('cleaned');
    }
  }

  it('gives the result, and the last step at least', async () => {
    const steps: number[] = [];
    assert.equal(await runInTimeSlices(count(10), { onProgress: (step) => steps.push(step) }), 'done');
    assert.equal(steps.at(-1), 10);
    assert.equal(await runInTimeSlices(count(0)), 'done');
  });

  it('lets the event loop turn between slices', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await runInTimeSlices(count(300), { sliceMilliseconds: 5 });
    clearInterval(timer);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it('stops at an abort, and lets the work clean up', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    setTimeout(() => {
      controller.abort();
    }, 5);
    const running = runInTimeSlices(count(1e9, log), { signal: controller.signal, sliceMilliseconds: 2 });
    await assert.rejects(running, opsError('interrupted'));
    assert.deepEqual(log, ['cleaned']);
    const before = runInTimeSlices(count(10), { signal: controller.signal });
    await assert.rejects(before, opsError('interrupted'));
  });

  it('stops when progress cannot be shown', async () => {
    const log: string[] = [];
    const running = runInTimeSlices(count(1e9, log), {
      sliceMilliseconds: 1,
      onProgress: () => {
        throw new Error('terminal is gone');
      },
    });
    await assert.rejects(running, /terminal is gone/);
    assert.deepEqual(log, ['cleaned']);
  });
});
