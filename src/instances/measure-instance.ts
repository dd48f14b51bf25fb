import { OpsError } from '../core/errors.js';
import { readProcessUsage } from '../io/process-usage.js';
import { findVolumeOfNode } from '../qemu/node-name.js';
import { QmpClient } from '../qemu/qmp/client.js';
import type { BlockTraffic } from '../qemu/qmp/commands.js';
import { askGuest, type GuestReport } from './guest-report.js';
import type { InstanceRecord } from './instance-record.js';
import { isMachineRunning, type InstanceStatus } from './instance-status.js';
import type { InstanceStore } from './instance-store.js';
import { observeInstance } from './observe-instance.js';
import { withInstance } from './with-instance.js';

/** What an instance uses. All of it is null while it does not run. */
export interface InstanceMeasure {
  readonly record: InstanceRecord;
  readonly status: InstanceStatus;
  /** Of QEMU; null also where the system does not tell. */
  readonly host: HostUsage | null;
  /** Null also when the guest does not answer. */
  readonly guest: GuestReport | null;
  /** Null also when QEMU does not answer. */
  readonly disks: readonly DiskTraffic[] | null;
}

export interface HostUsage {
  readonly pid: number;
  readonly cpuMilliseconds: number;
  readonly aliveMilliseconds: number;
  readonly residentBytes: number;
}

/** What the guest has read and written of a disk since that was attached, in bytes. */
export interface DiskTraffic {
  /** The volume's; `root` for the root disk. */
  readonly name: string;
  /** Null for the root disk. */
  readonly uuid: string | null;
  readonly read: number;
  readonly written: number;
}

const ANSWER_MILLISECONDS = 2_000;

/** Looks at what an instance uses at this moment. Holds its lock while it asks the guest and QEMU, a few seconds at most. */
export async function measureInstance(
  reference: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<InstanceMeasure> {
  return withInstance(
    instances,
    reference,
    async (record) => {
      if (!isMachineRunning(record)) return measured(record, instances, null, null);
      const guest = await askGuest(instances.fileOf(record.id, 'agent'), signal);
      return measured(record, instances, guest, await readTraffic(record, signal));
    },
    signal,
  );
}

function measured(
  record: InstanceRecord,
  instances: InstanceStore,
  guest: GuestReport | null,
  disks: readonly DiskTraffic[] | null,
): InstanceMeasure {
  const { machine } = record;
  const usage = machine === null || !isMachineRunning(record) ? undefined : readProcessUsage(machine);
  return {
    record,
    status: observeInstance(record, instances).status,
    host: machine === null || usage === undefined ? null : { pid: machine.pid, ...usage },
    guest,
    disks,
  };
}

async function readTraffic(
  record: InstanceRecord,
  signal: AbortSignal | undefined,
): Promise<readonly DiskTraffic[] | null> {
  try {
    const patience = { timeout: ANSWER_MILLISECONDS, signal };
    await using monitor = await QmpClient.connect({ path: record.qmp.socket }, patience);
    const traffic = await monitor.execute('query-blockstats', {}, patience);
    return traffic.flatMap((disk) => trafficOf(disk, record));
  } catch (error) {
    if (error instanceof OpsError && error.code !== 'interrupted') return null;
    throw error;
  }
}

function trafficOf({ 'node-name': node = '', stats }: BlockTraffic, { volumes }: InstanceRecord): DiskTraffic[] {
  const uuid = findVolumeOfNode(node) ?? null;
  const name = uuid === null ? node : (volumes.find((volume) => volume.uuid === uuid)?.name ?? uuid);
  return name === '' ? [] : [{ name, uuid, read: stats.rd_bytes, written: stats.wr_bytes }];
}
