import type { AttachRequest } from '../core/attach-request.js';
import type { GuestKind } from '../core/guest-kind.js';
import type { Mount } from '../core/mount.js';
import type { NanosRequest } from '../core/nanos-request.js';
import type { RootContent } from '../core/root-content.js';
import { bytes, MIB, type Bytes } from '../core/size.js';
import type { VolumeToMake } from '../core/volume-to-make.js';
import type { StoredImage } from '../images/image-store.js';
import type { Accelerator } from '../qemu/accelerator-kind.js';
import type { PortForward } from '../qemu/ports.js';

/** Enough for a Node server. It is taken from this machine as the guest touches it. */
export const DEFAULT_MEMORY = bytes(512 * MIB);

/** Where the root disk of an instance comes from. */
export type RootSource =
  /** Built for this run alone, from a program of this machine. */
  | {
      readonly kind: 'program';
      readonly content: RootContent;
      readonly size?: Bytes;
      /** For the guest `nanos`. */
      readonly nanos: NanosRequest;
    }
  /** An image of the store; what the guest writes to it stays in the instance. */
  | { readonly kind: 'image'; readonly image: StoredImage };

/** An instance that is to run. Everything is checked text: nothing here is parsed again. */
export interface RunRequest {
  readonly name: string;
  /** Whether a name that is taken is an error, or gets a number. */
  readonly nameTaken: 'refuse' | 'number';
  readonly root: RootSource;
  /** What boots; of an image, what is in it. */
  readonly guest: GuestKind;
  /** Those of the image. Host directories are absolute. */
  readonly mounts: readonly Mount[];
  /** Whether the volumes that the mounts name are attached without being asked for. */
  readonly attachNamed: boolean;
  /** What is attached besides. */
  readonly attach: readonly AttachRequest[];
  /** Volumes that are made for it, and attached to mounts of the image. */
  readonly make?: readonly VolumeToMake[];
  readonly forwards: readonly PortForward[];
  readonly memory: Bytes;
  readonly cpus: number;
  /** Opens QMP on 127.0.0.1, on the port that the instance's id spells. */
  readonly qmp: boolean;
  /** Shows what the kernel says while it boots. */
  readonly verbose: boolean;
  readonly accelerator: 'auto' | Accelerator;
  /** A kernel to use instead of the home's: a folder or a file. */
  readonly kernel?: string;
}
