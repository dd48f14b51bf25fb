import type { Option, Options } from './command.js';
import type { GlobalFlags } from './context.js';

/** The flags of every command. The last three are those of OPS. */
export const GLOBAL_OPTIONS = {
  json: { type: 'boolean', alias: 'j', description: 'print JSON' },
  quiet: { type: 'boolean', alias: 'q', description: 'print ids only' },
  verbose: { type: 'boolean', alias: 'v', description: 'tell more, and show where an error came from' },
  'assume-yes': { type: 'boolean', alias: 'y', description: 'do not ask' },
  help: { type: 'boolean', alias: 'h', description: 'show this help' },
  'no-color': { type: 'boolean', description: 'no colour' },
  'show-warnings': { type: 'boolean', description: 'accepted: warnings are always shown', hidden: true },
  'show-errors': { type: 'boolean', description: 'accepted: errors are always shown', hidden: true },
  'show-debug': { type: 'boolean', description: 'the same as --verbose', hidden: true },
} as const satisfies Options;

/** The global options beside those of a command: without the letters that it takes for its own. */
export function globalOptionsBeside(options: Options): Options {
  const taken = new Set(Object.values(options).flatMap((option) => (option.takesGlobalAlias ? [option.alias] : [])));
  const beside = ({ alias, ...option }: Option): Option =>
    alias === undefined || taken.has(alias) ? option : { ...option, alias };
  return Object.fromEntries(Object.entries(GLOBAL_OPTIONS).map(([name, option]) => [name, beside(option)]));
}

/** What the global flags say together with the environment. `OPS_DEBUG` is `--verbose`. */
export interface GlobalSettings extends GlobalFlags {
  readonly help: boolean;
  readonly noColor: boolean;
}

export function globalSettings(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): GlobalSettings {
  const on = (name: keyof typeof GLOBAL_OPTIONS): boolean => values[name] === true;
  return {
    json: on('json'),
    quiet: on('quiet'),
    verbose: on('verbose') || on('show-debug') || Boolean(env['OPS_DEBUG']),
    assumeYes: on('assume-yes'),
    help: on('help'),
    noColor: on('no-color'),
  };
}
