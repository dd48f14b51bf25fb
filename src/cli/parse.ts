import type { Option, Options } from './command.js';
import { globalOptionsBeside } from './global-options.js';
import type { Parser } from './yargs.js';

/** A command line taken apart, before anything in it is judged. */
export interface ParsedWords {
  /** By long name: `true`/`false`, a text, or a list of texts. Only what was given is there. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  /** What stood after `--`. */
  readonly rest: readonly string[];
  /** Options that nobody declared, as typed: `--siz`, `-Z`. */
  readonly unknown: readonly string[];
  /** What yargs had to object: a value missing, or given to a switch. */
  readonly problem: string | undefined;
}

/** How yargs is asked to read: text stays text, and nothing is guessed. */
const CONFIGURATION = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'nargs-eats-options': false,
  'parse-numbers': false,
  'populate--': true,
  'strip-aliased': true,
};

/** Our words for what yargs reports. */
const MESSAGES: Readonly<Record<string, string>> = {
  'Not enough arguments following: %s': 'needs a value',
  'Argument unexpected for: %s': 'takes no value',
};

/** Takes `words` apart by `options` and the global options. Never throws. */
export function parseWords(parser: Parser, words: readonly string[], options: Options): ParsedWords {
  const declared = declaredOptions(options);
  const translate = (message: string, key: string): string => `${flagText(key)} ${MESSAGES[message] ?? message}`;
  const yargsOptions = { ...declarations(declared), configuration: CONFIGURATION, __: translate };
  const { argv, error } = parser.detailed(splitShortValues(words, declared), yargsOptions);
  const { _: positionals, '--': rest = [], ...values } = argv;
  return {
    values,
    positionals: positionals.map(String),
    rest: rest.map(String),
    unknown: Object.keys(values)
      .filter((key) => !declared.has(key))
      .map(flagText),
    problem: error?.message,
  };
}

/** All options by the names they can be typed with: global ones, those of the command, and `no-x` of what is on by default. */
export function declaredOptions(options: Options): Map<string, Option> {
  const declared = new Map<string, Option>(Object.entries({ ...globalOptionsBeside(options), ...options }));
  for (const [name, option] of Object.entries(options)) {
    if (option.type !== 'boolean' || option.default !== true) continue;
    declared.set(`no-${name}`, { type: 'boolean', description: option.description });
  }
  return declared;
}

/** `s` to `-s`, `size` to `--size`. */
export function flagText(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key}`;
}

function declarations(declared: ReadonlyMap<string, Option>) {
  const entries = [...declared];
  const names = (wanted: (option: Option) => boolean): string[] =>
    entries.filter(([, option]) => wanted(option)).map(([name]) => name);
  return {
    boolean: names((option) => option.type === 'boolean'),
    string: names((option) => option.type !== 'boolean'),
    array: names((option) => option.type === 'list'),
    // A list takes one value at a time, a switch none: `--json true` leaves "true" to the positionals.
    narg: Object.fromEntries(entries.map(([name, option]) => [name, option.type === 'boolean' ? 0 : 1])),
    alias: Object.fromEntries(
      entries.map(([name, option]) => [name, option.alias === undefined ? [] : [option.alias]]),
    ),
  };
}

/**
 * `-s64m` and `-qs64m` to `-s=64m` and `-q -s=64m`. yargs reads letters after a letter as more switches unless they are
 * a number; getopt (POSIX.1-2017, 12.2, guideline 6) gives them to the option when it takes a value.
 */
function splitShortValues(words: readonly string[], declared: ReadonlyMap<string, Option>): string[] {
  const takesValue = new Set<string>();
  for (const option of declared.values()) {
    if (option.type !== 'boolean' && option.alias !== undefined) takesValue.add(option.alias);
  }
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  const split = options.flatMap((word) => splitShortValue(word, takesValue));
  return [...split, ...words.slice(options.length)];
}

function splitShortValue(word: string, takesValue: ReadonlySet<string>): string[] {
  if (!/^-[A-Za-z]/.test(word)) return [word];
  let at = 1;
  while (at < word.length && word[at] !== '=' && !takesValue.has(word.charAt(at))) at++;
  if (!takesValue.has(word.charAt(at)) || at === word.length - 1) return [word];
  const switches = at === 1 ? [] : [word.slice(0, at)];
  return [...switches, `-${word.charAt(at)}=${word.slice(at + 1).replace(/^=/, '')}`];
}
