import type { Command } from '../command.js';

/** `ops volume create <name> [options]`: how a command is typed. */
export function usageLine(command: Command): string {
  const words = command.positionals.map(({ name, optional, variadic }) => {
    const dots = variadic ? '...' : '';
    return optional ? `[${name}${dots}]` : `<${name}>${dots}`;
  });
  const rest = command.rest ? [`[-- ${command.rest.name}...]`] : [];
  return ['ops', ...command.path, ...words, '[options]', ...rest].join(' ');
}
