import assert from 'node:assert/strict';
import { toStats } from '../../providers/onprem/instance-stats.js';
import type { InstanceMeasure } from '../../src/instances/measure-instance.js';
import { sampleRecord } from '../instances/sample-record.js';

function measure(host: InstanceMeasure['host']): InstanceMeasure {
  return { record: sampleRecord(), status: 'running', host, guest: null, disks: null };
}

describe('the stats of an instance', () => {
  const usage = { pid: 7, cpuMilliseconds: 500, aliveMilliseconds: 2000, residentBytes: 4096 };
  const first = toStats(measure(usage), new Date(10_000), undefined);

  it('have the share of a processor since the start, then since the look before', () => {
    assert.deepEqual([first.cpu, first.memory, first.at], [0.25, 4096, '1970-01-01T00:00:10.000Z']);
    const later = { ...usage, cpuMilliseconds: 2500, aliveMilliseconds: 3000 };
    assert.equal(toStats(measure(later), new Date(11_000), first).cpu, 2);
  });

  it('do not take another start for the look before', () => {
    const again = { ...usage, pid: 8, cpuMilliseconds: 10, aliveMilliseconds: 100 };
    assert.equal(toStats(measure(again), new Date(11_000), first).cpu, 0.1);
  });

  it('have no share where no time has passed, nor without a machine', () => {
    assert.equal(toStats(measure(usage), new Date(10_000), first).cpu, null);
    const { cpu, pid, memory } = toStats(measure(null), new Date(0), first);
    assert.deepEqual([cpu, pid, memory], [null, null, null]);
  });
});
