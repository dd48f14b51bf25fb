import type { NanosMounts } from './mounts.js';

/** What the kernel reads in the root of an image: what to run, and how. */
export interface NanosManifest {
  /** The path of the ELF file in the image. */
  readonly program: string;
  /** The argument vector, the program's own name first. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: NanosMounts;
  /** Names of the klibs to load, which must be in the boot file system. */
  readonly klibs: readonly string[];
  /**
   * Ends the machine through QEMU's debug exit device, with the program's status. Without it the machine powers off
   * and says nothing: for clouds, which lack that device.
   */
  readonly debugExit: boolean;
  readonly readOnlyRoot: boolean;
  /** Restarts the machine when the program fails. */
  readonly rebootOnExit?: boolean;
  /** Where the program starts. Default: `/`. */
  readonly workingDirectory?: string;
  /** `ManifestPassthrough` of config.json; of what is set here and above, the above counts. */
  readonly passthrough?: Readonly<Record<string, unknown>>;
}
