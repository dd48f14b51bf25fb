import { OpsError } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';
import { camelCase, type Command, type Option, type Positional } from './command.js';
import { declaredOptions, type ParsedWords } from './parse.js';
import { usageLine } from './render/usage.js';

/**
 * Turns parsed words into the typed arguments of `command`.
 *
 * @throws OpsError `usage-invalid`, or what a `parse` of the command throws
 */
export function bindArguments(command: Command, words: ParsedWords): Readonly<Record<string, unknown>> {
  refuseUnknown(command, words);
  if (words.problem !== undefined) throw new OpsError('usage-invalid', words.problem, { hint: helpHint(command) });
  const bound: Record<string, unknown> = { rest: command.rest ? words.rest : [] };
  for (const [name, option] of Object.entries(command.options)) {
    bound[camelCase(name)] = bindOption(command, name, option, words.values);
  }
  const texts = command.rest ? words.positionals : [...words.positionals, ...words.rest];
  return Object.assign(bound, bindPositionals(command, texts));
}

function refuseUnknown(command: Command, words: ParsedWords): void {
  const [unknown] = words.unknown;
  if (unknown === undefined) return;
  const names = [...declaredOptions(command.options)]
    .filter(([, option]) => !option.hidden)
    .map(([name]) => `--${name}`);
  const closest = unknown.startsWith('--') ? findClosest(unknown, names) : undefined;
  throw new OpsError('usage-invalid', `unknown option ${unknown}`, {
    hint: closest === undefined ? helpHint(command) : `did you mean ${closest}?`,
    details: { option: unknown, ...(closest !== undefined && { closest }) },
  });
}

function bindOption(command: Command, name: string, option: Option, values: ParsedWords['values']): unknown {
  const given = values[name];
  if (option.type === 'boolean') return values[`no-${name}`] === true ? false : (given ?? option.default ?? false);
  const texts = (Array.isArray(given) ? given : given === undefined ? [] : [given]).map(String);
  if (option.type === 'list') return texts.map((text) => bindText(`--${name}`, option, text));
  const text = texts.at(-1);
  if (text === '') throw new OpsError('usage-invalid', `--${name} needs a value`, { hint: helpHint(command) });
  if (text === undefined && option.required) {
    throw new OpsError('usage-invalid', `--${name} is missing`, { hint: helpHint(command) });
  }
  if (option.type === 'number') return text === undefined ? option.default : bindNumber(name, text);
  const chosen = text ?? option.default;
  return chosen === undefined ? undefined : bindText(`--${name}`, option, chosen);
}

/** @param label how the option or positional is typed: `--size`, `<shell>` */
function bindText(label: string, { choices, parse }: Pick<Positional, 'choices' | 'parse'>, text: string): unknown {
  if (choices !== undefined && !choices.includes(text)) {
    const closest = findClosest(text, choices);
    throw new OpsError('usage-invalid', `${label}: "${text}" is not one of ${choices.join(', ')}`, {
      ...(closest !== undefined && { hint: `did you mean "${closest}"?` }),
      details: { value: text, choices },
    });
  }
  return parse ? parse(text) : text;
}

function bindNumber(name: string, text: string): number {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new OpsError('usage-invalid', `--${name}: "${text}" is not a whole number`, { details: { value: text } });
}

function bindPositionals(command: Command, texts: readonly string[]): Record<string, unknown> {
  const bound: Record<string, unknown> = {};
  let next = 0;
  for (const positional of command.positionals) {
    const taken = positional.variadic ? texts.slice(next) : texts.slice(next, next + 1);
    if (taken.length === 0 && !positional.optional) {
      throw new OpsError('usage-invalid', `<${positional.name}> is missing`, { hint: usageLine(command) });
    }
    bound[camelCase(positional.name)] = bindPositional(positional, taken);
    next += taken.length;
  }
  const extra = texts[next];
  if (extra === undefined) return bound;
  throw new OpsError('usage-invalid', `"${extra}" is one argument too many`, { hint: usageLine(command) });
}

function bindPositional(positional: Positional, texts: readonly string[]): unknown {
  const values = texts.map((text) => bindText(`<${positional.name}>`, positional, text));
  return positional.variadic ? values : values[0];
}

function helpHint(command: Command): string {
  return `ops ${command.path.join(' ')} --help`;
}
