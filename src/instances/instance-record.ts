import type { GuestKind } from '../core/guest-kind.js';
import { isUuid, type Uuid } from '../core/uuid.js';
import type { ProcessIdentity } from '../io/process-identity.js';
import type { Accelerator } from '../qemu/accelerator-kind.js';
import type { DiskImage } from '../qemu/block-node.js';

/** What is written about an instance in `<home>/instances/<id>/instance.json`. */
export interface InstanceRecord {
  /** 14 digits; the last four are the management port. */
  readonly id: string;
  readonly name: string;
  /**
   * `command`: the instance goes with the command that looks after it, as those of `run` do, and new ones until their
   * guest is up. `lasting`: it stays until it is deleted.
   */
  readonly lifetime: 'command' | 'lasting';
  /** The stored image that it runs; null when `run` built one for it alone. */
  readonly image: string | null;
  /** The disk of that image, on which the instance's own root lies; null with `image`. */
  readonly imageDisk: string | null;
  readonly guest: GuestKind;
  readonly created: string;
  /** The command that runs it or is about to start it; null when it goes on by itself, or has ended. */
  readonly supervisor: ProcessIdentity | null;
  /** QEMU, of this start or the last one; null before the first. */
  readonly machine: ProcessIdentity | null;
  /** When the program of the guest was started; null while it is not, or was not. */
  readonly started: string | null;
  /** How it ended, once a command has seen it; null while it runs. */
  readonly ending: InstanceEnding | null;
  readonly ports: readonly { readonly host: number; readonly guest: number; readonly protocol: 'tcp' | 'udp' }[];
  readonly volumes: readonly InstanceVolume[];
  readonly shares: readonly InstanceShare[];
  /** Written before the volumes are made: whoever removes the instance knows what to look for. */
  readonly made?: readonly MadeVolume[];
  /** A volume that a command is copying while the guest writes it. When that command is gone, the next one ends it. */
  readonly copying?: { readonly uuid: string; readonly path: string } | null;
  readonly qmp: { readonly port: number | null; readonly socket: string };
  readonly settings: InstanceSettings;
}

/** What a machine is made of, so that it can be started again. */
export interface InstanceSettings {
  /** Those of the image, as `parseMount` reads them; host directories are absolute. */
  readonly mounts: readonly string[];
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number;
  readonly accelerator: 'auto' | Accelerator;
  readonly verbose: boolean;
  /** A kernel to use instead of the home's: a folder or a file. */
  readonly kernel: string | null;
  /** Null until it is built. */
  readonly root: { readonly uuid: string; readonly disk: DiskImage } | null;
  /** What init marks the program's output with on the console. */
  readonly consoleSecret: string;
}

/** A place where an instance has a volume. A volume at two paths stands here twice. */
export interface InstanceVolume {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  /** The guest may not write here. */
  readonly readOnly: boolean;
  readonly virtualId: number | null;
  readonly since: string;
  /** What a command was doing with it. When that command is gone, the next one finishes or undoes it. */
  readonly change?: 'attaching' | 'detaching';
}

/**
 * A volume that was made for an instance. It is the file of this name and UUID in `directory`, and no other: one that was
 * renamed since belongs to whoever did that.
 */
export interface MadeVolume {
  readonly uuid: Uuid;
  readonly name: string;
  /** Where volumes were kept then. */
  readonly directory: string;
}

/** A directory of the host that an instance sees at `path`. */
export interface InstanceShare {
  readonly hostPath: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly virtualId: number | null;
}

/** How an instance ended. */
export interface InstanceEnding {
  /** The program's; 128 and the signal's number when a signal killed it; null when the guest did not say. */
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly at: string;
  /** Why there is no exit code, for people; null when there is one. */
  readonly failure: string | null;
}

/** The names in the folder of an instance. */
export const INSTANCE_FILES = {
  record: 'instance.json',
  /** Held by whoever changes the instance. */
  lock: 'lock',
  /** Held by its machine as long as it runs. */
  machineLock: 'machine.lock',
  /** All that the guest wrote on its console. */
  console: 'console.log',
  /** What was in the console's log before it was full. */
  oldConsole: 'console.log.1',
  /** What QEMU said. */
  errors: 'qemu.log',
  /** The root disk of an instance that has one of its own. */
  root: 'root.raw',
  qmp: 'qmp.sock',
  agent: 'agent.sock',
  /** What the guest's init said, the exit code of the program included. */
  agentLog: 'agent.log',
} as const;

/** The record in `text`, or `undefined` when it is none. */
export function decodeInstanceRecord(text: string): InstanceRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isInstanceRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Looks at what commands rely on that did not write the record. */
function isInstanceRecord(value: unknown): value is InstanceRecord {
  if (!isObject(value)) return false;
  const { id, name, lifetime, supervisor, machine, volumes, made = [], settings } = value;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    (lifetime === 'command' || lifetime === 'lasting') &&
    (supervisor === null || isIdentity(supervisor)) &&
    (machine === null || isIdentity(machine)) &&
    Array.isArray(volumes) &&
    volumes.every((volume) => isObject(volume) && typeof volume['uuid'] === 'string') &&
    Array.isArray(made) &&
    made.every(isMadeVolume) &&
    isObject(settings) &&
    Array.isArray(settings['mounts'])
  );
}

function isMadeVolume(value: unknown): value is MadeVolume {
  if (!isObject(value)) return false;
  const { uuid, name, directory } = value;
  return typeof uuid === 'string' && isUuid(uuid) && typeof name === 'string' && typeof directory === 'string';
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && typeof value['pid'] === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
