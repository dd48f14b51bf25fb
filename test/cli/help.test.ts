import assert from 'node:assert/strict';
import { displayWidth } from '../../src/cli/render/width.js';
import { runCli } from './run-cli.js';

const CREATE_HELP = `usage: ops volume create <name> [options]

Makes a volume. With --data it holds a copy of a directory, and is as large as
that needs unless --size says more.

arguments
  name  what to call it

options
  -s, --size SIZE        how large it is
  -d, --data DIR         the directory it is filled with
      --label KEY=VALUE  a label (may be repeated)
      --filesystem TEXT  its file system (one of ext4, tfs; default ext4)
      --inodes NUMBER    how many files it can hold (default 1000)
      --no-journal       no journal
      --dry-run          only say what would be made

options of every command
  -j, --json        print JSON
  -q, --quiet       print ids only
  -v, --verbose     tell more, and show where an error came from
  -y, --assume-yes  do not ask
  -h, --help        show this help
      --no-color    no colour

examples
  ops volume create assets -s 64m            # an empty volume of 64 MiB
  ops volume create assets -s 64m -d ./site  # one with the files of a directory
`;

describe('help', () => {
  it('shows a command, however it is asked for', async () => {
    for (const line of [
      'volume create --help',
      'help volume create',
      '-h volume create',
      'volume create a b c -s x -h',
      'help volume create -q',
    ]) {
      assert.deepEqual(await runCli(line), { code: 0, stdout: CREATE_HELP, stderr: '' }, line);
    }
  });

  it('shows other names, variadic arguments and what follows --', async () => {
    assert.match(
      (await runCli('help detach')).stdout,
      /^usage: ops volume detach <instance> <volume> \[options\]\nalso: {2}ops detach\n/,
    );
    assert.match((await runCli('help volume rm')).stdout, /^usage: ops volume delete <volume>\.\.\. \[options\]\n/);
    assert.match((await runCli('help run')).stdout, /^usage: ops run \[program\] \[options\] \[-- arguments\.\.\.\]\n/);
  });

  it('shows a group', async () => {
    for (const line of ['volume', 'volume --help', 'help volume']) {
      assert.equal(
        (await runCli(line)).stdout,
        'usage: ops volume <command> [options]\n\nMake and manage volumes.\n\ncommands\n' +
          '  create  Make a volume, empty or from a directory\n  list    List volumes\n' +
          '  detach  Detach a volume from a running instance\n  delete  Delete volumes\n  rm      Delete volumes\n\n' +
          'ops volume <command> --help tells more about a command\n',
      );
    }
  });

  it('shows all there is, without hidden commands', async () => {
    for (const line of ['', '--help', 'help']) {
      const { code, stdout } = await runCli(line);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^usage: ops <command> \[options\]\n[^]*\n {2}run +Run a program\n[^]*\n {2}volume {2}Make and manage volumes\n/,
      );
      assert.doesNotMatch(stdout, /__complete/);
    }
  });

  it('fits the terminal', async () => {
    for (const columns of [40, 80, 200]) {
      for (const line of ['', 'volume', 'help volume create', 'help completion']) {
        const { stdout } = await runCli(line, { columns });
        const wide = stdout.split('\n').filter((text) => displayWidth(text) > columns && !text.startsWith('  ops '));
        assert.deepEqual(wide, [], `${line} at ${columns}`);
      }
    }
  });

  it('is data with -j', async () => {
    const { stdout } = await runCli('help volume create -j');
    const page = JSON.parse(stdout) as { command: string; options: { name: string }[]; examples: unknown[] };
    assert.equal(page.command, 'volume create');
    assert.equal(page.options[0]?.name, 'size');
    assert.equal(page.examples.length, 2);
    assert.deepEqual(JSON.parse((await runCli('volume -j')).stdout), {
      commands: {
        create: 'Make a volume, empty or from a directory',
        list: 'List volumes',
        detach: 'Detach a volume from a running instance',
        delete: 'Delete volumes',
        rm: 'Delete volumes',
      },
    });
  });

  it('refuses what it does not know', async () => {
    assert.deepEqual(await runCli('help volum'), {
      code: 2,
      stdout: '',
      stderr: 'ops: help: unknown command "volum"\n  did you mean "ops volume"?\n',
    });
    assert.deepEqual(await runCli('--frob'), {
      code: 2,
      stdout: '',
      stderr: 'ops: unknown option --frob\n  ops --help\n',
    });
    assert.deepEqual(await runCli('volume --frob'), {
      code: 2,
      stdout: '',
      stderr: 'ops: volume: unknown option --frob\n  ops volume --help\n',
    });
  });
});
