/**
 * Exit code of the command line by the kind of failure. Scripts may rely on them; they never change.
 * `ops run` exits with the program's own code once the guest runs, so there these mean "it never started".
 */
export const EXIT_CODES = {
  failed: 1,
  usage: 2,
  'not-found': 3,
  ambiguous: 4,
  conflict: 5,
  unsupported: 6,
  host: 7,
  corrupt: 8,
  internal: 70,
  interrupted: 130,
} as const;

export type FailureKind = keyof typeof EXIT_CODES;

/** What each kind of failure means, for people: the source of docs/errors.md. */
export const FAILURE_MEANINGS: Readonly<Record<FailureKind, string>> = {
  failed: 'The work was tried and did not succeed.',
  usage: 'The request itself is wrong: a flag, a size, a name, a configuration. Nothing was tried.',
  'not-found': 'Nothing has the name that was given.',
  ambiguous: 'More than one thing has the name that was given.',
  conflict: 'What exists already, or is in use, stands in the way.',
  unsupported: 'The tool, provider or guest does not do this.',
  host: 'Something is missing on this machine: a program, a package, a permission.',
  corrupt: 'Bytes read from a disk or a file are not what they claim to be.',
  internal: 'A mistake of ours.',
  interrupted: 'Stopped by Ctrl-C.',
};
