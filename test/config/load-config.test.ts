import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigSandbox, failureOf, FIXTURES, issuesOf } from './config-sandbox.js';

describe('loadConfig', () => {
  let sandbox: ConfigSandbox;
  beforeEach(() => (sandbox = new ConfigSandbox()));
  afterEach(() => {
    sandbox.dispose();
  });

  it('is empty without any file', async () => {
    assert.deepEqual(await sandbox.load(), { config: {}, directory: sandbox.directory });
  });

  it('takes ~/.opsrc as the defaults', async () => {
    const file = sandbox.write('.opsrc', { Guest: 'nanos' });
    assert.deepEqual(await sandbox.load({ cwd: '/' }), { config: { Guest: 'nanos' }, path: file, directory: '/' });
  });

  it('takes OPS_DEFAULT_CONFIG instead of ~/.opsrc', async () => {
    sandbox.write('.opsrc', { Guest: 'nanos' });
    const file = sandbox.write('defaults.json', { Force: true });
    const loaded = await sandbox.load({ env: { OPS_DEFAULT_CONFIG: file } });
    assert.deepEqual([loaded.config, loaded.path], [{ Force: true }, file]);
  });

  it('lays the file of -c over the defaults', async () => {
    sandbox.write('.opsrc', { Args: ['a', 'b'], Env: { A: '1', B: '1' }, RunConfig: { Memory: '1g', CPUs: 2 } });
    mkdirSync(path.join(sandbox.directory, 'app'));
    const file = sandbox.write('app/config.json', { Args: ['c'], Env: { B: '2' }, RunConfig: { CPUs: 4 } });
    assert.deepEqual(await sandbox.load({ path: 'app/config.json' }), {
      config: { Args: ['c'], Env: { A: '1', B: '2' }, RunConfig: { Memory: '1g', CPUs: 4 } },
      path: file,
      directory: path.dirname(file),
    });
  });

  it('says which of the files is wrong', async () => {
    sandbox.write('.opsrc', { Force: 1 });
    const error = await failureOf(sandbox.loadText({ Force: true }));
    assert.equal(error.message, '~/.opsrc: 1 problem');
    assert.equal(error.details['file'], path.join(sandbox.directory, '.opsrc'));
  });

  it('says that a file is not there', async () => {
    const explicit = await failureOf(sandbox.load({ path: 'conf/none.json' }));
    assert.deepEqual([explicit.code, explicit.message], ['config-not-found', 'conf/none.json: no such file']);
    const named = await failureOf(sandbox.load({ env: { OPS_DEFAULT_CONFIG: 'none.json' } }));
    assert.equal(named.code, 'config-not-found');
    assert.match(named.hint ?? '', /unset OPS_DEFAULT_CONFIG/);
    sandbox.write('file', '');
    assert.equal((await failureOf(sandbox.load({ path: 'file/config.json' }))).code, 'config-not-found');
  });

  it('says that a file is a directory', async () => {
    const error = await failureOf(sandbox.load({ path: '.' }));
    assert.deepEqual([error.code, error.message], ['host-file', '.: is a directory']);
  });

  it('finds the three problems of the documentation', async () => {
    const request = { path: path.join(FIXTURES, 'three-problems.json'), cwd: FIXTURES, requireHostDirectories: true };
    const error = await failureOf(sandbox.load({ ...request, path: 'three-problems.json' }));
    assert.equal(error.message, 'three-problems.json: 3 problems');
    assert.equal(error.exitCode, 2);
    const mount = 'Mounts./no-such-directory';
    assert.deepEqual(issuesOf(error), [
      { line: 4, column: 5, path: mount, message: '"/no-such-directory" is a host directory that does not exist' },
      { line: 7, column: 5, path: 'RunConfig.Memmory', message: 'unknown; did you mean "Memory"?' },
      { line: 9, column: 19, path: 'BaseVolumeSz', message: '"10q" is not a size' },
    ]);
  });

  it('looks for host directories only where it is asked to, and from the base directory', async () => {
    mkdirSync(path.join(sandbox.directory, 'parent/site'), { recursive: true });
    sandbox.write('parent/file', '');
    const content = {
      LocalFilesParentDirectory: 'parent',
      Mounts: { './site': '/a', './file': '/b', '../x': '/c', vol: '/d' },
    };
    assert.ok(await sandbox.loadText(content));
    const error = await sandbox.failure(content, { requireHostDirectories: true });
    assert.deepEqual(
      issuesOf(error).map(({ message }) => message),
      ['"./file" is not a directory', '"../x" is a host directory that does not exist'],
    );
  });

  for (const name of readdirSync(FIXTURES).filter((file) => file !== 'three-problems.json')) {
    it(`loads ${name} unchanged`, async () => {
      const { config } = await sandbox.load({ path: path.join(FIXTURES, name) });
      assert.deepEqual(config, JSON.parse(readFileSync(path.join(FIXTURES, name), 'utf8')));
    });
  }

  it('reads keys in any case, as OPS does, and leaves the keys of the user alone', async () => {
    const { config } = await sandbox.loadText({
      cloudconfig: { DedicatedHostId: 'h', RootVolume: { Name: 'r', Typeof: 'gp3' } },
      Env: { path: 'a', PATH: 'b' },
    });
    assert.deepEqual(config, {
      CloudConfig: { DedicatedHostID: 'h', RootVolume: { name: 'r', typeof: 'gp3' } },
      Env: { path: 'a', PATH: 'b' },
    });
  });

  it('takes an empty text as not set, but for the texts of the user', async () => {
    const { config } = await sandbox.loadText({ VolumesDir: '', BaseVolumeSz: '', Env: { EMPTY: '' }, Args: [''] });
    assert.deepEqual(config, { Env: { EMPTY: '' }, Args: [''] });
  });

  it('tolerates a byte order mark', async () => {
    assert.deepEqual((await sandbox.loadText('\uFEFF{"Force": true}')).config, { Force: true });
    assert.deepEqual(await sandbox.mistakes('\uFEFF{"x": 1}'), ['1:2 x unknown']);
  });

  it('keeps "__proto__" a key', async () => {
    const { config } = await sandbox.loadText('{"Env": {"__proto__": "x"}}');
    assert.deepEqual(Object.entries(config.Env ?? {}), [['__proto__', 'x']]);
    assert.deepEqual(await sandbox.mistakes('{"__proto__": {"Force": 1}}'), ['1:2 __proto__ unknown']);
  });
});
