import type { Command, CommandTable, Option, Positional } from '../command.js';
import { GLOBAL_OPTIONS, globalOptionsBeside } from '../global-options.js';
import { wordsAfter } from '../resolve.js';
import { usageLine } from './usage.js';
import { displayWidth, padEnd } from './width.js';

/** A term and what it means; shown as two columns. */
type Entry = readonly [term: string, meaning: string];

/** Lines longer than this are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 110;
const MOST_TERM_WIDTH = 32;

/** The page of one command. */
export function renderCommandHelp(command: Command, aliases: readonly string[], terminalColumns: number): string {
  const columns = Math.min(terminalColumns, MOST_COLUMNS);
  const positionals: Entry[] = command.positionals.map((positional) => [
    positional.name,
    positionalMeaning(positional),
  ]);
  if (command.rest) positionals.push([command.rest.name, command.rest.description]);
  return page([
    [...wrap(`usage: ${usageLine(command)}`, columns, 7), ...aliases.map((alias) => `also:  ops ${alias}`)],
    wrap(sentence(command.description ?? command.summary), columns, 0),
    section('arguments', positionals, columns),
    section('options', optionEntries(command.options), columns),
    section('options of every command', optionEntries(globalOptionsBeside(command.options)), columns),
    command.examples.length === 0 ? [] : ['examples', ...exampleLines(command, columns)],
  ]);
}

/** The page of a group: its commands. */
export function renderGroupHelp(table: CommandTable, group: string, terminalColumns: number): string {
  const columns = Math.min(terminalColumns, MOST_COLUMNS);
  return page([
    [`usage: ops ${group} <command> [options]`],
    wrap(sentence(table.groups[group] ?? ''), columns, 0),
    section('commands', [...wordsAfter(table, [group])], columns),
    wrap(`ops ${group} <command> --help tells more about a command`, columns, 0),
  ]);
}

/** The first page: all groups and commands. */
export function renderRootHelp(table: CommandTable, terminalColumns: number): string {
  const columns = Math.min(terminalColumns, MOST_COLUMNS);
  const words = [...wordsAfter(table, [])];
  const isGroup = ([word]: Entry): boolean => Object.hasOwn(table.groups, word);
  return page([
    ['usage: ops <command> [options]'],
    wrap('Turns a program and its data into a virtual machine image with persistent volumes, and runs it.', columns, 0),
    section(
      'commands',
      words.filter((word) => !isGroup(word)),
      columns,
    ),
    section('groups of commands', words.filter(isGroup), columns),
    section('options of every command', optionEntries(GLOBAL_OPTIONS), columns),
    wrap('ops <command> --help tells more about a command; ops --version shows the version', columns, 0),
  ]);
}

function page(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function section(title: string, entries: readonly Entry[], columns: number): string[] {
  if (entries.length === 0) return [];
  const widest = Math.max(...entries.map(([term]) => displayWidth(term)));
  const termWidth = Math.min(widest, MOST_TERM_WIDTH, Math.floor(columns / 2));
  const lines = entries.flatMap(([term, meaning]) => {
    const [first = '', ...others] = wrap(meaning, columns - termWidth - 4, 0);
    const start =
      displayWidth(term) > termWidth
        ? [`  ${term}`, `  ${padEnd('', termWidth)}  ${first}`]
        : [`  ${padEnd(term, termWidth)}  ${first}`.trimEnd()];
    return [...start, ...others.map((line) => `  ${padEnd('', termWidth)}  ${line}`)];
  });
  return [title, ...lines];
}

function optionEntries(options: Readonly<Record<string, Option>>): Entry[] {
  return Object.entries(options)
    .filter(([, option]) => !option.hidden)
    .map(([name, option]) => [optionTerm(name, option), optionMeaning(option)]);
}

/** `-s, --size SIZE`; `    --accel` is shown as what changes it: `    --no-accel`. */
function optionTerm(name: string, option: Option): string {
  const short = option.alias === undefined ? '    ' : `-${option.alias}, `;
  if (option.type === 'boolean') return `${short}--${option.default === true ? 'no-' : ''}${name}`;
  return `${short}--${name} ${option.value ?? (option.type === 'number' ? 'NUMBER' : 'TEXT')}`;
}

function positionalMeaning({ description, choices }: Positional): string {
  return choices === undefined ? description : `${description} (one of ${choices.join(', ')})`;
}

function optionMeaning(option: Option): string {
  const remarks: string[] = [];
  if (option.type === 'list') remarks.push('may be repeated');
  if (option.type !== 'boolean' && option.type !== 'number' && option.choices)
    remarks.push(`one of ${option.choices.join(', ')}`);
  if (option.type !== 'boolean' && option.type !== 'list' && option.required) remarks.push('required');
  if (option.type !== 'boolean' && option.type !== 'list' && option.default !== undefined) {
    remarks.push(`default ${option.default}`);
  }
  return remarks.length === 0 ? option.description : `${option.description} (${remarks.join('; ')})`;
}

function exampleLines(command: Command, columns: number): string[] {
  const width = Math.max(...command.examples.map(([line]) => displayWidth(line)));
  return command.examples.flatMap(([line, what]) => {
    const together = `  ${padEnd(line, width)}  # ${what}`;
    return displayWidth(together) <= columns ? [together] : [`  # ${what}`, `  ${line}`];
  });
}

/** Lines of at most `columns`, broken between words; the second and later ones indented. */
function wrap(text: string, columns: number, indent: number): string[] {
  if (displayWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && displayWidth(longer) > columns) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent) + word;
    } else line = longer;
  }
  return [...lines, line];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
