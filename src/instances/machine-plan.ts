import { kernelCommandLine } from '../guests/linux/kernel-command-line.js';
import type { Machine } from '../qemu/machine.js';
import { nodeName } from '../qemu/node-name.js';
import type { AttachPlan } from './attach-plan.js';
import type { HostParts } from './host-parts.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import type { PreparedRoot } from './prepare-root.js';
import type { RunRequest } from './run-request.js';

export interface MachinePlanRequest {
  readonly request: RunRequest;
  readonly record: InstanceRecord;
  readonly parts: HostParts;
  readonly attachments: AttachPlan;
  readonly root: PreparedRoot;
  readonly instances: InstanceStore;
  /** What init marks the program's output with. */
  readonly consoleSecret: string;
}

/** The machine of an instance. It starts paused, so that the agent's line is listened to before the guest speaks. */
export function planMachine(plan: MachinePlanRequest): Machine {
  const { request, record, parts, attachments, root, instances, consoleSecret } = plan;
  const { port, socket } = record.qmp;
  return {
    accelerator: parts.accelerator.accelerator,
    memory: request.memory,
    cpus: request.cpus,
    boot: {
      kind: 'kernel',
      kernel: parts.kernel.vmlinux,
      initrd: parts.initramfs,
      commandLine: kernelCommandLine({
        root: root.uuid,
        disks: attachments.disks.length,
        network: 'static',
        consoleSecret,
        verbose: request.verbose,
      }),
    },
    monitor: { socket, ...(port !== null && { port }) },
    disks: [{ bus: 'virtio-blk', name: nodeName('root'), image: root.disk }, ...attachments.disks],
    shares: attachments.shares,
    network: { forwards: request.forwards },
    agentSocket: instances.fileOf(record.id, 'agent'),
    paused: true,
  };
}
