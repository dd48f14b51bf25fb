import { defineCommand } from '../command.js';
import { showHelp } from '../help.js';
import { resolveCommand } from '../resolve.js';

export default defineCommand({
  path: ['help'],
  summary: 'Show help about a command',
  positionals: [{ name: 'command', description: 'the words of a command or a group', optional: true, variadic: true }],
  examples: [
    ['ops help', 'all commands'],
    ['ops help volume create', 'one command'],
  ],
  async run({ command }, context) {
    await showHelp(context, resolveCommand(context.commands, command).path);
  },
});
