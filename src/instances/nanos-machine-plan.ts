import { bytes } from '../core/size.js';
import { OpsError } from '../core/errors.js';
import { planMounts } from '../guests/nanos/manifest/mounts.js';
import type { Accelerator } from '../qemu/accelerator-kind.js';
import type { Machine } from '../qemu/machine.js';
import { nodeName } from '../qemu/node-name.js';
import { parseMount } from '../core/mount.js';
import type { AttachPlan } from './attach-plan.js';
import type { GuestMachineRequest } from './guest.js';
import { volumeSlots } from './nanos-attach-plan.js';

/** The root of the record is the disk that has the boot code. */
export interface NanosMachinePlanRequest extends Omit<GuestMachineRequest, 'attachments'> {
  readonly accelerator: Accelerator;
  readonly attachments: Pick<AttachPlan, 'disks' | 'shares'>;
}

/** Free places on the bus of a `q35`: 32 less those of the host bridge, the LPC bridge, the root and the network card. */
const FREE_PLACES = 28;

/**
 * The machine of an instance whose guest is Nanos. The firmware boots from the root, which is a virtio disk; every volume
 * that the image expects has a SCSI controller of its own, whether or not one is attached yet, for a guest that sees a
 * disk come or go loses the next request to any other disk of the same controller.
 *
 * @throws OpsError `format-limit` for more mounts than the bus has places
 */
export function planNanosMachine(request: NanosMachinePlanRequest): Machine {
  const { record, accelerator, attachments, instances, console } = request;
  const { id, settings, qmp, ports } = record;
  const { root } = settings;
  if (root === null) throw new OpsError('internal', `instance ${record.name}: it has no root`);
  const controllers = volumeSlots(planMounts(settings.mounts.map((text) => parseMount(text)))).size;
  if (controllers + attachments.shares.length > FREE_PLACES) {
    throw new OpsError('format-limit', `a Nanos guest takes ${FREE_PLACES} volumes and shared directories together`);
  }
  return {
    accelerator,
    memory: bytes(settings.memory),
    cpus: settings.cpus,
    boot: { kind: 'firmware' },
    monitor: { socket: qmp.socket, ...(qmp.port !== null && { port: qmp.port }) },
    controllers,
    disks: [{ bus: 'virtio-blk', name: nodeName('root'), image: root.disk, boot: true }, ...attachments.disks],
    shares: attachments.shares,
    network: {
      forwards: ports.map(({ host, guest, protocol }) => ({ hostPort: host, guestPort: guest, protocol })),
    },
    ...(console === 'log' && { consoleLog: instances.fileOf(id, 'console') }),
    paused: true,
  };
}
