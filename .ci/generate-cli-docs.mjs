// Makes docs/cli.md from the table of commands, as it was built. With --check it only says whether that is up to date.
import { COMMANDS } from '../dist/src/cli/commands/index.js';
import { GLOBAL_OPTIONS } from '../dist/src/cli/global-options.js';
import { usageLine } from '../dist/src/cli/render/usage.js';
import { generate, replaceMadePart } from './generated-file.mjs';

const SOURCE = 'made from src/cli/commands by .ci/generate-cli-docs.mjs';

function renderCommand(path, command, aliases) {
  const positionals = command.positionals.map((each) => row(each.name, each.description, each));
  if (command.rest) positionals.push(row(`-- ${command.rest.name}...`, command.rest.description, {}));
  return [
    `### ops ${path}`,
    '',
    `\`${usageLine(command)}\``,
    '',
    ...aliases.map((alias) => `Also: \`ops ${alias}\`.\n`),
    sentence(command.description ?? command.summary),
    '',
    ...table('argument', positionals),
    ...table('option', optionRows(command.options)),
    ...command.examples.map(([line, what]) => `    ${line}  # ${what}`),
    '',
  ].join('\n');
}

function optionRows(options) {
  return Object.entries(options)
    .filter(([, option]) => !option.hidden)
    .map(([name, option]) => row(optionTerm(name, option), optionMeaning(option), option));
}

function optionTerm(name, option) {
  const short = option.alias === undefined ? '' : `-${option.alias}, `;
  if (option.type === 'boolean') return `${short}--${option.default === true ? 'no-' : ''}${name}`;
  return `${short}--${name} ${option.value ?? (option.type === 'number' ? 'NUMBER' : 'TEXT')}`;
}

/** A switch that is on is described as what it does; what is typed turns it off. */
function optionMeaning({ type, default: fallback, description }) {
  return type === 'boolean' && fallback === true ? `do not: ${description}` : description;
}

/** What no description has to repeat: that it must be there, what it may be, what it is unless given. */
function row(term, description, { required, optional, choices, type, default: fallback }) {
  const remarks = [
    ...(required ? ['required'] : []),
    ...(optional ? ['optional'] : []),
    ...(choices ? [`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`] : []),
    ...(fallback === undefined || type === 'boolean' ? [] : [`default \`${fallback}\``]),
  ];
  return [`\`${term}\``, remarks.length === 0 ? description : `${description} (${remarks.join('; ')})`];
}

function table(heading, rows) {
  if (rows.length === 0) return [];
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return [`| ${heading} | what it is |`, '|---|---|', ...lines, ''];
}

function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const entries = Object.entries(COMMANDS.commands).filter(([, { hidden }]) => !hidden);
const commands = await Promise.all(
  entries.map(async ([path, { load, aliases = [], summary }]) => {
    const { default: command } = await load();
    return { path, summary, text: renderCommand(path, command, aliases) };
  }),
);
const overview = commands.map(({ path, summary }) => [`[\`ops ${path}\`](#ops-${path.replaceAll(' ', '-')})`, summary]);

await generate('docs/cli.md', async (readText) => {
  const page = await readText('docs/cli.md');
  const made = [
    '## All commands',
    '',
    ...table('command', overview),
    '## Options of every command',
    '',
    ...table('option', optionRows(GLOBAL_OPTIONS)),
    '## Each command',
    '',
    commands.map(({ text }) => text).join('\n'),
  ].join('\n');
  return replaceMadePart(page, SOURCE, made.trimEnd());
});
