import type { OpsError } from '../core/errors.js';
import type { GuestKind } from '../core/guest-kind.js';
import type { NanosRequest } from '../core/nanos-request.js';
import type { OperationOptions } from '../core/progress.js';
import type { RootContent } from '../core/root-content.js';
import type { Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import type { DiskFiles } from './disk-files.js';

export { GUEST_KINDS, type GuestKind } from '../core/guest-kind.js';

/** An image as `-j` shows it. Properties are only ever added. */
export interface ImageInfo {
  readonly name: string;
  readonly uuid: Uuid;
  readonly guest: GuestKind;
  readonly size: Bytes;
  /** Bytes that it takes where it is stored; null when the provider does not say. */
  readonly allocated: Bytes | null;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The path in the guest of what is run. */
  readonly program: string;
  /** The whole argument vector, `argv[0]` first. */
  readonly arguments: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly path: string; readonly readOnly: boolean }[];
  /** A path of this machine, or the provider's own id. */
  readonly location: string;
  readonly provider: string;
}

/** An image's root, and what boots it. */
export interface RootRequest extends RootContent {
  readonly guest: GuestKind;
  /** For the guest `nanos`. */
  readonly nanos: NanosRequest;
  /** Of the root disk; absent: what the content needs and headroom. */
  readonly size?: Bytes;
}

export interface CreateImageRequest extends RootRequest {
  /** Absent: the program's name up to its first dot. */
  readonly name?: string;
  /** Whether an image of the same name gives way. */
  readonly replace: boolean;
}

export interface CreatedImage {
  readonly image: ImageInfo;
  readonly files: number;
  /** Bytes of the files' contents. */
  readonly content: Bytes;
  /** What runs, for people: `node 24.4.0`, `x86_64 static`. */
  readonly description: string;
}

export interface ImageFacet {
  /** @throws OpsError `image-exists`, `program-*`, `library-missing`, `mount-invalid`, `volume-not-found` */
  create(request: CreateImageRequest, options: OperationOptions): Promise<CreatedImage>;
  /** Every image, by name. `onBroken` is told why one is not among them. */
  list(onBroken?: (problem: OpsError) => void): Promise<ImageInfo[]>;
  /** @throws OpsError `image-not-found` */
  get(name: string): Promise<ImageInfo>;
  /** Opens the files of an image's root. @throws OpsError `image-not-found`, `format-corrupt`, `format-unsupported` */
  files(name: string): Promise<DiskFiles>;
  /** @throws OpsError `image-in-use`, `image-not-found` */
  delete(name: string): Promise<ImageInfo>;
}
