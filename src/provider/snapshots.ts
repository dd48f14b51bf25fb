import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import type { VolumeInfo } from './volumes.js';

/** A snapshot as `-j` shows it. Properties are only ever added. */
export interface SnapshotInfo {
  readonly uuid: Uuid;
  readonly name: string;
  /** The volume that it is a copy of, as that was called then; it may be gone. */
  readonly volume: { readonly uuid: Uuid; readonly name: string };
  readonly filesystem: 'ext4' | 'tfs' | null;
  /** Of the volume at that time. */
  readonly size: Bytes;
  /** Bytes that the snapshot takes where it is stored; null when the provider does not say. */
  readonly allocated: Bytes | null;
  /** Whether all that was written before it was taken is in it, and nothing by half. */
  readonly consistent: boolean;
  /** A path of this machine, or the provider's own id. */
  readonly location: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly provider: string;
}

export interface RestoreSnapshotRequest {
  /** Of the new volume. */
  readonly name: VolumeName;
  /** No smaller than the snapshot, and as large when absent. */
  readonly size?: Bytes;
  /** Random when absent. */
  readonly uuid?: Uuid;
}

/** What a provider does with snapshots: copies of volumes that do not change. References are a name or a UUID. */
export interface SnapshotFacet {
  /**
   * Copies a volume as it is at one moment. A guest that writes it goes on.
   *
   * @param volume by reference
   * @throws OpsError `snapshot-exists`, `snapshot-failed`, `host-disk-full`, and as the `get` of volumes does
   */
  create(volume: string, request: { readonly name: string }, options: OperationOptions): Promise<SnapshotInfo>;
  /** Every snapshot, the oldest first. @param volume only those of this volume, which may be gone */
  list(volume?: string): Promise<SnapshotInfo[]>;
  /** @throws OpsError `snapshot-not-found` */
  get(reference: string): Promise<SnapshotInfo>;
  /** @throws OpsError `snapshot-not-found` */
  delete(reference: string): Promise<SnapshotInfo>;
  /** Makes a volume of a snapshot. @throws OpsError `volume-exists`, `volume-too-small`, `format-unsupported` */
  restore(reference: string, request: RestoreSnapshotRequest, options: OperationOptions): Promise<VolumeInfo>;
}
