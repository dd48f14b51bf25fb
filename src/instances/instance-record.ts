import type { ProcessIdentity } from '../io/process-identity.js';

/** What is written about an instance in `<home>/instances/<id>/instance.json`. */
export interface InstanceRecord {
  /** 14 digits; the last four are the management port. */
  readonly id: string;
  readonly name: string;
  /** The stored image that it runs; null when `run` built one for it alone. */
  readonly image: string | null;
  /** The disk of that image, on which the instance's own root lies; null with `image`. */
  readonly imageDisk: string | null;
  readonly guest: 'linux' | 'nanos';
  readonly created: string;
  /** The command that looks after it: when that is gone, nobody will write down how it ended. */
  readonly supervisor: ProcessIdentity;
  /** QEMU; null until it has been started. */
  readonly machine: ProcessIdentity | null;
  readonly ports: readonly { readonly host: number; readonly guest: number; readonly protocol: 'tcp' | 'udp' }[];
  readonly volumes: readonly InstanceVolume[];
  readonly qmp: { readonly port: number | null; readonly socket: string };
}

/** A place where an instance has a volume. A volume at two paths stands here twice. */
export interface InstanceVolume {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly virtualId: number | null;
  readonly since: string;
}

/** The names in the folder of an instance. */
export const INSTANCE_FILES = {
  record: 'instance.json',
  /** All that the guest wrote on its console. */
  console: 'console.log',
  /** The root disk of an instance that has one of its own. */
  root: 'root.raw',
  qmp: 'qmp.sock',
  agent: 'agent.sock',
} as const;

/** The record in `text`, or `undefined` when it is none: a machine that died may leave anything behind. */
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
  const { name, supervisor, machine, volumes } = value;
  return (
    typeof name === 'string' &&
    isIdentity(supervisor) &&
    (machine === null || isIdentity(machine)) &&
    Array.isArray(volumes) &&
    volumes.every((volume) => isObject(volume) && typeof volume['uuid'] === 'string')
  );
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && typeof value['pid'] === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
