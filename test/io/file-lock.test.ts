import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock, tryLock, tryLockExisting, withFileLock } from '../../src/io/file-lock.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const MODULE = new URL('../../src/io/file-lock.js', import.meta.url).href;

/** Takes the lock, says so, and holds it until it is killed. */
const HOLD = `
  import { acquireLock } from '${MODULE}';
  await acquireLock(process.argv[1]);
  console.log('held');
  setInterval(() => {}, 1000);
`;

/** Adds to a counter in a file, by reading and writing it: two at once lose a count. */
const COUNT = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { withFileLock } from '${MODULE}';
  const [, lock, counter] = process.argv;
  await withFileLock(lock, async () => {
    const count = Number(readFileSync(counter, 'utf8'));
    await setTimeout(2);
    writeFileSync(counter, String(count + 1));
  }, { timeoutMilliseconds: 60_000 });
`;

function start(script: string, ...args: string[]): ChildProcess {
  const options = ['--input-type=module', '-e', script, ...args];
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function startHolder(path: string): Promise<ChildProcess> {
  const holder = start(HOLD, path);
  await once(holder.stdout!, 'data');
  return holder;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Whether somebody holds the lock of a file that is there. */
function isLocked(path: string): boolean {
  assert.ok(existsSync(path));
  using lock = tryLockExisting(path);
  return lock === undefined;
}

describe('io/file-lock', () => {
  const at = useTemporaryDirectory();

  it('is held once, and free after release', () => {
    const first = tryLock(at('lock'));
    assert.ok(first && isLocked(at('lock')));
    assert.equal(tryLock(at('lock')), undefined);
    assert.equal(tryLock(at('lock'), { shared: true }), undefined);
    first.release();
    first.release();
    assert.ok(!isLocked(at('lock')));
    using second = tryLock(at('lock'));
    assert.ok(second);
    assert.equal(statSync(at('lock')).mode & 0o777, 0o600);
  });

  it('is shared by those who ask for that', () => {
    using first = tryLock(at('lock'), { shared: true });
    using second = tryLock(at('lock'), { shared: true });
    assert.ok(first && second);
    assert.equal(tryLock(at('lock')), undefined);
  });

  it('is not made where only one that is there is asked for', () => {
    assert.equal(tryLockExisting(at('lock')), undefined);
    assert.ok(!existsSync(at('lock')));
    assert.throws(() => tryLock(at('missing/lock')), opsError('host-file', 'missing/lock', 'no such file'));
  });

  it('keeps another process out until that one is gone, however it ends', async () => {
    const holder = await startHolder(at('lock'));
    assert.equal(tryLock(at('lock')), undefined);
    assert.ok(isLocked(at('lock')));
    const waiting = acquireLock(at('lock'));
    await kill(holder);
    using lock = await waiting;
    assert.equal(lock.path, at('lock'));
  });

  it('waits without holding up the event loop, then says which lock it is', async () => {
    const holder = await startHolder(at('lock'));
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const waiting = withFileLock(at('lock'), () => assert.fail('is held'), { timeoutMilliseconds: 300 });
    await assert.rejects(waiting, opsError('lock-timeout', at('lock'), '0.3 s'));
    clearInterval(timer);
    assert.ok(turns > 10, `${turns} turns`);
    await kill(holder);
  });

  it('stops waiting when it is interrupted', async () => {
    using lock = tryLock(at('lock'));
    assert.ok(lock);
    await assert.rejects(acquireLock(at('lock'), { signal: AbortSignal.timeout(100) }), opsError('interrupted'));
    await assert.rejects(acquireLock(at('lock'), { signal: AbortSignal.abort() }), opsError('interrupted'));
  });

  it('is released when the work fails, and gives what the work gives', async () => {
    const failing = withFileLock(at('lock'), () => Promise.reject(new Error('work failed')));
    await assert.rejects(failing, /work failed/);
    assert.equal(await withFileLock(at('lock'), () => 42), 42);
    assert.ok(!isLocked(at('lock')));
  });

  it('lets one work at a time inside a process, too', async () => {
    let inside = 0;
    const work = async (): Promise<void> => {
      assert.equal(++inside, 1);
      await delay(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(at('lock'), work)));
  });

  it('names the package when flock is not installed', () => {
    const script = `
      import { tryLock } from '${MODULE}';
      try { tryLock(process.argv[1]); } catch (error) { console.log(error.code + ': ' + error.hint); }`;
    const node = ['--input-type=module', '-e', script, at('lock')];
    const said = spawnSync(process.execPath, node, { env: { PATH: '/nowhere' }, encoding: 'utf8' });
    assert.equal(said.stdout.trim(), 'tool-missing: apt-get install util-linux', said.stderr);
  });

  it('loses no count of 32 processes', async function () {
    this.timeout(120_000);
    appendFileSync(at('counter'), '0');
    const children = Array.from({ length: 32 }, () => start(COUNT, at('lock'), at('counter')));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    assert.deepEqual(new Set(codes), new Set([0]));
    assert.equal(readFileSync(at('counter'), 'utf8'), '32');
  });
});
