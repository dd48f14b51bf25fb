import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { removeAbandonedFiles } from '../../src/io/abandoned-files.js';
import { createAtomicFile, writeFileAtomic } from '../../src/io/atomic-file.js';
import { unprivilegedArgv } from '../oracles/privileges.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const REMOVER = new URL('../../src/io/abandoned-files.js', import.meta.url).href;
const MODULE = new URL('../../src/io/atomic-file.js', import.meta.url).href;

describe('io/atomic-file', () => {
  const at = useTemporaryDirectory();

  it('appears under its name at commit, with all its bytes', async () => {
    const file = createAtomicFile(at('.'), 'assets');
    writeSync(file.fd, 'content');
    assert.ok(!readdirSync(at('.')).includes('assets.raw'));
    assert.equal(await file.commit('assets.raw'), at('assets.raw'));
    assert.deepEqual(readdirSync(at('.')), ['assets.raw']);
    assert.equal(readFileSync(at('assets.raw'), 'utf8'), 'content');
    assert.equal(statSync(at('assets.raw')).mode & 0o777, 0o600);
    assert.throws(() => fstatSync(file.fd), /EBADF/);
    file.discard();
    assert.deepEqual(readdirSync(at('.')), ['assets.raw']);
  });

  it('is gone when it is discarded or its scope ends', () => {
    const file = createAtomicFile(at('.'), 'assets', { mode: 0o644 });
    assert.equal(statSync(file.path).mode & 0o777, 0o644);
    file.discard();
    file.discard();
    {
      using scoped = createAtomicFile(at('.'), 'assets');
      assert.ok(scoped.fd > 0);
    }
    assert.deepEqual(readdirSync(at('.')), []);
  });

  it('lets two write at once: the last commit wins, both are whole', async () => {
    const files = ['one', 'two'].map((text) => {
      const file = createAtomicFile(at('.'), 'assets');
      writeSync(file.fd, text);
      return file;
    });
    for (const file of files) await file.commit('assets.raw');
    assert.equal(readFileSync(at('assets.raw'), 'utf8'), 'two');
  });

  it('stays to be discarded when it cannot get its name', async () => {
    mkdirSync(at('taken/inside'), { recursive: true });
    const file = createAtomicFile(at('.'), 'assets');
    await assert.rejects(file.commit('taken'), opsError('host-file', 'taken'));
    file.discard();
    assert.deepEqual(readdirSync(at('.')), ['taken']);
  });

  it('replaces a small file, and keeps the old one when it cannot', () => {
    writeFileAtomic(at('state.json'), 'old');
    writeFileAtomic(at('state.json'), Buffer.from('new'), { mode: 0o640 });
    assert.equal(readFileSync(at('state.json'), 'utf8'), 'new');
    assert.equal(statSync(at('state.json')).mode & 0o777, 0o640);
    mkdirSync(at('directory/inside'), { recursive: true });
    assert.throws(() => { writeFileAtomic(at('directory'), 'x'); }, opsError('host-file', 'directory')); // prettier-ignore
    assert.throws(() => { writeFileAtomic(at('missing/x'), 'x'); }, opsError('host-file', 'missing')); // prettier-ignore
    assert.deepEqual(readdirSync(at('.')), ['directory', 'state.json']);
  });

  it('is refused where nothing may be written, in words', () => {
    mkdirSync(at('closed'), { mode: 0o555 });
    chmodSync(at('.'), 0o755);
    const script = `
      import { writeFileAtomic } from '${MODULE}';
      try { writeFileAtomic(process.argv[1], 'x'); } catch (error) { console.log(error.code); }`;
    const node = unprivilegedArgv([process.execPath, '--input-type=module', '-e', script, at('closed/x')]);
    const said = spawnSync(node[0], node.slice(1), { encoding: 'utf8' });
    assert.equal(said.stdout.trim(), 'host-file-denied', said.stderr);
  });

  it('removes what a killed process left, and nothing else', () => {
    const script = `
      import { createAtomicFile } from '${MODULE}';
      createAtomicFile(process.argv[1], 'killed');
      process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script, at('.')]);
    using alive = createAtomicFile(at('.'), 'alive');
    writeFileSync(at('.hidden.partial'), 'of the user');
    const [killed = ''] = readdirSync(at('.')).filter((name) => name.startsWith('.killed.'));
    assert.deepEqual(removeAbandonedFiles(at('.'), 'kill'), []);
    assert.deepEqual(removeAbandonedFiles(at('.'), 'killed'), [at(killed)]);
    writeFileSync(at(killed), '');
    assert.deepEqual(removeAbandonedFiles(at('.')), [at(killed)]);
    assert.equal(readdirSync(at('.')).length, 2);
    assert.ok(statSync(alive.path).isFile());
  });

  it('is never taken for abandoned while it is begun', async function () {
    this.timeout(60_000);
    const script = `
      import { removeAbandonedFiles } from '${REMOVER}';
      console.log('begun');
      for (;;) removeAbandonedFiles(process.argv[1]);`;
    const remover = spawn(process.execPath, ['--input-type=module', '-e', script, at('.')]);
    try {
      await once(remover.stdout, 'data');
      for (let index = 0; index < 40; index++) {
        using file = createAtomicFile(at('.'), 'x');
        writeSync(file.fd, String(index));
        await file.commit(`${index}`);
      }
    } finally {
      remover.kill('SIGKILL');
    }
    assert.equal(readdirSync(at('.')).filter((name) => /^\d+$/.test(name)).length, 40);
  });
});
