import { OpsError } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';
import type { CommandEntry, CommandTable } from './command.js';

/** What the first words of a command line name. */
export type Resolved =
  | { readonly kind: 'command'; readonly path: string; readonly entry: CommandEntry; readonly words: readonly string[] }
  /** The path is a group's name, or empty when there is no word at all: `ops`, `ops --help`. */
  | { readonly kind: 'overview'; readonly path: string; readonly words: readonly string[] };

/**
 * Finds the command that `argv` starts with; switches may stand before and between its words.
 *
 * @throws OpsError `usage-invalid` with the closest name
 */
export function resolveCommand(table: CommandTable, argv: readonly string[]): Resolved {
  const end = argv.indexOf('--');
  const places = [...argv.slice(0, end === -1 ? undefined : end).entries()].filter(([, word]) => !word.startsWith('-'));
  const names = namesOf(table);
  for (let depth = Math.min(places.length, longestName(names)); depth > 0; depth--) {
    const taken = places.slice(0, depth);
    const name = names.get(taken.map(([, word]) => word).join(' '));
    if (name === undefined) continue;
    const indexes = new Set(taken.map(([index]) => index));
    return { kind: 'command', ...name, words: argv.filter((_, index) => !indexes.has(index)) };
  }
  const group = groupPlaces(table, places);
  const next = places[group.length];
  const path = group.map(([, word]) => word);
  if (next !== undefined) throw unknownCommand(table, next[1], path);
  const indexes = new Set(group.map(([index]) => index));
  return { kind: 'overview', path: path.join(' '), words: argv.filter((_, index) => !indexes.has(index)) };
}

type Place = readonly [index: number, word: string];

/** The places of the longest group that the words begin with; none when they begin with no group. */
function groupPlaces(table: CommandTable, places: readonly Place[]): readonly Place[] {
  const last = places.findIndex((_, index) => {
    const path = places.slice(0, index + 1).map(([, word]) => word);
    return !Object.hasOwn(table.groups, path.join(' '));
  });
  return last === -1 ? places : places.slice(0, last);
}

/** The words that may follow `path` (no words, or a group), with what they are about. */
export function wordsAfter(table: CommandTable, path: readonly string[]): Map<string, string> {
  const words = new Map<string, string>();
  const prefix = path.map((word) => `${word} `).join('');
  for (const [group, summary] of Object.entries(table.groups)) {
    const tail = group.slice(prefix.length);
    if (group.startsWith(prefix) && !tail.includes(' ')) words.set(tail, summary);
  }
  for (const [name, { entry }] of namesOf(table)) {
    const tail = name.slice(prefix.length);
    if (name.startsWith(prefix) && !tail.includes(' ') && !entry.hidden) words.set(tail, entry.summary);
  }
  return words;
}

function namesOf(table: CommandTable): Map<string, { path: string; entry: CommandEntry }> {
  const names = new Map<string, { path: string; entry: CommandEntry }>();
  for (const [path, entry] of Object.entries(table.commands)) {
    for (const name of [path, ...(entry.aliases ?? [])]) names.set(name, { path, entry });
  }
  return names;
}

function longestName(names: ReadonlyMap<string, unknown>): number {
  return Math.max(0, ...[...names.keys()].map((name) => name.split(' ').length));
}

function unknownCommand(table: CommandTable, typed: string, path: readonly string[]): OpsError {
  const closest = findClosest(typed, wordsAfter(table, path).keys());
  const where = path.map((word) => `${word}: `).join('');
  const hint = closest === undefined ? ['ops', ...path, '--help'] : ['did you mean "ops', ...path, `${closest}"?`];
  return new OpsError('usage-invalid', `${where}unknown command "${typed}"`, {
    hint: hint.join(' '),
    details: { command: typed, ...(closest !== undefined && { closest }) },
  });
}
