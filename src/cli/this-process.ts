import type { CommandTable } from './command.js';
import { COMMANDS } from './commands/index.js';
import { main, reportUncaught } from './main.js';
import type { ProcessFacts } from './process-facts.js';

/** Runs the command line of this process and sets its exit code. What is thrown outside of the command ends it. */
export async function runThisProcess(table: CommandTable = COMMANDS): Promise<void> {
  const facts = thisProcess();
  process.on('uncaughtException', (error) => {
    void reportUncaught(facts, error).then(facts.forceExit);
  });
  process.exitCode = await main(facts, table);
}

function thisProcess(): ProcessFacts {
  const { env, platform, stdout, stderr } = process;
  return {
    ...{ argv: process.argv.slice(2), env, cwd: process.cwd(), platform, stdout, stderr, signals: process },
    get stdin() {
      return process.stdin;
    },
    forceExit: (code) => process.exit(code),
  };
}
