import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { formatMount } from '../../src/core/mount.js';
import { homeAt } from '../../src/core/home.js';
import { opsHome, userHome } from '../../src/cli/user-home.js';
import type { CommandContext } from '../../src/cli/context.js';
import { readRootSettings, rootRequest, type RootFlags } from '../../src/cli/root-flags.js';
import type { MachineFlags } from '../../src/cli/machine-flags.js';
import { runRequest } from '../../src/cli/run-flags.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

type Flags = MachineFlags & RootFlags;

const PLAIN: Flags = {
  ...{ program: '/bin/cat', mounts: [], args: [], rest: [], envs: [], imagename: undefined, targetRoot: undefined },
  ...{ disableArgsCopy: false, guest: undefined, nanosVersion: undefined, config: undefined },
  ...{
    port: [],
    udp: [],
    memory: undefined,
    smp: undefined,
    accel: true,
    qmp: false,
    kernel: undefined,
    attach: [],
    volume: [],
  },
};

describe('cli/run-flags', () => {
  const inDirectory = useTemporaryDirectory();

  function context(env: CommandContext['env'] = {}): CommandContext {
    const flags = { verbose: false };
    return {
      cwd: inDirectory(),
      home: inDirectory('home'),
      env: { HOME: inDirectory(), ...env },
      flags,
    } as unknown as CommandContext;
  }

  async function request(changes: Partial<Flags>, config?: object, env?: CommandContext['env']) {
    if (config !== undefined) writeFileSync(inDirectory('config.json'), JSON.stringify(config));
    const flags = { ...PLAIN, ...(config !== undefined && { config: 'config.json' }), ...changes };
    const settings = await readRootSettings(flags, context(env));
    return { run: runRequest(flags, settings, homeAt(inDirectory('home')), context(env)), settings };
  }

  it('runs with documented defaults', async () => {
    const { run } = await request({});
    const { name, memory, cpus, qmp, accelerator, forwards, mounts } = run;
    assert.deepEqual(
      { name, memory, cpus, qmp, accelerator, forwards, mounts },
      { name: 'cat', memory: 512 << 20, cpus: 1, qmp: false, accelerator: 'auto', forwards: [], mounts: [] },
    );
  });

  it('takes the configuration, and flags over it', async () => {
    const config = { RunConfig: { Memory: '256m', CPUs: 2, QMP: true, Accel: false, Ports: ['8080'] } };
    const { run } = await request({}, config);
    assert.deepEqual([run.memory, run.cpus, run.qmp, run.accelerator], [256 << 20, 2, true, 'tcg']);
    const { run: flagged } = await request({ smp: 3, accel: false, port: ['9090:80', '8080'] }, config);
    assert.equal(flagged.cpus, 3);
    assert.deepEqual(
      flagged.forwards.map(({ hostPort, guestPort }) => [hostPort, guestPort]),
      [
        [8080, 8080],
        [9090, 80],
      ],
    );
  });

  it('adds arguments, variables and mounts of the flags to those of the configuration', async () => {
    mkdirSync(inDirectory('site'));
    const config = { Args: ['a'], Env: { A: '1', B: '1' }, Mounts: { '%1': '/one' } };
    const { settings } = await request(
      { args: ['b'], rest: ['-c'], envs: [['B', '2=3']], mounts: ['./site:/site:ro'] },
      config,
    );
    const root = rootRequest(settings, context({ PATH: '/p' }));
    assert.deepEqual(
      [root.arguments, root.environment, root.searchPath],
      [['a', 'b', '-c'], { A: '1', B: '2=3' }, '/p'],
    );
    assert.deepEqual(settings.mounts, [
      { source: { kind: 'virtual', id: 1 }, path: '/one', readOnly: false },
      { source: { kind: 'host', hostPath: inDirectory('site') }, path: '/site', readOnly: true },
    ]);
  });

  it('mounts a volume that is made where nothing is mounted at a virtual id that is free', async () => {
    const flags = { mounts: ['%1:/one', 'data:/data', '%3:/three'], volume: [{ path: '/data' }, { path: '/new' }] };
    const { run } = await request({ ...flags, volume: [...flags.volume, { path: '/newer' }] });
    assert.deepEqual(run.mounts.map(formatMount), [...flags.mounts, '%2:/new', '%4:/newer']);
    assert.ok(run.root.kind === 'program');
    assert.deepEqual([run.root.content.mounts, run.make?.length], [run.mounts, 3]);
    const many = Array.from({ length: 26 }, (_, index) => ({ path: `/${index}` }));
    await assert.rejects(request({ volume: many }), opsError('mount-invalid', '--volume /25: an image has at most 25'));
  });

  it('refuses machines that would not start', async () => {
    for (const changes of [{ smp: 0 }, { smp: 256 }, { memory: (32 << 20) as NonNullable<Flags['memory']> }]) {
      await assert.rejects(request(changes), opsError('usage-invalid'));
    }
    await assert.rejects(request({ port: ['80', '80:81'] }), opsError('port-invalid'));
    await assert.rejects(request({}, undefined, { OPS_GUEST: 'dos' }), opsError('usage-invalid', '$OPS_GUEST'));
  });

  it('takes what only Nanos is told from flags and the configuration', async () => {
    const config = { Guest: 'nanos', NanosVersion: '0.1.50', Klibs: ['ntp'], RebootOnExit: true };
    const { run } = await request({}, { ...config, ManifestPassthrough: { cwd: '/srv' } });
    assert.equal(run.guest, 'nanos');
    assert.ok(run.root.kind === 'program');
    const settings = { klibs: ['ntp'], passthrough: { cwd: '/srv' }, rebootOnExit: true };
    assert.deepEqual(run.root.nanos, { release: { version: '0.1.50' }, ...settings });
    const releaseOf = async (changes: Partial<Flags>, more: object): Promise<unknown> => {
      const { root } = (await request(changes, { ...config, ...more })).run;
      return root.kind === 'program' ? root.nanos.release : undefined;
    };
    assert.deepEqual(await releaseOf({ nanosVersion: '0.1.54' }, { Kernel: './nanos' }), { version: '0.1.54' });
    assert.deepEqual(await releaseOf({}, { NightlyBuild: true }), { version: 'nightly' });
    const folder = await releaseOf({}, { Kernel: './nanos' });
    assert.deepEqual(folder, { version: '0.1.50', directory: inDirectory('nanos') });
  });

  it('refuses flags of another guest', async () => {
    await assert.rejects(
      request({ guest: 'nanos', kernel: '6.1' }),
      opsError('usage-invalid', '--kernel is for Linux'),
    );
    await assert.rejects(request({ nanosVersion: '0.1.54' }), opsError('usage-invalid', 'is for Nanos'));
  });

  it('chooses the guest by flag, configuration and environment, in this order', async () => {
    const guest = async (flags: Partial<Flags>) =>
      (await readRootSettings({ ...PLAIN, ...flags }, context({ OPS_GUEST: 'nanos' }))).guest;
    assert.equal(await guest({}), 'nanos');
    assert.equal(await guest({ guest: 'linux' }), 'linux');
    const { settings } = await request({}, { Guest: 'linux' }, { OPS_GUEST: 'nanos' });
    assert.equal(settings.guest, 'linux');
  });
});

describe('cli/user-home', () => {
  it('is $OPS_HOME, or .ops of the user; nothing is as good as not set', () => {
    assert.equal(opsHome({ HOME: '/home/ann' }, '/work'), '/home/ann/.ops');
    assert.equal(opsHome({ HOME: '/home/ann', OPS_HOME: '' }, '/work'), '/home/ann/.ops');
    assert.equal(opsHome({ HOME: '/home/ann', OPS_HOME: 'here' }, '/projects'), '/projects/here');
    assert.equal(userHome({ HOME: '/home/ann' }), '/home/ann');
    assert.ok(userHome({ HOME: '' }).startsWith('/'));
  });
});
