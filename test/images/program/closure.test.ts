import assert from 'node:assert/strict';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from '../../formats/elf/samples.js';
import { hostFiles, ldd, linkedLibraries, resolve, tryPlan } from './plans.js';

const HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }';

describe('images/program: programs and their libraries', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  const programs = ['/bin/cat', '/bin/bash', process.execPath, '/usr/bin/git', '/usr/bin/perl'];
  for (const program of programs.filter((file) => existsSync(file))) {
    it(`finds what the loader maps for ${path.basename(program)}`, () => {
      const known = ldd(program);
      assert.deepEqual(linkedLibraries(resolve(program), known), known);
    });
  }

  it('finds what the loader maps for the modules of python as well', () => {
    const program = '/usr/bin/python3';
    const modules = `/usr/lib/${path.basename(realpathSync(program))}/lib-dynload`;
    const known = ldd(program, ...readdirSync(modules).map((name) => `${modules}/${name}`));
    assert.deepEqual(linkedLibraries(resolve(program), known), known);
  });

  it('keeps a system program at its path, by its real path', () => {
    const plan = resolve('/bin/cat');
    assert.equal(plan.path, '/bin/cat');
    assert.deepEqual(plan.arguments, ['/bin/cat']);
    assert.equal(hostFiles(plan).get(realpathSync('/bin/cat')), realpathSync('/bin/cat'));
    assert.ok(hostFiles(plan).has('/lib64/ld-linux-x86-64.so.2'));
    assert.deepEqual([plan.architecture, plan.libc, plan.description], ['x86_64', 'glibc', 'x86_64 glibc']);
    const { status, stdout } = tryPlan(plan, workshop, ['/etc/ld.so.cache']);
    assert.equal(status, 0);
    assert.ok(stdout.startsWith('glibc-ld.so.cache1.1'));
  });

  it('runs bash and node in a root that has nothing else', () => {
    const bash = tryPlan(resolve('bash'), workshop, ['-c', 'echo $((6 * 7)); exit 3']);
    assert.deepEqual([bash.status, bash.stdout, bash.stderr], [3, '42\n', '']);
    const plan = resolve('node', { searchPath: path.dirname(process.execPath) });
    assert.equal(plan.path, '/usr/local/bin/node');
    assert.equal(plan.description, `node ${process.versions.node}`);
    const node = tryPlan(plan, workshop, ['-p', 'process.execPath']);
    assert.deepEqual([node.status, node.stdout, node.stderr], [0, '/usr/local/bin/node\n', '']);
  });

  it('puts a program from anywhere at /<name>', () => {
    workshop.compileFixture('show-start');
    const plan = resolve('./show-start', { workingDirectory: workshop.directory });
    assert.equal(plan.path, '/show-start');
    assert.deepEqual(plan.arguments, ['./show-start']);
    const { stdout } = tryPlan(plan, workshop, ['a b']);
    assert.match(stdout, /argv\[1\]=a b\n/);
    assert.match(stdout, /exe=\/show-start\n/);
  });

  it('does not put a program where the root has a directory', () => {
    workshop.compile('run', HELLO);
    assert.equal(resolve('./run', { workingDirectory: workshop.directory }).path, '/opt/run');
  });

  it('needs nothing beside a static program', () => {
    for (const [name, options, compiler] of [
      ['static', ['-static'], 'gcc'],
      ['static-pie', ['-static-pie'], 'gcc'],
      ['musl-static', ['-static'], 'musl-gcc'],
    ] as const) {
      const plan = resolve(workshop.compile(name, HELLO, options, compiler));
      assert.deepEqual(hostFiles(plan), new Map([[`/${name}`, path.join(workshop.directory, name)]]));
      assert.deepEqual([plan.libc, plan.description, plan.entries.length], ['none', 'x86_64 static', 1]);
      assert.equal(tryPlan(plan, workshop).stdout, 'hello\n');
    }
  });

  it('runs a dynamic program of musl', () => {
    const plan = resolve(workshop.compile('musl', HELLO, [], 'musl-gcc'));
    assert.equal(plan.libc, 'musl');
    assert.ok(hostFiles(plan).has('/lib/ld-musl-x86_64.so.1'));
    assert.ok(!plan.entries.some(({ path: file }) => file === '/etc/ld.so.cache'));
    assert.equal(tryPlan(plan, workshop).stdout, 'hello\n');
  });

  it('looks names up in the guest by its own files', () => {
    const plan = resolve(workshop.compileFixture('look-up'));
    const hosts = { path: '/etc/hosts', kind: 'bytes', bytes: Buffer.from('192.0.2.7 town\n') } as const;
    const { stdout, stderr } = tryPlan({ ...plan, entries: [...plan.entries, hosts] }, workshop, ['town']);
    assert.deepEqual([stdout, stderr], ['192.0.2.7\n', '']);
  });

  it('gives the same plan twice', () => {
    assert.deepEqual(resolve('/bin/bash'), resolve('/bin/bash'));
  });
});
