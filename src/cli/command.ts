import type { CommandContext } from './context.js';

/** What a completer gets: no services, no output; it must be quick, and its failures are silence. */
export interface CompletionContext {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names that may stand where a word is typed. All of them: what was typed so far is sifted by the caller. */
export type Completer = (context: CompletionContext) => Promise<readonly string[]>;

/** An argument told by its place. `optional` ones come last; `variadic` takes all that is left, at least one unless optional. */
export interface Positional {
  readonly name: string;
  readonly description: string;
  readonly optional?: true;
  readonly variadic?: true;
  readonly choices?: readonly string[];
  /** Text to value; throws an OpsError whose message quotes the text. */
  readonly parse?: (text: string) => unknown;
  readonly complete?: Completer;
}

interface OptionBase {
  readonly description: string;
  /** One letter, without the hyphen. */
  readonly alias?: string;
  /** The letter is that of a global option, which has its long name alone on this command. */
  readonly takesGlobalAlias?: true;
  /** Accepted, and left out of help and completion. */
  readonly hidden?: true;
}

/** A switch. With `default: true` it is turned off by `--no-<name>`, which exists for no other option. */
export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
  readonly default?: boolean;
}

/** What options that take a value have in common. Values are text until `parse`: `007` and `1e3` stay as typed. */
interface ValueOption extends OptionBase {
  /** What help calls the value: `SIZE`, `DIR`, `NAME`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly parse?: (text: string) => unknown;
  readonly complete?: Completer;
}

/** One value; when given twice the last wins, so that shell aliases can be overridden. */
export interface StringOption extends ValueOption {
  readonly type: 'string';
  readonly required?: true;
  /** As it would be typed; goes through `parse`, too. */
  readonly default?: string;
}

/** A decimal number, whole unless `parse` says otherwise. */
export interface NumberOption extends OptionBase {
  readonly type: 'number';
  readonly value?: string;
  readonly required?: true;
  readonly default?: number;
}

/** May be given many times, one value each time; the empty list when it was not given. */
export interface ListOption extends ValueOption {
  readonly type: 'list';
}

export type Option = BooleanOption | StringOption | NumberOption | ListOption;
export type Options = Readonly<Record<string, Option>>;

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
type Parsed<Definition> = Definition extends { parse: (text: string) => infer Value }
  ? Value
  : Definition extends { choices: readonly (infer Choice)[] }
    ? Choice
    : string;
type Missing<Definition> = Definition extends { required: true } | { default: string | number } ? never : undefined;
type OptionValue<Definition> = Definition extends { type: 'boolean' }
  ? boolean
  : Definition extends { type: 'number' }
    ? number | Missing<Definition>
    : Definition extends { type: 'list' }
      ? readonly Parsed<Definition>[]
      : Parsed<Definition> | Missing<Definition>;
type PositionalValue<Definition> = Definition extends { variadic: true }
  ? readonly Parsed<Definition>[]
  : Parsed<Definition> | (Definition extends { optional: true } ? undefined : never);

/** What `run` gets: a property for each positional and option, in camel case (`instance-name` is `instanceName`). */
export type Arguments<Positionals extends readonly Positional[], Flags extends Options | undefined> = {
  readonly [Definition in Positionals[number] as CamelCase<Definition['name']>]: PositionalValue<Definition>;
} & (Flags extends Options
  ? { readonly [Name in keyof Flags & string as CamelCase<Name>]: OptionValue<Flags[Name]> }
  : unknown) & {
    /** What stood after `--`; always empty unless the command has `rest`. */
    readonly rest: readonly string[];
  };

/** A command line, and what it does in a few words. */
export type Example = readonly [line: string, what: string];

export interface CommandDefinition<Positionals extends readonly Positional[], Flags extends Options | undefined> {
  readonly path: readonly string[];
  /** One line without a full stop; the same as in the table of commands. */
  readonly summary: string;
  readonly description?: string;
  readonly positionals?: Positionals;
  readonly options?: Flags;
  /** What follows `--`, where the command hands words on; elsewhere words after `--` are positionals. */
  readonly rest?: { readonly name: string; readonly description: string };
  readonly examples: readonly Example[];
  /** Returns the exit code; nothing means 0. Failures are thrown. */
  run(args: Arguments<Positionals, Flags>, context: CommandContext): Promise<number | undefined> | Promise<void>;
}

/** A command whose argument types are forgotten: what parsing, help and completion work with. */
export interface Command {
  readonly path: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly positionals: readonly Positional[];
  readonly options: Options;
  readonly rest?: { readonly name: string; readonly description: string };
  readonly examples: readonly Example[];
  run(args: unknown, context: CommandContext): Promise<number | undefined> | Promise<void>;
}

/**
 * Declares a command; the types of `args` follow from the positionals and options.
 *
 * @example
 * export default defineCommand({
 *   path: ['volume', 'create'],
 *   summary: 'Make a volume, empty or from a directory',
 *   positionals: [{ name: 'name', description: 'what to call it' }],
 *   options: { size: { type: 'string', alias: 's', value: 'SIZE', description: 'its size', parse: parseSize } },
 *   examples: [['ops volume create assets -s 64m', 'an empty volume of 64 MiB']],
 *   async run({ name, size }, context) { ... }, // name: string, size: Bytes | undefined
 * });
 */
export function defineCommand<
  const Positionals extends readonly Positional[] = readonly [],
  const Flags extends Options | undefined = undefined,
>(definition: CommandDefinition<Positionals, Flags>): Command {
  return { ...definition, positionals: definition.positionals ?? [], options: definition.options ?? {} };
}

/** A row of the table of commands: enough to list and find it without loading it. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ readonly default: Command }>;
  /** Other paths to the same command: `detach` for `volume detach`. */
  readonly aliases?: readonly string[];
  readonly hidden?: true;
}

/** All commands by their path, words joined by one space, and what each group is about. */
export interface CommandTable {
  readonly groups: Readonly<Record<string, string>>;
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

/** `instance-name` to `instanceName`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
