import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { InstanceRecord, InstanceVolume } from '../../src/instances/instance-record.js';
import { thisProcess } from '../cli/ops-home.js';

/** The record of an instance that this process looks after. */
export function sampleRecord(changes: Partial<InstanceRecord> = {}): InstanceRecord {
  return {
    id: '17951650328317',
    name: 'web1',
    lifetime: 'command',
    image: null,
    imageDisk: null,
    guest: 'linux',
    created: '2026-01-02T03:04:05.000Z',
    supervisor: thisProcess(),
    machine: null,
    started: null,
    ending: null,
    ports: [],
    volumes: [],
    shares: [],
    qmp: { port: null, socket: '/run/qmp.sock' },
    settings: {
      mounts: [],
      memory: 1 << 28,
      cpus: 1,
      accelerator: 'tcg',
      verbose: false,
      kernel: null,
      root: null,
      consoleSecret: '0'.repeat(32),
    },
    ...changes,
  };
}

export function heldVolume(volume: { readonly uuid: string; readonly name: string }, readOnly = false): InstanceVolume {
  return {
    uuid: volume.uuid,
    name: volume.name,
    path: '/srv',
    readOnly,
    virtualId: null,
    since: '2026-01-02T03:04:05.000Z',
  };
}

/** Puts a record where a command would have written it. */
export function placeRecord(instances: string, record: InstanceRecord): void {
  const directory = path.join(instances, record.id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'instance.json'), JSON.stringify(record));
}
