/**
 * Exit code of the command line by the kind of failure. Scripts may rely on them; they never change.
 * `ops run` exits with the program's own code once the guest runs, so there these mean "it never started".
 */
export const EXIT_CODES = {
  /** The work was tried and did not succeed. */
  failed: 1,
  /** The request itself is wrong: a flag, a size, a name, a configuration. Nothing was tried. */
  usage: 2,
  /** Nothing has the name that was given. */
  'not-found': 3,
  /** More than one thing has the name that was given. */
  ambiguous: 4,
  /** What exists already, or is in use, stands in the way. */
  conflict: 5,
  /** The tool, provider or guest does not do this. */
  unsupported: 6,
  /** Something is missing on this machine: a program, a package, a permission. */
  host: 7,
  /** Bytes read from a disk or a file are not what they claim to be. */
  corrupt: 8,
  /** A mistake of ours. */
  internal: 70,
  /** Stopped by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export type FailureKind = keyof typeof EXIT_CODES;
