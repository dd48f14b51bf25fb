import assert from 'node:assert/strict';
import { readProcessUsage } from '../../src/io/process-usage.js';
import { thisProcess } from '../cli/ops-home.js';

describe('io/process-usage', () => {
  it('is what the process says of itself', () => {
    const usage = readProcessUsage(thisProcess());
    const { user, system } = process.cpuUsage();
    assert.ok(usage);
    assert.ok(Math.abs(usage.cpuMilliseconds - (user + system) / 1000) < 200, String(usage.cpuMilliseconds));
    assert.ok(Math.abs(usage.aliveMilliseconds - process.uptime() * 1000) < 1000, String(usage.aliveMilliseconds));
    assert.ok(Math.abs(usage.residentBytes / process.memoryUsage.rss() - 1) < 0.2, String(usage.residentBytes));
  });

  it('is nothing for a process that is gone, and for another that got its number', () => {
    assert.equal(readProcessUsage({ ...thisProcess(), pid: 2 ** 22 + 1 }), undefined);
    assert.equal(readProcessUsage({ ...thisProcess(), startTime: 1 }), undefined);
  });
});
