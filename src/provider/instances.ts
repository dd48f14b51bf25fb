import type { AttachRequest } from '../core/attach-request.js';
import type { Mount } from '../core/mount.js';
import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import type { VolumeToMake } from '../core/volume-to-make.js';
import type { GuestKind } from './images.js';

/** The states of an instance, the same on every provider. */
export type InstanceStatus = 'starting' | 'running' | 'stopped' | 'failed';

/** An instance as `-j` shows it. Properties are only ever added. */
export interface InstanceInfo {
  readonly id: string;
  readonly name: string;
  /** Null for one that `run` made of a program. */
  readonly image: string | null;
  readonly guest: GuestKind;
  readonly status: InstanceStatus;
  /** Of its machine on this host; null elsewhere, or while it does not run. */
  readonly pid: number | null;
  /** Of its program, when that has ended; null otherwise, or when nobody knows. */
  readonly exitCode: number | null;
  /** Why it ended without an exit code, for people; null otherwise. */
  readonly failure: string | null;
  /** ISO 8601, UTC, and so are the others. */
  readonly created: string;
  /** When its program was started last. */
  readonly started: string | null;
  /** When it was seen to have ended. */
  readonly ended: string | null;
  readonly ports: readonly InstancePort[];
  readonly volumes: readonly InstancePlace[];
  /** The volumes that were made for it and are there still, also those that are not attached to it any more. */
  readonly made: readonly { readonly uuid: string; readonly name: string }[];
  /** Mounts of its image at which nothing is attached. */
  readonly waiting: readonly { readonly source: string; readonly path: string; readonly readOnly: boolean }[];
  readonly qmp: { readonly port: number | null; readonly socket: string } | null;
  readonly provider: string;
}

export interface InstancePort {
  readonly host: number;
  readonly guest: number;
  readonly protocol: 'tcp' | 'udp';
}

/** A place where an instance has a volume, or a directory of the host. */
export interface InstancePlace {
  /** Null for a directory. */
  readonly uuid: string | null;
  /** The volume's name, or the directory. */
  readonly name: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly virtualId: number | null;
  /** ISO 8601; null for a directory, which is there from the start. */
  readonly since: string | null;
  /** Whether the volume was made for this instance. */
  readonly made: boolean;
}

export interface CreateInstanceRequest {
  readonly image: string;
  /** Absent: the image's name, with a number when that is taken. */
  readonly name?: string;
  /** What is attached before it starts. */
  readonly attach: readonly AttachRequest[];
  /** The same by path: each is one of the image's mounts, or a volume for the virtual id that the image has there. */
  readonly mounts: readonly Mount[];
  /** Volumes that are made for it, each for one of the image's mounts. Default: none. */
  readonly make?: readonly VolumeToMake[];
  readonly ports: readonly InstancePort[];
  readonly memory?: Bytes;
  readonly cpus?: number;
  /** Opens QMP on 127.0.0.1, without authentication. */
  readonly qmp: boolean;
  /** Shows what the kernel says while it boots. */
  readonly verbose: boolean;
  readonly acceleration: boolean;
  /** A kernel to use instead of the home's: a folder or a file. */
  readonly kernel?: string;
}

export interface AttachedPlace {
  readonly path: string;
  readonly readOnly: boolean;
}

/** Something that was attached to an instance. */
export interface AttachedVolume {
  readonly instance: string;
  /** The volume's name, or the directory. */
  readonly name: string;
  /** Null for a directory. */
  readonly uuid: string | null;
  readonly places: readonly AttachedPlace[];
  /** Whether the guest has it now; otherwise it gets it when it is started. */
  readonly mounted: boolean;
  /** From the request until the guest had mounted it. */
  readonly milliseconds: number;
}

/** What was detached, and from where. */
export interface DetachedVolume {
  readonly instance: string;
  readonly name: string;
  readonly uuid: string | null;
  readonly paths: readonly string[];
}

export interface LogsRequest {
  /** Goes on until the instance ends, over restarts, or until the signal is aborted, which is no failure. */
  readonly follow: boolean;
  /** Only so many of the last lines that are there already. Default: all. */
  readonly lines?: number;
}

/** What an instance uses. While it does not run, and for what cannot be found out, a property is null. */
export interface InstanceStats {
  readonly id: string;
  readonly name: string;
  readonly status: InstanceStatus;
  /** When this was looked at. ISO 8601, UTC. */
  readonly at: string;
  /** Of its machine on this host. */
  readonly pid: number | null;
  /** Processors that its machine kept busy since the look before, or else since its start: 0.5 is half of one. */
  readonly cpu: number | null;
  /** Processor time that its machine has used in all. */
  readonly cpuMilliseconds: number | null;
  /** Memory of the host that its machine takes, in bytes. */
  readonly memory: number | null;
  /** What the guest says of itself; null also when it does not answer. */
  readonly guest: {
    readonly uptimeMilliseconds: number | null;
    /** Bytes. */
    readonly memory: { readonly total: number; readonly available: number } | null;
    /** The root, and all that is mounted, by path; bytes. */
    readonly filesystems: readonly { readonly path: string; readonly total: number; readonly available: number }[];
  } | null;
  readonly disks: readonly DiskStats[] | null;
}

/** What the guest has read and written of a disk since that was attached, in bytes. */
export interface DiskStats {
  /** The volume's; `root` for the root disk. */
  readonly name: string;
  /** Null for the root disk. */
  readonly uuid: string | null;
  readonly read: number;
  readonly written: number;
}

export interface StatsRequest {
  /** The look before, of the same instance. */
  readonly previous?: InstanceStats | undefined;
}

export interface WaitRequest {
  /** How long to wait. Default: as long as it takes. */
  readonly seconds?: number;
}

export interface StopRequest {
  /** How long its program has to end after SIGTERM. Default 10. */
  readonly seconds?: number;
}

export interface StoppedInstance {
  readonly instance: InstanceInfo;
  /** `killed`: it did not stop in time, and what it had not written out is lost. */
  readonly how: 'stopped' | 'killed';
}

export interface DeleteInstanceOptions extends OperationOptions {
  /** Whether the volumes that were made for it go, too. Default false. */
  readonly volumes?: boolean;
}

/** What a provider does with instances. References are a name, an id, or a unique prefix of one. */
export interface InstanceFacet {
  /** Returns when its guest is up. @throws OpsError `instance-exists`, `image-not-found`, `volume-in-use`, `guest-*` */
  create(request: CreateInstanceRequest, options: OperationOptions): Promise<InstanceInfo>;
  /** Every instance, by its time of creation. One whose record is damaged has `failed`, and its id for a name. */
  list(): Promise<InstanceInfo[]>;
  /** @throws OpsError `instance-not-found`, `instance-ambiguous` */
  get(reference: string): Promise<InstanceInfo>;
  /** Boots it again with all that was attached. @throws OpsError `instance-state` when it runs */
  start(reference: string, options: OperationOptions): Promise<InstanceInfo>;
  /** @throws OpsError `instance-state` when it does not run */
  stop(reference: string, request: StopRequest, options: OperationOptions): Promise<StoppedInstance>;
  /** Stops it if it runs, and boots it again. */
  restart(reference: string, request: StopRequest, options: OperationOptions): Promise<InstanceInfo>;
  /**
   * The console of all its starts as its guest wrote it.
   *
   * @throws OpsError `unsupported` for an instance of `run`, whose console is that command's
   */
  logs(reference: string, request: LogsRequest, options: OperationOptions): AsyncIterable<Uint8Array>;
  /** What it uses at this moment. */
  stats(reference: string, request: StatsRequest, options: OperationOptions): Promise<InstanceStats>;
  /** Returns when it has ended; a restart is no end. @throws OpsError `instance-timeout`, `interrupted` */
  wait(reference: string, request: WaitRequest, options: OperationOptions): Promise<InstanceInfo>;
  /**
   * Stops it if it runs, and removes it, also one whose record is damaged. Its volumes stay, unless those that were made
   * for it are to go.
   *
   * @throws OpsError `volume-in-use` when such a volume is attached to another instance; then nothing was done
   */
  delete(reference: string, options: DeleteInstanceOptions): Promise<InstanceInfo>;
  /** Returns when the guest has mounted it. @throws OpsError `mount-unexpected`, `mount-taken`, `volume-in-use` */
  attach(reference: string, request: AttachRequest, options: OperationOptions): Promise<AttachedVolume>;
  /**
   * Returns when the guest has written everything out and the volume is free.
   *
   * @param what the volume by reference, or where it is: `%1`, `/data`
   * @throws OpsError `volume-not-attached`, `mount-busy`
   */
  detach(
    reference: string,
    what: string,
    request: { readonly force: boolean },
    options: OperationOptions,
  ): Promise<DetachedVolume>;
}
