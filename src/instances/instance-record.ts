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
