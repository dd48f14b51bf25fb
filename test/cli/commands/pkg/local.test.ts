import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PackageEntry } from '../../../../src/packages/package-contents.js';
import { makePackage, packPackage } from '../../../packages/sample-package.js';
import { OpsProcess } from '../../../oracles/ops-process.js';
import { useOpsHome } from '../../ops-home.js';

describe('local packages', function () {
  this.timeout(30_000);
  const at = useOpsHome();
  const stored = (name: string) => path.join(at.home.localPackages, 'amd64', name);

  it('are made of archives and folders', async () => {
    writeFileSync(path.join(at.cwd, 'cat_1.tar.gz'), packPackage(at.cwd, 'cat_1'));
    assert.equal((await at.ops('pkg add cat_1.tar.gz')).stdout, `cat_1  ${stored('cat_1')}\n`);
    makePackage(at.cwd, 'cat_1');
    assert.equal((await at.ops('pkg add ./cat_1 --name other_2.0')).stdout, `other_2.0  ${stored('other_2.0')}\n`);
    const list = await at.ops('pkg list -l -q');
    assert.equal(list.stdout, 'cat_1\nother_2.0\n');
    assert.equal(readFileSync(stored('other_2.0/sysroot/etc/word'), 'utf8'), 'of the package');
  });

  it('have a program that can be started, whatever the archive says', async () => {
    chmodSync(path.join(makePackage(at.cwd, 'cat_1'), 'cat'), 0o600);
    await at.ops('pkg add cat_1');
    assert.equal(statSync(stored('cat_1/cat')).mode & 0o700, 0o700);
  });

  it('are whole or not there when the command is killed at any moment', async () => {
    const folder = makePackage(at.cwd, 'cat_1');
    for (let index = 0; index < 500; index++) writeFileSync(path.join(folder, `sysroot/file${index}`), 'x');
    const env = { PATH: process.env['PATH'], HOME: at.cwd, OPS_HOME: at.home.directory };
    let kills = 0;
    for (const moment of [110, 130, 150, 170, 190, 220, 260]) {
      const started = new OpsProcess(['pkg', 'add', 'cat_1', '-f'], env, at.cwd);
      await delay(moment);
      started.kill('SIGKILL');
      if ((await started.ended).signal === 'SIGKILL') kills += 1;
      const isThere = (await at.ops('pkg list -l -q')).stdout === 'cat_1\n';
      if (isThere) assert.equal(readdirSync(stored('cat_1/sysroot')).length, 501);
    }
    assert.ok(kills > 0);
    assert.equal((await at.ops('pkg add cat_1 -f')).code, 0);
    assert.deepEqual(readdirSync(path.dirname(stored('cat_1'))).sort(), ['.lock', 'cat_1']);
  });

  it('are replaced only when that is asked for, and go when they are deleted', async () => {
    makePackage(at.cwd, 'cat_1');
    assert.equal((await at.ops('pkg add cat_1')).code, 0);
    const taken = await at.ops('pkg add cat_1');
    assert.deepEqual([taken.code, taken.stderr.includes('--force')], [5, true]);
    makePackage(at.cwd, 'cat_1', { Description: 'newer' });
    assert.equal((await at.ops('pkg add cat_1 -f')).code, 0);
    assert.match((await at.ops('pkg describe -l cat')).stdout, /newer/);
    assert.equal((await at.ops('pkg delete -l cat_1 -y')).stdout, 'deleted  package cat_1\n');
    assert.ok(!existsSync(stored('cat_1')));
    assert.equal((await at.ops('pkg delete -l cat_1 -y')).code, 3);
  });

  it('need a name, a version, a manifest and a program', async () => {
    makePackage(at.cwd, 'cat_1', { Program: 'cat_1/dog' });
    assert.match((await at.ops('pkg add cat_1')).stderr, /Program "cat_1\/dog" is not in it/);
    assert.match((await at.ops('pkg add cat_1 --name cat')).stderr, /"cat" is not the name and version/);
    assert.equal((await at.ops('pkg list -l -q')).stdout, '');
  });

  it('are made of a program that is not run, with its libraries and the files of the configuration', async () => {
    at.write('program.c', '#include <stdio.h>\nint main(void) { fopen("/tmp/ops-pkg-was-run", "w"); return 0; }\n');
    execFileSync('gcc', ['-o', path.join(at.cwd, 'program'), path.join(at.cwd, 'program.c')]);
    at.write('site/index.html');
    const config = {
      Args: ['-x'],
      Env: { LEVEL: '3' },
      Dirs: ['site'],
      Language: 'c',
      Mounts: { data: '/data' },
    };
    at.write('config.json', JSON.stringify(config));
    const made = await at.ops('pkg from-run ./program -c config.json --name hello --version 1.0 -a last');
    assert.deepEqual([made.code, made.stdout], [0, `hello_1.0  ${stored('hello_1.0')}\n`], made.stderr);
    const manifest = JSON.parse(readFileSync(stored('hello_1.0/package.manifest'), 'utf8')) as unknown;
    assert.deepEqual(manifest, {
      Args: ['./program', '-x', 'last'],
      Env: { LEVEL: '3' },
      Language: 'c',
      Mounts: { data: '/data' },
      Program: 'hello_1.0/program',
      Version: '1.0',
    });
    const entries = await at.json<PackageEntry[]>('pkg contents -l hello_1.0');
    const files = entries.filter(({ kind }) => kind === 'file').map((entry) => entry.path);
    for (const file of ['program', 'package.manifest', 'sysroot/site/index.html'])
      assert.ok(files.includes(file), file);
    assert.ok(
      files.some((file) => /^sysroot\/.*\/libc\.so\.6$/.test(file)),
      files.join(' '),
    );
    assert.ok(!existsSync('/tmp/ops-pkg-was-run'));
  });

  it('have the libraries beside a program where the program in the package looks for them', async () => {
    const inFolder = (name: string) => path.join(at.cwd, name);
    at.write('x.c', 'int x(void) { return 3; }\n');
    at.write('main.c', 'int x(void);\nint main(void) { return x(); }\n');
    at.write('lib/readme');
    execFileSync('gcc', ['-shared', '-fPIC', '-o', inFolder('lib/libx.so'), inFolder('x.c')]);
    const flags = ['-L', inFolder('lib'), '-lx', '-Wl,-rpath,$ORIGIN/lib'];
    execFileSync('gcc', ['-o', inFolder('main'), inFolder('main.c'), ...flags]);
    const made = await at.ops('pkg from-run ./main --version 1');
    assert.equal(made.code, 0, made.stderr);
    assert.ok(existsSync(stored('main_1/sysroot/main_1/lib/libx.so')));
  });

  it('of a script have its interpreter where the script looks for it', async () => {
    at.write('hello.sh', '#!/bin/bash\n');
    execFileSync('chmod', ['+x', path.join(at.cwd, 'hello.sh')]);
    await at.ops('pkg from-run ./hello.sh --version 1');
    const entries = await at.json<PackageEntry[]>('pkg contents -l hello');
    const links = entries.filter(({ target }) => target?.endsWith('hello_1/bash'));
    assert.deepEqual(links.map(({ path: link }) => path.basename(link)), ['bash']); // prettier-ignore
    assert.ok(entries.some((entry) => entry.path === 'sysroot/hello_1/hello.sh'));
  });
});
