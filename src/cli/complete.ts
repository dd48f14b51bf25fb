import type { Command, CommandTable, Completer, CompletionContext, Option, Positional } from './command.js';
import { declaredOptions, parseWords } from './parse.js';
import { resolveCommand, wordsAfter, type Resolved } from './resolve.js';
import { loadParser } from './yargs.js';

/** A word that may stand at the cursor, and what it means. */
export interface Completion {
  readonly word: string;
  readonly meaning: string;
}

/**
 * What may stand where the cursor is: commands, options, choices, and the names that a command's completers know.
 * Nothing when only a file name fits.
 *
 * @param words the words after `ops` up to the cursor; the last one is being typed and may be empty
 */
export async function completeWords(
  table: CommandTable,
  words: readonly string[],
  context: CompletionContext,
): Promise<Completion[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const candidates = await candidatesAfter(table, before, typed, context);
  return candidates.filter(({ word }) => word.startsWith(typed));
}

async function candidatesAfter(
  table: CommandTable,
  before: readonly string[],
  typed: string,
  context: CompletionContext,
): Promise<Completion[]> {
  const resolved = tryResolve(table, before);
  if (resolved === undefined) return [];
  if (resolved.kind === 'overview') {
    return typed.startsWith('-')
      ? optionNames({})
      : named(wordsAfter(table, resolved.path === '' ? [] : [resolved.path]));
  }
  if (resolved.path === 'help') return named(wordsAfter(table, before.slice(before.indexOf('help') + 1)));
  const { default: command } = await resolved.entry.load();
  const declared = declaredOptions(command.options);
  const ended = before.includes('--');
  const pending = ended ? undefined : optionAwaitingValue(resolved.words.at(-1), declared);
  if (pending !== undefined) return optionValues(pending, '', context);
  if (typed.startsWith('-') && !ended) return afterHyphen(typed, declared, command, context);
  const { positionals, rest } = parseWords(await loadParser(), resolved.words, command.options);
  const positional = positionalAt(command, positionals.length + rest.length);
  return named(positional?.choices ?? (await call(positional?.complete, context)));
}

function tryResolve(table: CommandTable, words: readonly string[]): Resolved | undefined {
  try {
    return resolveCommand(table, words);
  } catch {
    return undefined;
  }
}

/** `--size=...` completes values with the option's name in front, `--s...` completes names. */
async function afterHyphen(
  typed: string,
  declared: ReadonlyMap<string, Option>,
  command: Command,
  context: CompletionContext,
): Promise<Completion[]> {
  const [, name] = /^--([^=]+)=/.exec(typed) ?? [];
  if (name === undefined) return optionNames(command.options);
  const option = declared.get(name);
  return option === undefined ? [] : optionValues(option, `--${name}=`, context);
}

/** The option that the word before the cursor left without its value: `--size` or `-qs`. */
function optionAwaitingValue(word: string | undefined, declared: ReadonlyMap<string, Option>): Option | undefined {
  if (word === undefined || !word.startsWith('-') || word.includes('=')) return undefined;
  const letter = word.at(-1);
  const option = word.startsWith('--')
    ? declared.get(word.slice(2))
    : [...declared.values()].find(({ alias }) => alias !== undefined && alias === letter);
  return option === undefined || option.type === 'boolean' ? undefined : option;
}

async function optionValues(option: Option, prefix: string, context: CompletionContext): Promise<Completion[]> {
  if (option.type === 'boolean' || option.type === 'number') return [];
  const words = option.choices ?? (await call(option.complete, context));
  return words.map((word) => ({ word: prefix + word, meaning: '' }));
}

function optionNames(options: Command['options']): Completion[] {
  return [...declaredOptions(options)]
    .filter(([name, option]) => !option.hidden && !isOnByDefault(options[name]))
    .map(([name, { description }]) => ({ word: `--${name}`, meaning: description }));
}

function isOnByDefault(option: Option | undefined): boolean {
  return option?.type === 'boolean' && option.default === true;
}

function positionalAt(command: Command, index: number): Positional | undefined {
  const last = command.positionals.at(-1);
  return command.positionals[index] ?? (last?.variadic ? last : undefined);
}

/** A completer's failure is silence: a shell has no place for messages while a line is typed. */
async function call(complete: Completer | undefined, context: CompletionContext): Promise<readonly string[]> {
  try {
    return (await complete?.(context)) ?? [];
  } catch {
    return [];
  }
}

function named(words: Iterable<readonly [string, string]> | readonly string[]): Completion[] {
  return Array.from(words, (word: string | readonly [string, string]) =>
    typeof word === 'string' ? { word, meaning: '' } : { word: word[0], meaning: word[1] },
  );
}
