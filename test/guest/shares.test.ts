import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { eventually, useOps, type OpsWorkshop } from '../oracles/ops.js';
import { OpsProcess } from '../oracles/ops-process.js';
import { isRoot, unprivilegedArgv } from '../oracles/privileges.js';

const READ_ONLY = 'Read-only file system';
const mounts = (...pairs: readonly string[]) => pairs.flatMap((pair) => ['--mounts', pair]);

/** Steps that say "ok" or what is given, each in a line of what `take-steps` prints. */
async function assertSteps(
  ops: OpsWorkshop,
  flags: readonly string[],
  steps: readonly (readonly [step: string, outcome: string])[],
): Promise<void> {
  const printed = await ops.steps(
    flags,
    steps.map(([step]) => step),
  );
  const expected = steps.map(([step, outcome]) => `${step.replace(/=.*/s, '')} ${outcome}`);
  assert.deepEqual(printed, expected);
}

describe('guest: shared directories', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('of any name, twice, inside each other, at a virtual id; none leads out of itself', async () => {
    const odd = `a, b:é "q" 'r' $x`;
    for (const name of [`${odd}/f`, '-dash/f', 'outer/f', 'outer/inner/f', 'fixed/f', 'secret']) ops.write(name, name);
    fs.symlinkSync(ops.file('secret'), ops.file('outer/absolute'));
    fs.symlinkSync('../secret', ops.file('outer/relative'));
    fs.symlinkSync('..', ops.file('outer/parent'));
    const flags = [
      ...mounts(`./${odd}:/odd`, './-dash:/dash:ro', './outer:/outer', './outer:/again:ro', './outer/inner:/inner'),
      ...mounts('%1:/virtual', '%1:/virtual-2'),
      ...['--attach', '%1:./fixed:ro'],
    ];
    await assertSteps(ops, flags, [
      ['read:/odd/f', `${odd}/f`],
      ['read:/dash/f', '-dash/f'],
      ['mounted:/dash', '9p ro'],
      // What the guest does to its own mount does not help it: QEMU refuses, too.
      ['remount:/dash=mount', 'ok'],
      ['remount:/dash', 'ok'],
      ['write:/dash/f=x', READ_ONLY],
      // One directory at two paths.
      ['write:/outer/new=from /outer', 'ok'],
      ['read:/again/new', 'from /outer'],
      ['mounted:/again', '9p ro'],
      ['write:/again/new=x', READ_ONLY],
      ['write:/inner/new=from /inner', 'ok'],
      ['read:/outer/inner/new', 'from /inner'],
      // A read-only attachment is one wherever the image mounts it.
      ['read:/virtual/f', 'fixed/f'],
      ['mounted:/virtual-2', '9p ro'],
      ['remount:/virtual-2=mount', 'ok'],
      ['write:/virtual-2/f=x', READ_ONLY],
      // Links are followed in the guest, where there is no such file.
      ['read:/outer/absolute', 'No such file or directory'],
      ['read:/outer/relative', 'No such file or directory'],
      ['read:/outer/parent/secret', 'No such file or directory'],
      ['write:/outer/relative=out', 'ok'],
      ['read:/secret', 'out'],
    ]);
    assert.equal(fs.readFileSync(ops.file('secret'), 'utf8'), 'secret');
    assert.equal(fs.readFileSync(ops.file('fixed/f'), 'utf8'), 'fixed/f');
  });

  it('have pipes, sockets and devices that are the guest’s own', async () => {
    ops.write('special/f', '');
    const listening = createServer().listen(ops.file('special/socket'));
    try {
      await assertSteps(ops, mounts('./special:/s'), [
        ['read:/s/socket', 'No such device or address'],
        ['fifo:/s/pipe', 'No such device or address'],
        ['chown:/s/f=4711', isRoot ? 'ok' : 'Operation not permitted'],
        ['link:/s/hard=/s/f', 'ok'],
        ['symlink:/s/link=/etc/passwd', 'ok'],
      ]);
    } finally {
      listening.close();
    }
    assert.equal(fs.readlinkSync(ops.file('special/link')), '/etc/passwd');
    assert.equal(fs.statSync(ops.file('special/hard')).nlink, 2);
    assert.equal(fs.existsSync(ops.file('special/pipe')), false);
    if (isRoot) assert.equal(fs.statSync(ops.file('special/f')).uid, 4711);
  });

  it('are used with the rights of who runs ops', async () => {
    const [uid, gid] = isRoot ? [65_534, 65_534] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    const folder = (name: string): string => ops.file(`user/${name}`);
    for (const name of ['home', 'mine', 'fixed', 'closed']) fs.mkdirSync(folder(name), { recursive: true });
    ops.write('user/mine/denied', 'not for you');
    fs.chmodSync(folder('mine/denied'), 0);
    // A copy: the folder of the tests' own home is root's.
    fs.cpSync(fs.realpathSync(ops.file('home/kernels')), folder('home/kernels'), { recursive: true });
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder('home')]);
    for (const name of ['mine', 'fixed', 'closed', 'mine/denied']) fs.chownSync(folder(name), uid, gid);
    fs.chmodSync(folder('fixed'), 0o555);
    fs.chmodSync(folder('closed'), 0);
    fs.chmodSync(ops.folder, 0o755);
    const program = ops.program('take-steps');
    const env = { PATH: process.env['PATH'], HOME: folder('home'), OPS_HOME: folder('home') };
    const start = (flags: readonly string[], ...steps: readonly string[]) =>
      new OpsProcess(['run', '--no-accel', program, ...flags, '--', ...steps], env, folder('.'), unprivilegedArgv);

    const steps = [
      'write:/mine/new=x',
      'read:/mine/denied',
      'write:/mine/denied=x',
      'chown:/mine/new=1',
      'write:/fixed/x=1',
    ];
    const ended = await start(mounts('./mine:/mine', './fixed:/fixed'), ...steps).expect(0);
    assert.deepEqual(ended.stdout.toString().trimEnd().split('\n'), [
      'write:/mine/new ok',
      'read:/mine/denied Permission denied',
      'write:/mine/denied Permission denied',
      'chown:/mine/new Operation not permitted',
      'write:/fixed/x Permission denied',
    ]);
    assert.match(ended.stderr, /user\/fixed: you may not write there, so the guest may not either; share it with :ro/);
    assert.doesNotMatch(ended.stderr, /user\/mine: you may not/);

    const closed = await start(mounts('./closed:/c')).expect(1);
    assert.match(closed.stderr, /user\/closed: cannot share: permission denied/);
    assert.deepEqual(fs.existsSync(folder('home/instances')) ? fs.readdirSync(folder('home/instances')) : [], [
      '.lock',
    ]);
  });
});

describe('guest: shared directories of an instance', function () {
  this.timeout(60_000);
  const ops = useOps();
  const STEPS = [
    ...['mounted:/own', 'mounted:/v', 'mounted:/w', 'read:/v/f', 'wait:/v/gone', 'read:/v/f', 'write:/v/new=x'],
    ...['write:/own/done=x', 'exit:4'],
  ];
  const consoleHas = (pattern: RegExp) => (): boolean =>
    pattern.test(fs.readFileSync(ops.file(`home/instances/${ops.instances()[0]!.id}/console.log`), 'utf8'));
  const refused = async (code: number, argv: readonly string[], said: string): Promise<void> => {
    const { stderr } = await ops.start(...argv).expect(code);
    assert.equal(stderr.replaceAll(ops.folder, ''), `ops: ${argv.slice(0, 2).join(' ')}: ${said}\n`);
  };

  it('are attached while it does not run, may vanish while it does, and are looked for before it starts', async () => {
    for (const name of ['own/f', 'v 1/f', 'w/f', 'other/f']) ops.write(name, name);
    const flags = mounts('./own:/own', '%1:/v', '%2:/w');
    await ops.ok('image', 'create', ops.program('take-steps'), '-i', 'img', ...flags, '--', ...STEPS);
    await ops.ok('instance', 'create', 'img', '--instance-name', 'one', '--no-accel', ...mounts('./v 1:/v'));
    await eventually('it reads /v', consoleHas(/mounted:\/own 9p rw[^]*mounted:\/w nothing[^]*read:\/v\/f v 1\/f/));

    const again = (what: string) => `ops instance stop one; ops volume ${what}; ops instance start one`;
    const starts = 'instance one runs: a directory of this machine is shared from its start on';
    await refused(6, ['volume', 'attach', 'one', '%2:./w:ro'], `${starts}\n  ${again('attach one %2:/w:ro')}`);
    const until = 'instance one runs: /v 1 is shared with it until it ends';
    await refused(6, ['volume', 'detach', 'one', '%1'], `${until}\n  ${again("detach one '/v 1'")}`);
    await refused(6, ['volume', 'detach', 'one', './v 1'], `${until}\n  ${again("detach one '/v 1'")}`);
    const own = '/own: shared with one already, at /own\n  ops volume detach one /own';
    await refused(5, ['volume', 'attach', 'one', './own'], own);
    const expects = 'image "img" expects no directory "/other"; it has /own -> /own, %1 -> /v, %2 -> /w';
    const hint = 'attach it as %2:  ops volume attach one %2:/other\n  or build the image with  --mounts /other:/data';
    await refused(2, ['volume', 'attach', 'one', './other'], `${expects}\n  ${hint}`);

    const gone = (directory: string, word: string) =>
      `${directory}, which is shared with one, is gone\n  mkdir -p ${word}\n  or start without it: ops volume detach one ${word}`;
    fs.renameSync(ops.file('own'), ops.file('away'));
    await refused(3, ['instance', 'restart', 'one'], gone('/own', '/own'));
    fs.renameSync(ops.file('away'), ops.file('own'));

    fs.rmSync(ops.file('v 1/f'));
    ops.write('v 1/gone', '');
    await eventually('it goes on', () => fs.existsSync(ops.file('own/done')));
    await eventually('it ends', consoleHas(/read:\/v\/f No such file or directory[^]*write:\/v\/new ok/));
    for (const name of ['own', 'v 1']) fs.rmSync(ops.file(name), { recursive: true });
    await refused(3, ['instance', 'start', 'one'], gone('/own', '/own'));
    assert.match(await ops.ok('volume', 'detach', 'one', './own'), /^detached .*\/own {2}\(was at \/own\)/);
    await refused(3, ['instance', 'start', 'one'], gone('/v 1', "'/v 1'"));
    assert.match(await ops.ok('volume', 'detach', 'one', '%1'), /^detached .*\/v 1 {2}\(was at \/v\)/);

    assert.match(
      await ops.ok('volume', 'attach', 'one', '%2:./w:ro'),
      /\/w -> \/w {2}ro {3}\(from the next start on\)/,
    );
    await ops.ok('instance', 'start', 'one');
    await eventually('it has /w', consoleHas(/mounted:\/own nothing\nmounted:\/v nothing\nmounted:\/w 9p ro/));
    await ops.ok('instance', 'stop', 'one', '--time', '1');
    await ops.ok('instance', 'delete', 'one', '-y');
  });
});
