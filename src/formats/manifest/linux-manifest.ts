/** `rw` is readable and writable. */
export type Access = 'rw' | 'ro';

/** What is mounted. docs/formats/manifest.md says how the guest finds each kind. */
export interface MountSource {
  readonly kind: 'name' | 'uuid' | 'virtual' | 'share';
  /** A volume's name, a lower-case UUID, the number of a virtual id (`1` for `%1`), or a 9p mount tag. */
  readonly value: string;
}

export interface ManifestMount {
  readonly source: MountSource;
  /** Absolute and normalised. */
  readonly path: string;
  readonly access: Access;
}

/** What an image asks of the Linux guest; the file `/.ops/manifest` on its root. */
export interface LinuxManifest {
  /** The path of the executable, in the image. */
  readonly program: string;
  /** argv, with `argv[0]`. */
  readonly arguments: readonly string[];
  /** `NAME=VALUE`, in this order. */
  readonly environment: readonly string[];
  readonly directory: string;
  readonly hostname: string;
  readonly root: Access;
  /** In the order in which they are mounted: a parent before what is inside it. */
  readonly mounts: readonly ManifestMount[];
}

/** Where the manifest is in an image. */
export const MANIFEST_PATH = '/.ops/manifest';
/** The largest manifest that a guest reads, in bytes. */
export const MANIFEST_MAX_BYTES = 1024 * 1024;
/** The most mounts that a guest can have. */
export const MANIFEST_MAX_MOUNTS = 64;
