import assert from 'node:assert/strict';
import { bindArguments } from '../../src/cli/arguments.js';
import { COMMANDS } from '../../src/cli/commands/index.js';
import type { Command, CommandEntry, CommandTable, Option } from '../../src/cli/command.js';
import { GLOBAL_OPTIONS, globalOptionsBeside } from '../../src/cli/global-options.js';
import { parseWords } from '../../src/cli/parse.js';
import { resolveCommand } from '../../src/cli/resolve.js';
import { loadParser } from '../../src/cli/yargs.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';

/** What every command in a table must keep; empty when it does. */
async function faultsOf(table: CommandTable, path: string, entry: CommandEntry): Promise<string[]> {
  const { default: command } = await entry.load();
  const faults: string[] = [];
  const check = (good: boolean, fault: string): void => {
    if (!good) faults.push(`${path}: ${fault}`);
  };
  check(command.path.join(' ') === path, `calls itself ${command.path.join(' ')}`);
  check(command.summary === entry.summary, 'has another summary in the table');
  check(/^[A-Z].*[^.]$/.test(command.summary), 'a summary starts with a capital letter and has no full stop');
  check(command.path.length < 2 || Object.hasOwn(table.groups, command.path[0] ?? ''), 'is in a group without a name');
  check(command.examples.length > 0, 'has no example');
  for (const [line] of command.examples)
    check(await exampleRuns(table, path, command, line), `example does not parse: ${line}`);
  return [...faults, ...namingFaults(path, command)];
}

/** The example as the shell would hand it over: up to a pipe, without quotes. */
async function exampleRuns(table: CommandTable, path: string, command: Command, line: string): Promise<boolean> {
  const [, typed = ''] = /(?:^|[ (])ops ([^|>)]*)/.exec(line) ?? [];
  const words = (typed.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  try {
    const resolved = resolveCommand(table, words);
    bindArguments(command, parseWords(await loadParser(), resolved.words, command.options));
    return resolved.path === path;
  } catch {
    return false;
  }
}

function namingFaults(path: string, { options, positionals }: Command): string[] {
  const declared: readonly Option[] = [...Object.values(globalOptionsBeside(options)), ...Object.values(options)];
  const names = [
    ...Object.keys(GLOBAL_OPTIONS),
    ...Object.keys(options),
    ...positionals.map(({ name }) => name),
    'rest',
  ];
  const aliases = declared.flatMap(({ alias }) => (alias === undefined ? [] : [alias]));
  const twice = [...names, ...aliases].filter((name, index, all) => all.indexOf(name) !== index);
  const odd = names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name));
  const early = positionals
    .slice(0, -1)
    .filter((each, index) => each.variadic ?? (each.optional && !positionals[index + 1]?.optional));
  return [
    ...twice.map((name) => `${path}: ${name} means two things`),
    ...odd.map((name) => `${path}: ${name} is not in kebab-case`),
    ...aliases.filter((alias) => !/^[a-zA-Z0-9]$/.test(alias)).map((alias) => `${path}: ${alias} is not one letter`),
    ...early.map(({ name }) => `${path}: ${name} must stand later`),
  ];
}

describe('the table of commands', () => {
  for (const [path, entry] of Object.entries(COMMANDS.commands)) {
    it(`has a sound ops ${path}`, async () => {
      assert.deepEqual(await faultsOf(COMMANDS, path, entry), []);
    });
  }

  it('gives no name twice', () => {
    const names = Object.entries(COMMANDS.commands).flatMap(([path, { aliases = [] }]) => [path, ...aliases]);
    const all = [...names, ...Object.keys(COMMANDS.groups)];
    assert.deepEqual(
      all.filter((name, index) => all.indexOf(name) !== index),
      [],
    );
  });

  it('would notice a fault', async () => {
    const sound = await SAMPLE_COMMANDS.commands['volume create']!.load();
    const faulty: Command = {
      ...sound.default,
      examples: [['ops volume create --siez 5', '']],
      positionals: [
        { name: 'size', description: '', variadic: true },
        { name: 'b', description: '' },
      ],
      options: {
        size: { type: 'boolean', alias: 'j', description: '' },
        bigName: { type: 'boolean', description: '' },
      },
    };
    const entry = { summary: 'other.', load: () => Promise.resolve({ default: faulty }) };
    assert.deepEqual(await faultsOf(SAMPLE_COMMANDS, 'volume make', entry), [
      'volume make: calls itself volume create',
      'volume make: has another summary in the table',
      'volume make: example does not parse: ops volume create --siez 5',
      'volume make: size means two things',
      'volume make: j means two things',
      'volume make: bigName is not in kebab-case',
      'volume make: size must stand later',
    ]);
  });
});
