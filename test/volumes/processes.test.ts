import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { assertClean } from '../oracles/e2fsprogs.js';
import { filesIn, useOpsHome } from '../cli/ops-home.js';
import { itAsRoot, unprivilegedArgv } from '../oracles/privileges.js';
import { spawnOps } from '../cli/spawn-ops.js';

/** The temporary files of a store, or none before it is there. */
function partials(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.partial')) : [];
}

async function until(happened: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!happened()) {
    assert.ok(Date.now() < end, 'it did not happen');
    await delay(1);
  }
}

describe('volumes and several processes', function () {
  this.timeout(60_000);
  const at = useOpsHome();
  const start = (...argv: string[]) => spawnOps(at.home.directory, ['volume', ...argv]);

  it('lets one of 16 that want the same name win (L4, L30)', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, () => start('create', 'assets', '-s', '4m').ended));
    assert.deepEqual(all.map(({ code }) => code).sort(), [0, ...Array<number>(15).fill(5)]);
    const [volume, ...others] = new VolumeStore(at.home.volumes).list();
    assert.deepEqual([volume?.name, others], ['assets', []]);
    assert.equal(filesIn(at.home.volumes).length, 1);
    assertClean(volume?.location ?? '');
  });

  it('makes all of 16 with names of their own, while others list and delete', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `v${index}`);
    const store = new VolumeStore(at.home.volumes);
    const done = new AbortController();
    const lister = (async () => {
      while (!done.signal.aborted) {
        assert.ok(store.list().every(({ probe }) => probe.healthy));
        await delay(20);
      }
    })();
    const all = await Promise.all(names.map((name) => start('create', name, '-s', '4m').ended));
    assert.deepEqual(new Set(all.map(({ code }) => code)), new Set([0]));
    assert.deepEqual(
      store
        .list()
        .map(({ name }) => name)
        .sort(),
      names.sort(),
    );
    const gone = await Promise.all(names.slice(0, 8).map((name) => start('delete', name, '-y').ended));
    done.abort();
    await lister;
    assert.deepEqual(new Set(gone.map(({ code }) => code)), new Set([0]));
    assert.equal(filesIn(at.home.volumes).length, 8);
  });

  it('lists nothing that was killed half-way, and the next command removes it (L4, L30)', async () => {
    at.write('site/noise', Buffer.alloc(8 << 20, 7));
    const store = new VolumeStore(at.home.volumes);
    let killed = 0;
    for (let round = 0; round < 15; round++) {
      const moments = [1, 2].map(() => Math.random() * 250);
      await Promise.all(
        moments.map(async (moment, index) => {
          const { child, ended } = start('create', `v${round}-${index}`, '-s', '32m', '-d', path.join(at.cwd, 'site'));
          await Promise.race([delay(moment), ended]);
          child.kill('SIGKILL');
          if ((await ended).signal === 'SIGKILL') killed++;
        }),
      );
      assert.ok(store.list().every(({ probe }) => probe.healthy && probe.size === 32 << 20));
    }
    assert.ok(killed > 0);
    assert.equal((await start('create', 'last', '-s', '4m').ended).code, 0);
    assert.deepEqual(partials(at.home.volumes), []);
    for (const { location } of store.list()) assertClean(location);
  });

  it('leaves nothing after Ctrl-C', async () => {
    at.write('site/noise', Buffer.alloc(96 << 20, 7));
    const { child, ended } = start('create', 'assets', '-d', path.join(at.cwd, 'site'));
    await until(() => partials(at.home.volumes).length > 0);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    assert.deepEqual([code, stdout, stderr], [130, '', 'ops: volume create: interrupted\n']);
    assert.deepEqual(filesIn(at.home.volumes), []);
  });

  itAsRoot('leaves nothing on a disk that is full, and says so (L3)', async () => {
    at.write('site/noise', Buffer.alloc(4 << 20, 7));
    const small = path.join(at.cwd, 'small');
    mkdirSync(small);
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', small]).status, 0, 'mounting needs root');
    try {
      const { code, stdout, stderr } = await at.ops('volume create assets -d site', { env: { OPS_HOME: small } });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /no space left on device\n {2}free some space there/);
      assert.deepEqual(filesIn(path.join(small, 'volumes')), []);
      assert.equal((await at.ops('volume create empty -s 4m', { env: { OPS_HOME: small } })).code, 0);
    } finally {
      spawnSync('umount', [small]);
    }
  });

  it('names the file that an unprivileged user cannot read, and shows volumes that they cannot', async () => {
    // Modes that stop the owner, too: the user without privileges may be ourselves.
    chmodSync(at.cwd, 0o755);
    chmodSync(at.write('site/secret'), 0);
    const home = path.join(at.cwd, 'theirs');
    mkdirSync(home);
    chmodSync(home, 0o777);
    const user = unprivilegedArgv([process.execPath]);
    const run = (...argv: string[]) => spawnOps(home, ['volume', ...argv], user).ended;
    const unreadable = await run('create', 'assets', '-d', path.join(at.cwd, 'site'));
    assert.equal(unreadable.code, 1);
    assert.match(unreadable.stderr, /site\/secret: cannot read: permission denied/);
    assert.equal((await run('create', 'mine', '-s', '2m')).code, 0);
    assert.equal((await run('create', 'closed', '-s', '2m')).code, 0);
    const [closed = ''] = filesIn(path.join(home, 'volumes')).filter((name) => name.startsWith('closed:'));
    chmodSync(path.join(home, 'volumes', closed), 0);
    const list = await run('list');
    assert.equal(list.code, 0, list.stderr);
    assert.match(list.stdout, /\tclosed\terror\t[^]*\tmine\tavailable\t/);
    assert.equal((await run('info', 'closed')).code, 7);
    const locked = path.join(at.cwd, 'locked');
    mkdirSync(locked, { mode: 0 });
    const denied = await spawnOps(locked, ['volume', 'list'], user).ended;
    chmodSync(locked, 0o700);
    assert.equal(denied.code, 7);
    assert.match(denied.stderr, /permission denied/);
  });
});
