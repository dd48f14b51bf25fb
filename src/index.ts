/**
 * The library under the `ops` command: volumes, images and guests from TypeScript. Nothing in it prints, reads the
 * environment or ends the process; failures are thrown as {@link OpsError}.
 *
 * @example
 * import { createOnpremProvider, homeAt, parseSize, parseVolumeName } from 'ops';
 *
 * const { volumes } = createOnpremProvider({ home: homeAt('/home/me/.ops'), now: () => new Date() });
 * const { volume } = await volumes.create(
 *   { name: parseVolumeName('assets'), sources: [{ path: '/home/me/site', shown: 'site', destination: '/' }] },
 *   {},
 * );
 * console.log(volume.uuid, volume.location);
 *
 * @module
 */

// The words: sizes, names, mounts, failures.
export { ERROR_CODES, hasErrorCode, OpsError, type ErrorCode } from './core/errors.js';
export { EXIT_CODES, type FailureKind } from './core/exit-codes.js';
export { homeAt, type Home } from './core/home.js';
export { checkMounts } from './core/mount-rules.js';
export { formatMount, parseMount, type Mount, type MountSource } from './core/mount.js';
export type { Loss, LossKind } from './core/loss.js';
export type { OperationOptions, ProgressTask } from './core/progress.js';
export { bytes, formatSize, parseSize, type Bytes } from './core/size.js';
export { parseUuid, type Uuid } from './core/uuid.js';
export { parseVolumeName, type VolumeName } from './core/volume-name.js';

// Where things live.
export type {
  CreatedImage,
  CreateImageRequest,
  GuestKind,
  ImageFacet,
  ImageInfo,
  RootRequest,
} from './provider/images.js';
export { PROVIDER_NAMES, requireFacet, type Provider, type ProviderName } from './provider/provider.js';
export type { RestoreSnapshotRequest, SnapshotFacet, SnapshotInfo } from './provider/snapshots.js';
export type {
  Attachment,
  ChangedVolume,
  ConvertVolumeRequest,
  CopyIntoVolumeRequest,
  CreateVolumeRequest,
  CreatedVolume,
  FilledVolume,
  ImportVolumeRequest,
  RenamedVolume,
  VolumeFacet,
  VolumeInfo,
  VolumeSource,
  VolumeStatus,
} from './provider/volumes.js';
export { createOnpremProvider, type OnpremOptions } from '../providers/onprem/index.js';

// Running a program in a guest.
export { deleteKernel, listKernels, useKernel } from './guests/linux/kernels/store.js';
export { findKernel } from './guests/linux/kernels/find.js';
export { installKernel } from './guests/linux/kernels/install.js';
export { InstanceStore } from './instances/instance-store.js';
export { runInstance, type RunHost, type RunOptions } from './instances/run-instance.js';
export type { RunRequest } from './instances/run-request.js';
export { VolumeStore } from './volumes/volume-store.js';

// Formats: bytes in, bytes out.
export { minimumExt4Size, planExt4, writeExt4, type Ext4Options, type Ext4Plan } from './formats/ext4/index.js';
export type { ByteTarget, ContentSource, DirectoryNode, TreeNode } from './formats/tree.js';

// Configuration.
export { loadConfig, type LoadedConfig } from './config/load-config.js';
export type { Config } from './config/generated/config.js';
