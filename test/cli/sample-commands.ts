import { setTimeout as sleep } from 'node:timers/promises';
import { OpsError } from '../../src/core/errors.js';
import { parseSize } from '../../src/core/size.js';
import { defineCommand, type Command, type CommandTable } from '../../src/cli/command.js';
import { tableOf } from '../../src/cli/render/table.js';

/** One command of every kind that the frame has to carry. */
const create = defineCommand({
  path: ['volume', 'create'],
  summary: 'Make a volume, empty or from a directory',
  description:
    'Makes a volume. With --data it holds a copy of a directory, and is as large as that needs unless --size says more.',
  positionals: [{ name: 'name', description: 'what to call it' }],
  options: {
    size: { type: 'string', alias: 's', value: 'SIZE', description: 'how large it is', parse: parseSize },
    data: { type: 'string', alias: 'd', value: 'DIR', description: 'the directory it is filled with' },
    label: { type: 'list', value: 'KEY=VALUE', description: 'a label' },
    filesystem: { type: 'string', choices: ['ext4', 'tfs'], default: 'ext4', description: 'its file system' },
    inodes: { type: 'number', description: 'how many files it can hold', default: 1000 },
    journal: { type: 'boolean', default: true, description: 'no journal' },
    'dry-run': { type: 'boolean', description: 'only say what would be made' },
  },
  examples: [
    ['ops volume create assets -s 64m', 'an empty volume of 64 MiB'],
    ['ops volume create assets -s 64m -d ./site', 'one with the files of a directory'],
  ],
  run(args, { output }) {
    const uuid = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
    output.result({ data: args, ids: [uuid], view: `${args.name}  ${uuid}` });
    output.note('38 files, 1.2 MiB of 64 MiB, ext4, 41 ms');
    return Promise.resolve();
  },
});

const VOLUMES = [
  { uuid: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11', name: 'assets', size: 67_108_864, file: 'assets:5f0c0d3e.raw' },
  {
    uuid: '1b2f7a52-2f45-4d5a-8c57-3d9a0f1e7b60',
    name: '日本\u001b[31m語',
    size: 1_610_612_736,
    file: 'x:1b2f7a52.raw',
  },
];

const list = defineCommand({
  path: ['volume', 'list'],
  summary: 'List volumes',
  examples: [['ops volume list', 'all of them']],
  run(_args, { output, home, now }) {
    const created = new Date(now().getTime() - 125_000);
    const columns = [
      { heading: 'UUID', value: (row: (typeof VOLUMES)[number]) => row.uuid },
      { heading: 'NAME', value: (row: (typeof VOLUMES)[number]) => row.name },
      { heading: 'SIZE', kind: 'size', givesWay: 3, value: (row: (typeof VOLUMES)[number]) => row.size },
      {
        heading: 'LOCATION',
        kind: 'path',
        givesWay: 1,
        value: (row: (typeof VOLUMES)[number]) => `${home}/volumes/${row.file}`,
      },
      { heading: 'CREATED', kind: 'time', givesWay: 2, value: () => created },
    ] as const;
    output.result({ data: VOLUMES, ids: VOLUMES.map(({ uuid }) => uuid), view: tableOf(columns, VOLUMES) });
    return Promise.resolve();
  },
});

const detach = defineCommand({
  path: ['volume', 'detach'],
  summary: 'Detach a volume from a running instance',
  positionals: [
    { name: 'instance', description: 'the instance', complete: () => Promise.resolve(['web1', 'web2', 'worker']) },
    { name: 'volume', description: 'the volume', complete: () => Promise.resolve(['assets', 'assets:5f0c0d3e']) },
  ],
  options: { force: { type: 'boolean', alias: 'f', description: 'even when it is busy' } },
  examples: [['ops volume detach web1 assets', 'let go of a volume']],
  run(args, { output }) {
    output.result({ data: args });
    return Promise.resolve();
  },
});

const remove = defineCommand({
  path: ['volume', 'delete'],
  summary: 'Delete volumes',
  positionals: [
    { name: 'volume', description: 'volumes', variadic: true, complete: () => Promise.reject(new Error('no')) },
  ],
  examples: [['ops volume delete assets', 'one volume']],
  async run({ volume }, { confirm, output }) {
    await confirm(`delete ${volume.join(', ')}?`);
    output.result({ data: volume, ids: volume });
  },
});

const run = defineCommand({
  path: ['run'],
  summary: 'Run a program',
  positionals: [{ name: 'program', description: 'the program', optional: true }],
  options: {
    port: { type: 'list', alias: 'p', value: 'PORT', description: 'a port' },
    'instance-name': { type: 'string', alias: 'i', value: 'NAME', description: 'what to call it' },
    memory: { type: 'string', alias: 'm', required: true, description: 'memory', parse: parseSize },
  },
  rest: { name: 'arguments', description: 'what the program gets' },
  examples: [['ops run -m 1g ./server.js -- --debug', 'with an argument of its own']],
  run(args, { output }) {
    output.result({ data: args });
    return Promise.resolve(args.program === 'exits-3' ? 3 : undefined);
  },
});

const wait = defineCommand({
  path: ['wait'],
  summary: 'Wait until interrupted, then clean up',
  options: { stubborn: { type: 'boolean', description: 'take a minute to clean up' } },
  examples: [['ops wait', 'for ever']],
  async run({ stubborn }, { signal, output, stdout }) {
    output.note('waiting');
    stdout.write('started\n');
    try {
      await sleep(60_000, undefined, { signal });
    } finally {
      if (stubborn) await sleep(60_000);
      output.note('cleaned up');
    }
  },
});

const crash = defineCommand({
  path: ['crash'],
  summary: 'Fail in the way that is asked for',
  positionals: [{ name: 'how', description: 'how', choices: ['foreseen', 'unforeseen', 'text', 'elsewhere'] }],
  examples: [['ops crash foreseen', 'as commands should']],
  async run({ how }) {
    if (how === 'elsewhere') {
      setImmediate(() => {
        throw new TypeError('nobody waits for this');
      });
      await sleep(5_000);
    }
    const cause = new Error('the one underneath');
    if (how === 'foreseen') {
      const hint = 'ops volume detach web1 assets\nor stop it';
      throw new OpsError('volume-in-use', 'assets: attached to instance web1', {
        hint,
        cause,
        details: { instance: 'web1' },
      });
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- packages do this to us
    throw how === 'text' ? 'a text' : new TypeError('x is not a function', { cause });
  },
});

const flood = defineCommand({
  path: ['flood'],
  summary: 'Print without end',
  examples: [['ops flood', 'until nobody reads']],
  async run(_args, { stdout, signal }) {
    while (!signal.aborted) {
      stdout.write('y\n'.repeat(10_000));
      await sleep(1);
    }
  },
});

function entry(command: Command, aliases: readonly string[] = []) {
  return { summary: command.summary, load: () => Promise.resolve({ default: command }), aliases };
}

export const SAMPLE_COMMANDS: CommandTable = {
  groups: { volume: 'Make and manage volumes' },
  commands: {
    'volume create': entry(create),
    'volume list': entry(list),
    'volume detach': entry(detach, ['detach']),
    'volume delete': entry(remove, ['volume rm']),
    run: entry(run),
    wait: entry(wait),
    crash: entry(crash),
    flood: entry(flood),
    help: { summary: 'Show help about a command', load: () => import('../../src/cli/commands/help.js') },
    __complete: { summary: 'Complete', load: () => import('../../src/cli/commands/complete.js'), hidden: true },
    completion: { summary: 'Print a script', load: () => import('../../src/cli/commands/completion.js') },
  },
};
