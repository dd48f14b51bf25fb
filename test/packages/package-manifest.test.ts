import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readPackageManifest } from '../../src/packages/package-manifest.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

describe('the manifest of a package', () => {
  const at = useTemporaryDirectory();
  const read = (manifest: unknown) => {
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    writeFileSync(at('package.manifest'), text);
    return readPackageManifest(at(), 'hello_1');
  };
  beforeEach(() => {
    for (const file of ['hello', 'sysroot/usr/bin/other']) {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), '');
    }
  });

  it('says what runs and with what', async () => {
    const manifest = { Program: 'hello_1/hello', Args: ['hello', '-v'], Env: { A: '1' }, Mounts: { data: '/data' } };
    assert.deepEqual(await read(manifest), {
      config: manifest,
      ignored: [],
      program: { hostPath: at('hello'), path: '/hello_1/hello' },
      sysroot: at('sysroot'),
    });
  });

  it('may name a program of its sysroot', async () => {
    const { program } = await read({ Program: '/usr/bin/other' });
    assert.deepEqual(program, { hostPath: at('sysroot/usr/bin/other'), path: '/usr/bin/other' });
  });

  it('may have properties that nobody knows any more', async () => {
    const { config, ignored } = await read({
      Program: 'hello_1/hello',
      Runtime: 'x',
      RunConfig: { Memory: '1g', Old: 1 },
    });
    assert.deepEqual(ignored, ['Runtime', 'RunConfig.Old']);
    assert.deepEqual(config.RunConfig, { Memory: '1g' });
  });

  it('says nothing about files of this machine', async () => {
    const { config, ignored } = await read({
      Program: 'hello_1/hello',
      Files: ['/etc/shadow'],
      Dirs: ['/root'],
      MapDirs: { '/root/*': '/x' },
      Kernel: '/tmp/kernel',
      Mounts: { '/root': '/host', '../x': '/y', data: '/data' },
    });
    assert.deepEqual(config, { Program: 'hello_1/hello', Mounts: { data: '/data' } });
    assert.deepEqual(ignored.toSorted(), ['Dirs', 'Files', 'Kernel', 'MapDirs', 'Mounts.../x', 'Mounts./root']);
  });

  it('is refused when it is damaged', async () => {
    await assert.rejects(read('{'), opsError('config-invalid', 'hello_1: package.manifest'));
    await assert.rejects(read({ Program: 3 }), opsError('config-invalid'));
    await assert.rejects(read({}), opsError('package-invalid', 'names no Program'));
    await assert.rejects(read(' '.repeat(2 ** 21)), opsError('package-invalid', '1 MiB'));
    await assert.rejects(
      readPackageManifest(at('sysroot'), 'hello_1'),
      opsError('package-invalid', 'has no package.manifest'),
    );
  });

  it('cannot name a program outside of the package, nor one behind a link', async () => {
    symlinkSync('/bin/sh', at('link'));
    symlinkSync('/bin', at('bin'));
    for (const program of ['hello_1/../../bin/sh', 'hello_1/link', 'hello_1/bin/sh', '/bin/sh', 'hello_1/sysroot']) {
      await assert.rejects(read({ Program: program }), opsError('package-invalid', program));
    }
  });
});
