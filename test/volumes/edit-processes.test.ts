import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { spawnOps } from '../cli/spawn-ops.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { itAsRoot } from '../oracles/privileges.js';
import { readVolume } from './editing.js';

describe('changes of volumes and several processes', function () {
  this.timeout(180_000);
  const at = useOpsHome();
  const start = (...argv: string[]) => spawnOps(at.home.directory, ['volume', ...argv]);
  const run = async (...argv: string[]) => {
    const { code, stderr } = await start(...argv).ended;
    assert.equal(code, 0, stderr);
  };
  const partials = () => readdirSync(at.home.volumes).filter((name) => name.endsWith('.partial'));
  /** Name, size and what is in the root of the only volume. */
  const state = (): string => {
    const [volume, ...others] = new VolumeStore(at.home.volumes).list();
    assert.ok(volume && others.length === 0, `${others.length + 1} volumes`);
    const names = readVolume(volume.location, (reader) =>
      reader
        .readTree()
        .entries.map(({ name, node }) => [Buffer.from(name).toString(), node.kind === 'file' ? node.size : 0]),
    );
    assertClean(volume.location);
    return JSON.stringify([volume.name, volume.probe.size, names]);
  };

  it('lets one of two that change it at once win, and the other say so', async () => {
    at.write('one/one');
    at.write('two/two');
    await run('create', 'data', '-s', '16m');
    const both = await Promise.all(
      ['one', 'two'].map((name) => start('import', 'data', path.join(at.cwd, name)).ended),
    );
    const codes = both.map(({ code }) => code).sort();
    assert.ok(codes[0] === 0 && (codes[1] === 0 || codes[1] === 1), JSON.stringify(both));
    for (const { code, stderr } of both) if (code !== 0) assert.match(stderr, /volume data: was changed meanwhile\n/);
    const inIt = ['one', 'two'].filter((name) => state().includes(`"${name}"`));
    assert.equal(inIt.length, both.filter(({ code }) => code === 0).length);
    assert.deepEqual(partials(), []);
  });

  it('shows one volume, whose label is its name, while it is renamed', async () => {
    await run('create', 'data', '-s', '4m');
    const store = new VolumeStore(at.home.volumes);
    const seen = new Set<string>();
    const done = new AbortController();
    const watching = (async () => {
      while (!done.signal.aborted) {
        const all = store.list().map(({ name, probe }) => `${name} is labelled ${probe.label}`);
        seen.add(all.join(', '));
        await setImmediate();
      }
    })();
    for (const names of [
      ['data', 'other'],
      ['other', 'data'],
      ['data', 'other'],
    ]) {
      await run('rename', ...names);
    }
    done.abort();
    await watching;
    assert.deepEqual([...seen].sort(), ['data is labelled data', 'other is labelled other']);
  });

  it('lets one of eight that give it another name at once win', async () => {
    await run('create', 'data', '-s', '4m');
    const names = Array.from({ length: 8 }, (_, index) => `name-${index}`);
    const all = await Promise.all(names.map((name) => start('rename', 'data', name).ended));
    const [winner = '', ...others] = names.filter((_, index) => all[index]?.code === 0);
    assert.deepEqual(others, []);
    for (const { code, stderr } of all) {
      if (code !== 0) assert.match(stderr, /volume data: (was changed|went away) meanwhile|no volume is called "data"/);
    }
    const [volume, ...more] = new VolumeStore(at.home.volumes).list();
    assert.deepEqual([volume?.name, volume?.probe.label, more], [winner, winner, []]);
    assert.equal(filesIn(at.home.volumes).length, 1);
    assertClean(volume?.location ?? '');
  });

  it('leaves it as it is after Ctrl-C', async () => {
    at.write('site/noise', Buffer.alloc(96 << 20, 7));
    await run('create', 'data', '-s', '128m');
    const before = state();
    const { child, ended } = start('import', 'data', path.join(at.cwd, 'site'));
    const end = Date.now() + 10_000;
    while (partials().length === 0 && Date.now() < end) await delay(1);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    assert.deepEqual([code, stdout, stderr], [130, '', 'ops: volume import: interrupted\n']);
    assert.deepEqual([state(), partials()], [before, []]);
  });

  itAsRoot('leaves it as it is on a disk that is full (L3)', async () => {
    const small = path.join(at.cwd, 'small');
    mkdirSync(small);
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', small]).status, 0, 'mounting needs root');
    try {
      at.write('site/noise', Buffer.alloc(2 << 20, 7));
      const env = { OPS_HOME: small };
      assert.equal((await at.ops('volume create data -s 16m -d site', { env })).code, 0);
      const [{ location } = assert.fail()] = new VolumeStore(path.join(small, 'volumes')).list();
      const before = readFileSync(location);
      at.write('site/more', Buffer.alloc(2 << 20, 7));
      for (const line of [
        'volume import data site',
        'volume resize data 64m',
        'volume rename data other',
        'volume convert data --fs tfs',
      ]) {
        if (line.includes('import')) assert.equal(spawnSync('truncate', ['-s', '0', `${small}/filler`]).status, 0);
        else assert.notEqual(spawnSync('dd', ['if=/dev/zero', `of=${small}/filler`, 'bs=64k']).status, 0);
        const { code, stdout, stderr } = await at.ops(line, { env });
        assert.deepEqual([code, stdout], [1, ''], line);
        assert.match(stderr, /no space left on device\n {2}free some space there/, line);
        assert.ok(readFileSync(location).equals(before), line);
        assert.deepEqual(filesIn(path.join(small, 'volumes')), [path.basename(location)], line);
      }
    } finally {
      spawnSync('umount', [small]);
    }
    assert.ok(existsSync(small));
  });
});
