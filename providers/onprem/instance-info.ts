import { formatMountSource, parseMount, type Mount } from '../../src/core/mount.js';
import type { DamagedInstance } from '../../src/instances/found-instance.js';
import { findMadeVolumes } from '../../src/instances/made-volumes.js';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import type { ObservedInstance } from '../../src/instances/observe-instance.js';
import type { InstanceInfo } from '../../src/provider/instances.js';

export function toInfo({ record, status, ending }: ObservedInstance): InstanceInfo {
  const { id, name, image, guest, created, started, ports, qmp, machine } = record;
  const made = findMadeVolumes(record).map(({ uuid, name: called }) => ({ uuid, name: called }));
  return {
    ...{ id, name, image, guest, status },
    pid: ending === null ? (machine?.pid ?? null) : null,
    exitCode: ending?.exitCode ?? null,
    failure: ending?.failure ?? null,
    ...{ created, started },
    ended: ending?.at ?? null,
    ports,
    volumes: [
      ...record.volumes.map(({ uuid, path, readOnly, virtualId, since, ...volume }) => ({
        ...{ uuid, name: volume.name, path, readOnly, virtualId, since },
        made: made.some((own) => own.uuid === uuid),
      })),
      ...record.shares.map(({ hostPath, path, readOnly, virtualId }) => ({
        ...{ uuid: null, name: hostPath, path, readOnly, virtualId, since: null, made: false },
      })),
    ],
    made,
    waiting: waitingMounts(record),
    qmp,
    provider: 'onprem',
  };
}

/** What is known of an instance whose record cannot be read. */
export function damagedInfo({ id, name, damage, since }: DamagedInstance): InstanceInfo {
  return {
    ...{ id, name, image: null, guest: 'linux', status: 'failed', pid: null, exitCode: null, failure: damage },
    ...{ created: since, started: null, ended: null, ports: [], volumes: [], made: [], waiting: [], qmp: null },
    provider: 'onprem',
  };
}

function waitingMounts({ settings, volumes, shares }: InstanceRecord): InstanceInfo['waiting'] {
  const taken = new Set([...volumes, ...shares].map(({ path }) => path));
  return settings.mounts
    .map(parseMount)
    .filter(({ path }: Mount) => !taken.has(path))
    .map(({ source, path, readOnly }) => ({ source: formatMountSource(source), path, readOnly }));
}
