import { statfsSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize } from '../core/size.js';
import { whileFrozen } from '../guests/linux/agent/while-frozen.js';
import type { AtomicFile } from '../io/atomic-file.js';
import { runProgram } from '../io/external-program.js';
import { onHost } from '../io/host-errors.js';
import { openBackupTarget, startBackup } from '../qemu/backup.js';
import { knownMachine } from '../qemu/known-machine.js';
import { volumeNodeName } from '../qemu/node-name.js';
import { findQemuImg, type Environment } from '../qemu/qemu-binary.js';
import { QmpClient } from '../qemu/qmp/client.js';
import type { NewSnapshot, SnapshotStore, StoredSnapshot } from '../volumes/snapshots/snapshot-store.js';
import { probeVolume } from '../volumes/volume-probe.js';
import type { StoredVolume } from '../volumes/volume-store.js';
import { connectAgent } from './agent-line.js';
import { endCopy } from './end-copy.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { withInstance } from './with-instance.js';
import { writtenPlace } from './written-place.js';

/** What comes of asking a machine that has ended. */
const NO_ANSWER = ['qmp-failed', 'qemu-failed', 'guest-request-failed'] as const;
const END_MILLISECONDS = 1_000;

export interface SnapshotHost {
  readonly instances: InstanceStore;
  readonly snapshots: SnapshotStore;
  readonly env: Environment;
}

/** Copies what a volume holds now; the guest waits until `copy` has returned. */
type Freeze = <T>(copy: () => Promise<T>) => Promise<T>;

/**
 * Copies a volume while a running instance writes it. Its guest writes out what it has in memory and waits for some
 * milliseconds: either the file system of this machine shares the blocks in that time, or QEMU begins a copy that keeps
 * what was there, however the guest goes on. Nothing stays behind when that fails.
 *
 * @param instance its name or id
 * @throws OpsError `snapshot-exists`, `snapshot-failed`, `instance-state`, `host-disk-full`, `guest-request-failed`,
 *   `interrupted`
 */
export async function snapshotAttached(
  instance: string,
  volume: StoredVolume,
  request: NewSnapshot,
  host: SnapshotHost,
  operation: OperationOptions,
): Promise<StoredSnapshot> {
  const { snapshots } = host;
  const { signal } = operation;
  const begin = (cloneOf?: string): Promise<AtomicFile> =>
    snapshots.begin(request.name, { signal, ...(cloneOf !== undefined && { cloneOf }) });
  using draft = await begin(volume.location);
  if (draft.isClone) {
    const whole = (_: InstanceRecord, freeze: Freeze): Promise<AtomicFile> => freeze(() => begin(volume.location));
    using file = await whileCopying(instance, volume, host, signal, whole);
    return await snapshots.commit(file, request, volume);
  }
  checkSpace(volume, snapshots);
  using backup = await begin();
  await whileCopying(instance, volume, host, signal, (record, freeze) =>
    backUp(record, volume, backup.path, freeze, host, operation),
  );
  await qemuImg(host, ['convert', '-f', 'qcow2', '-O', 'raw', backup.path, draft.path], signal);
  await draft.sync();
  return await snapshots.commit(draft, request, volume);
}

/** Notes in the record of the instance what is done, so that the next command can end it when this one is killed. */
async function whileCopying<T>(
  instance: string,
  volume: StoredVolume,
  { instances }: SnapshotHost,
  signal: AbortSignal | undefined,
  work: (record: InstanceRecord, freeze: Freeze) => Promise<T>,
): Promise<T> {
  return withInstance(
    instances,
    instance,
    async (record) => {
      const place = writtenPlace(record, volume);
      const noted = instances.update({ ...record, copying: { uuid: place.uuid, path: place.path } });
      try {
        return await work(noted, async (copy) => {
          await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
          return await whileFrozen(agent, place.path, copy, signal);
        });
      } catch (error) {
        throw isNoAnswer(error) && (await hasEnded(noted)) ? endedMeanwhile(noted, volume, error) : error;
      } finally {
        await endCopy(noted, instances);
      }
    },
    signal,
  );
}

function isNoAnswer(error: unknown): error is OpsError {
  return NO_ANSWER.some((code) => hasErrorCode(error, code));
}

/** Its lines break some milliseconds before it is gone. */
async function hasEnded({ machine }: InstanceRecord): Promise<boolean> {
  return machine === null || (await knownMachine(machine).ended(END_MILLISECONDS));
}

function endedMeanwhile({ name }: InstanceRecord, volume: StoredVolume, cause: OpsError): OpsError {
  return new OpsError('instance-state', `instance ${name}: ended while ${volume.name} was copied`, {
    hint: 'there is no snapshot; run the command again',
    details: { volume: volume.uuid, instance: name },
    cause,
  });
}

/** @param file what the copy goes to: a qcow2 image, since QEMU fills a raw one up with zeros */
async function backUp(
  record: InstanceRecord,
  { uuid, location }: StoredVolume,
  file: string,
  freeze: Freeze,
  host: SnapshotHost,
  operation: OperationOptions,
): Promise<void> {
  const { signal } = operation;
  const { size } = probeVolume(location);
  await qemuImg(host, ['create', '-q', '-f', 'qcow2', file, String(size)], signal);
  await using monitor = await QmpClient.connect({ path: record.qmp.socket }, { signal });
  await openBackupTarget(monitor, file);
  const backup = await freeze(() => startBackup(monitor, volumeNodeName(uuid)));
  await backup.done(operation);
}

async function qemuImg({ env }: SnapshotHost, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  await runProgram({ name: findQemuImg(env), package: 'qemu-utils' }, args, { ...(signal && { signal }) });
}

/** Where a copy finds no room, QEMU refuses what the guest writes over, as it cannot be kept: so it is not begun. */
function checkSpace({ name, probe }: StoredVolume, { folder }: SnapshotStore): void {
  const { directory } = folder;
  const { bavail, bsize } = onHost('examine', directory, () => statfsSync(directory));
  const needed = 2 * probe.allocated;
  if (bavail * bsize >= needed) return;
  throw new OpsError('host-disk-full', `${directory}: a copy of ${name} needs ${formatSize(needed)}`, {
    hint: 'free some space there',
    details: { path: directory, needed },
  });
}
