import { parseUuid } from '../core/uuid.js';
import { bytes } from '../core/size.js';
import { OpsError } from '../core/errors.js';
import { kernelCommandLine } from '../guests/linux/kernel-command-line.js';
import type { Machine } from '../qemu/machine.js';
import { nodeName } from '../qemu/node-name.js';
import type { GuestMachineRequest } from './guest.js';
import type { HostParts } from './host-parts.js';

export interface MachinePlanRequest extends GuestMachineRequest {
  readonly parts: HostParts;
}

/** The machine of an instance. It starts paused, so that the agent's line is listened to before the guest speaks. */
export function planMachine({ record, parts, attachments, instances, console }: MachinePlanRequest): Machine {
  const { id, settings, qmp } = record;
  const { root } = settings;
  if (root === null) throw new OpsError('internal', `instance ${record.name}: it has no root`);
  return {
    accelerator: parts.accelerator.accelerator,
    memory: bytes(settings.memory),
    cpus: settings.cpus,
    boot: {
      kind: 'kernel',
      kernel: parts.kernel.vmlinux,
      initrd: parts.initramfs,
      commandLine: kernelCommandLine({
        root: parseUuid(root.uuid),
        disks: attachments.disks.length,
        network: 'static',
        consoleSecret: settings.consoleSecret,
        verbose: settings.verbose,
        hasInput: console === 'ours',
      }),
    },
    monitor: { socket: qmp.socket, ...(qmp.port !== null && { port: qmp.port }) },
    disks: [{ bus: 'virtio-blk', name: nodeName('root'), image: root.disk }, ...attachments.disks],
    shares: attachments.shares,
    network: {
      forwards: record.ports.map(({ host, guest, protocol }) => ({ hostPort: host, guestPort: guest, protocol })),
    },
    agent: { socket: instances.fileOf(id, 'agent'), log: instances.fileOf(id, 'agentLog') },
    ...(console === 'log' && { consoleLog: instances.fileOf(id, 'console') }),
    paused: true,
  };
}
