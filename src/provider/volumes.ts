import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';

/** The states of a volume, the same on every provider. */
export type VolumeStatus = 'available' | 'attached' | 'error';

/** A volume as `-j` shows it. Properties are only ever added. */
export interface VolumeInfo {
  readonly uuid: Uuid;
  readonly name: string;
  /** The label inside the file system; empty when it has none. */
  readonly label: string;
  readonly status: VolumeStatus;
  readonly filesystem: 'ext4' | 'tfs' | null;
  /** Bytes that the guest sees. */
  readonly size: Bytes;
  /** Bytes that files and structures take; null when the file system does not say. */
  readonly used: Bytes | null;
  /** Bytes that the volume takes where it is stored; null when the provider does not say. */
  readonly allocated: Bytes | null;
  /** A path of this machine, or the provider's own id. */
  readonly location: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly provider: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly attachedTo: readonly Attachment[];
}

/** One place where a volume is attached. */
export interface Attachment {
  readonly instance: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly virtualId: number | null;
  /** When it was attached, ISO 8601. */
  readonly since: string;
}

export interface CreateVolumeRequest {
  readonly name: VolumeName;
  /** Absent: what the content needs and headroom, or the provider's default size without content. */
  readonly size?: Bytes;
  /** A directory or a file of this machine whose content the volume gets; absolute. */
  readonly source?: string;
  /** The source as the user typed it, for messages. */
  readonly sourceShown?: string;
  /** Who owns every file; the owners of the source when absent. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Fixed identity for reproducible volumes; random when absent. */
  readonly uuid?: Uuid;
}

/** What was put into a new volume. */
export interface CreatedVolume {
  readonly volume: VolumeInfo;
  readonly files: number;
  /** Bytes of the files' contents. */
  readonly content: Bytes;
}

/** What a provider does with volumes. References are a name, a UUID, a unique prefix of one, or `name:uuid`. */
export interface VolumeFacet {
  /** @throws OpsError `volume-exists`, `volume-too-small`, `source-*` */
  create(request: CreateVolumeRequest, options: OperationOptions): Promise<CreatedVolume>;
  /** Every volume, by name. */
  list(): Promise<VolumeInfo[]>;
  /** @throws OpsError `volume-not-found`, `volume-ambiguous` */
  get(reference: string): Promise<VolumeInfo>;
  /** Deletes the volume and all that is in it. @throws OpsError `volume-in-use` and those of {@link get} */
  delete(reference: string): Promise<VolumeInfo>;
}
