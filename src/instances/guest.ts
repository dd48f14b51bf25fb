import type { GuestKind } from '../core/guest-kind.js';
import type { OperationOptions } from '../core/progress.js';
import type { AcceleratorChoice } from '../qemu/accelerator.js';
import type { Machine } from '../qemu/machine.js';
import type { Environment, QemuBinary } from '../qemu/qemu-binary.js';
import type { AttachPlan } from './attach-plan.js';
import type { BoundMount } from './bind-mounts.js';
import type { GuestConsole } from './guest-console.js';
import type { ProgramEnding } from './guest-ending.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import type { PreparedRoot, PrepareHost } from './prepare-root.js';
import type { RunRequest } from './run-request.js';

/** What boots in an instance, found on this machine: all that is another thing for Linux than for Nanos. */
export interface Guest {
  readonly kind: GuestKind;
  /** For people: `linux 6.12.9-amd64`, `nanos 0.1.55`. */
  readonly title: string;
  readonly qemu: QemuBinary;
  readonly accelerator: AcceleratorChoice;
  /**
   * What the machine gets for what is attached.
   *
   * @param since when, ISO 8601
   * @throws OpsError `mount-invalid`, and others for what this guest could not mount
   */
  planAttachments(bound: readonly BoundMount[], since: string): AttachPlan;
  /** Makes the root disk in the folder of the instance, with which it goes. */
  prepareRoot(request: RunRequest, id: string, host: PrepareHost, options: OperationOptions): Promise<PreparedRoot>;
  planMachine(request: GuestMachineRequest): Machine;
  /** Starts the machine and stays with it to its end. An aborted signal stops the guest in order. */
  run(request: RunGuestRequest): Promise<GuestOutcome>;
}

export interface GuestMachineRequest {
  /** With its root. */
  readonly record: InstanceRecord;
  readonly attachments: AttachPlan;
  readonly instances: InstanceStore;
  /** Whether the console is that of this process, or goes to the instance's log. */
  readonly console: 'ours' | 'log';
}

export interface RunGuestRequest {
  /** Paused. */
  readonly machine: Machine;
  readonly record: InstanceRecord;
  readonly instances: InstanceStore;
  readonly env: Environment;
  readonly console: GuestConsole;
  /** Aborted: the guest is asked to stop. */
  readonly signal?: AbortSignal | undefined;
}

/** How the program in a guest ended. */
export interface GuestOutcome extends ProgramEnding {
  /** From the start of the machine to its end. */
  readonly milliseconds: number;
}
