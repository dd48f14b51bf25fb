import type { HostUsage, InstanceMeasure } from '../../src/instances/measure-instance.js';
import type { InstanceStats } from '../../src/provider/instances.js';

/** @param previous the look before; one of another start of the instance does not count */
export function toStats(
  { record, status, host, guest, disks }: InstanceMeasure,
  at: Date,
  previous: InstanceStats | undefined,
): InstanceStats {
  return {
    ...{ id: record.id, name: record.name, status },
    at: at.toISOString(),
    pid: host?.pid ?? null,
    cpu: host === null ? null : busyProcessors(host, at, previous),
    cpuMilliseconds: host?.cpuMilliseconds ?? null,
    memory: host?.residentBytes ?? null,
    ...{ guest, disks },
  };
}

function busyProcessors(host: HostUsage, at: Date, previous: InstanceStats | undefined): number | null {
  const before = previous?.pid === host.pid ? previous : undefined;
  const used = host.cpuMilliseconds - (before?.cpuMilliseconds ?? 0);
  const passed = before === undefined ? host.aliveMilliseconds : at.getTime() - new Date(before.at).getTime();
  return passed > 0 ? Math.round(Math.max(0, used / passed) * 10_000) / 10_000 : null;
}
