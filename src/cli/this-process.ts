import type { ProcessFacts } from './process-facts.js';

/** The process we run in. */
export function thisProcess(): ProcessFacts {
  const { env, platform, stdout, stderr } = process;
  return {
    ...{ argv: process.argv.slice(2), env, cwd: process.cwd(), platform, stdout, stderr, signals: process },
    get stdin() {
      return process.stdin;
    },
    forceExit: (code) => process.exit(code),
  };
}
