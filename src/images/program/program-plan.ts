import type { TreeEntry } from '../../filesystem/entries.js';
import type { Architecture } from './architecture.js';

export interface ProgramRequest {
  /**
   * What to run: a file or a directory of this machine, an absolute path below `targetRoot`, or a bare name, which is
   * looked for in `workingDirectory` and then on `searchPath`.
   */
  readonly program: string;
  /** Absolute; what relative paths start from. */
  readonly workingDirectory: string;
  /** A directory of this machine that stands for the root: interpreters and libraries come from below it only. */
  readonly targetRoot?: string;
  /** Colon-separated directories, as in `PATH`; the standard ones when absent. */
  readonly searchPath?: string;
  /** Absolute directory of the guest for a program from outside of the system's own directories. Default: `/`. */
  readonly programDirectory?: string;
  /** What the guest's processor is. Default `x86_64`. */
  readonly architecture?: Architecture;
}

/** How a program is put into an image and started there. */
export interface ProgramPlan {
  /** Path in the guest of the ELF file that is executed. */
  readonly path: string;
  /** `argv[0]` and what else stands before the user's arguments, such as `['node', '/server.js']`. */
  readonly arguments: readonly string[];
  /** Variables that the script's `#!/usr/bin/env NAME=value` line sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** The program, its interpreters and its libraries. */
  readonly entries: readonly TreeEntry[];
  /** For people: `node 24.4.0`, `bash`, `x86_64 glibc`, `x86_64 static`. */
  readonly description: string;
  /** Of the ELF file at `path`; an `i386` program runs on an `x86_64` guest. */
  readonly architecture: Architecture;
  readonly libc: Libc;
}

/** Whose loader starts it; `none` for a static program. */
export type Libc = 'glibc' | 'musl' | 'none';
