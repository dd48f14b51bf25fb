import { OpsError } from '../core/errors.js';
import { diskDevice, diskNode, type ScsiDisk } from './disk.js';
import type { NodeName } from './node-name.js';
import { fileFailure } from './start-failure.js';
import type { QmpClient } from './qmp/client.js';
import { QmpCommandError } from './qmp/errors.js';

const UNPLUG_MILLISECONDS = 20_000;

/**
 * Opens the file of a disk and shows it to the guest of a running machine. Nothing of it stays when that fails.
 *
 * @throws OpsError `volume-in-use` when another machine holds the file, `host-file`, `host-file-denied`, `qmp-failed`
 */
export async function plugDisk(monitor: QmpClient, disk: ScsiDisk): Promise<void> {
  try {
    await monitor.execute('blockdev-add', diskNode(disk));
    // Only this takes the locks of the file: a node alone may be added for one that another machine writes.
    await monitor.execute('device_add', diskDevice(disk));
  } catch (error) {
    await undoPlug(monitor, disk.name);
    throw error instanceof QmpCommandError ? await plugFailure(disk, error) : error;
  }
}

/** A monitor that does not answer any more cannot be told to undo it; what made the plug fail is what counts. */
async function undoPlug(monitor: QmpClient, name: NodeName): Promise<void> {
  try {
    await removeNode(monitor, name);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}

/**
 * Takes a disk away from a running machine and closes its file. The guest is not asked: what it has not written out by
 * then is lost. Does nothing when the machine has no such disk.
 *
 * @throws OpsError `qmp-failed`, `qmp-timeout`
 */
export async function unplugDisk(monitor: QmpClient, name: NodeName): Promise<void> {
  const deleted = monitor.waitForEvent('DEVICE_DELETED', ({ device }) => device === name, {
    timeout: UNPLUG_MILLISECONDS,
  });
  if (await removeDevice(monitor, name)) await deleted;
  await removeNode(monitor, name);
}

async function removeDevice(monitor: QmpClient, id: NodeName): Promise<boolean> {
  try {
    await monitor.execute('device_del', { id });
    return true;
  } catch (error) {
    if (error instanceof QmpCommandError && error.errorClass === 'DeviceNotFound') return false;
    throw error;
  }
}

/** Closes the file of a block node that no device has. Does nothing when there is no such node. */
export async function removeNode(monitor: QmpClient, name: NodeName): Promise<void> {
  const nodes = await monitor.execute('query-named-block-nodes', { flat: true });
  if (!nodes.some((node) => node['node-name'] === name)) return;
  await monitor.execute('blockdev-del', { 'node-name': name });
}

async function plugFailure({ image }: ScsiDisk, error: QmpCommandError): Promise<Error> {
  return (await fileFailure(error.description, image.file, error)) ?? error;
}
