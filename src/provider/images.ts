import type { Mount } from '../core/mount.js';
import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';

export type GuestKind = 'linux' | 'nanos';

/** An image as `-j` shows it. Properties are only ever added. */
export interface ImageInfo {
  readonly name: string;
  readonly uuid: string;
  readonly guest: GuestKind;
  readonly size: Bytes;
  readonly allocated: Bytes | null;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The path in the guest of what is run. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly path: string; readonly readOnly: boolean }[];
  /** A path of this machine, or the provider's own id. */
  readonly location: string;
  readonly provider: string;
}

/** What goes into an image. Paths of the host are absolute. */
export interface ImageRequest {
  /** Absent: the program's name up to the first dot. */
  readonly name?: string;
  readonly guest: GuestKind;
  /** A file or directory of this machine, or an absolute path below `targetRoot`. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly files: readonly string[];
  readonly directories: readonly string[];
  readonly mappedDirectories: Readonly<Record<string, string>>;
  readonly nameServers?: readonly string[];
  readonly targetRoot?: string;
  readonly copyArguments: boolean;
  /** Relative paths of the request are relative to this directory. */
  readonly baseDirectory: string;
  readonly searchPath: string;
  readonly size?: Bytes;
  readonly readOnlyRoot: boolean;
  /** Whether an image of the same name gives way. */
  readonly replace: boolean;
}

export interface CreatedImage {
  readonly image: ImageInfo;
  readonly files: number;
  readonly content: Bytes;
  /** What runs, for people: `node 24.4.0`, `static binary`. */
  readonly description: string;
}

export interface ImageFacet {
  /** @throws OpsError `image-exists`, `program-*`, `library-missing`, `mount-invalid`, `volume-not-found` */
  create(request: ImageRequest, options: OperationOptions): Promise<CreatedImage>;
  list(): Promise<ImageInfo[]>;
  /** @throws OpsError `image-not-found` */
  get(name: string): Promise<ImageInfo>;
  /** @throws OpsError `image-in-use`, `image-not-found` */
  delete(name: string): Promise<ImageInfo>;
}
