import type { Mount } from './mount.js';

/** A program that brings all that it needs along. */
export interface PackagedProgram {
  /** Absolute path on this machine of the ELF file. */
  readonly hostPath: string;
  /** Absolute path of the same in the guest. */
  readonly path: string;
  /** Absolute; its content goes onto the root. Absent: the program needs nothing. */
  readonly sysroot?: string;
  /** `argv[0]` and what else stands before the user's arguments. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** For people: `node 18.0.0`. */
  readonly description: string;
}

/** What goes into the root of an image. Everything is checked text: nothing here is parsed again. */
export interface RootContent {
  /** A file or directory of this machine, an absolute path below `targetRoot`, or a name on `searchPath`. */
  readonly program: string;
  /** Is run in place of `program`, which then only names the image. */
  readonly package?: PackagedProgram;
  /** What follows the program's own words in its argument vector. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Host directories in them are absolute. */
  readonly mounts: readonly Mount[];
  readonly files: readonly string[];
  readonly dirs: readonly string[];
  /** Pattern of this machine's files -> directory in the guest. */
  readonly mapDirs: Readonly<Record<string, string>>;
  /** Whether arguments that are files of this machine are copied into the image. */
  readonly copyArguments: boolean;
  readonly nameServers: readonly string[];
  /** Where interpreters and libraries come from, instead of `/`; absolute. */
  readonly targetRoot?: string;
  /** Absolute; what `files`, `dirs` and `mapDirs` start from. */
  readonly parentDirectory: string;
  /** Absolute; what everything else starts from. */
  readonly workingDirectory: string;
  /** As `PATH`. */
  readonly searchPath?: string;
  readonly readOnlyRoot: boolean;
}
