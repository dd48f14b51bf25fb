import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from '../../formats/elf/samples.js';
import { failure, hostFiles, resolve, tryPlan } from './plans.js';

const HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }';
const MULTIARCH = 'usr/lib/x86_64-linux-gnu';

/** A small system below a directory, merged as distributions are: /lib -> usr/lib, by absolute links where `absolute`. */
class TargetRoot {
  readonly workshop = new Workshop();
  readonly directory = path.join(this.workshop.directory, 'system');

  constructor(absolute = false) {
    for (const directory of ['usr/bin', 'usr/lib64', MULTIARCH, 'etc']) this.directoryAt(directory);
    for (const name of ['bin', 'lib', 'lib64']) this.link(name, `${absolute ? '/' : ''}usr/${name}`);
    copyFileSync('/lib/x86_64-linux-gnu/libc.so.6', this.path(`${MULTIARCH}/libc.so.6`));
    copyFileSync('/lib64/ld-linux-x86-64.so.2', this.path(`${MULTIARCH}/ld-linux-x86-64.so.2`));
    this.link('usr/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2');
  }

  path(name: string): string {
    return path.join(this.directory, name);
  }

  directoryAt(name: string): void {
    mkdirSync(this.path(name), { recursive: true });
  }

  link(name: string, target: string): void {
    symlinkSync(target, this.path(name));
  }

  program(name: string, options: readonly string[] = []): void {
    renameSync(this.workshop.compile(path.basename(name), HELLO, options), this.path(name));
  }
}

describe('images/program: below a target root', () => {
  let target: TargetRoot;
  beforeEach(() => {
    target = new TargetRoot();
  });
  afterEach(() => {
    target.workshop[Symbol.dispose]();
  });

  const resolveThere = (program: string) =>
    resolve(program, { targetRoot: target.directory, workingDirectory: target.workshop.directory });

  it('takes everything from below it, through links of a merged /usr', () => {
    for (const absolute of [false, true]) {
      target.workshop[Symbol.dispose]();
      target = new TargetRoot(absolute);
      target.program('usr/bin/hello');
      const plan = resolveThere('/bin/hello');
      assert.equal(plan.path, '/bin/hello');
      assert.ok([...hostFiles(plan).values()].every((file) => file.startsWith(`${target.directory}/usr/`)));
      assert.deepEqual(
        [...hostFiles(plan).keys()],
        ['/usr/bin/hello', '/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/libc.so.6'],
      );
      assert.equal(tryPlan(plan, target.workshop).stdout, 'hello\n');
    }
  });

  it('finds a bare name there, and a program of this machine as well', () => {
    target.program('usr/bin/hello');
    assert.equal(resolveThere('hello').path, '/usr/bin/hello');
    const plan = resolveThere(target.workshop.compile('mine', HELLO));
    assert.equal(plan.path, '/mine');
    assert.equal(hostFiles(plan).get('/lib/x86_64-linux-gnu/libc.so.6'), target.path(`${MULTIARCH}/libc.so.6`));
  });

  it('keeps a program of it in its place, however it is called', () => {
    target.program('usr/bin/hello');
    target.link('usr/bin/hi', '/usr/bin/hello');
    for (const program of ['./system/usr/bin/hi', target.path('usr/bin/hi')]) {
      const plan = resolveThere(program);
      assert.equal(plan.path, '/usr/bin/hi');
      assert.equal(hostFiles(plan).get('/usr/bin/hello'), target.path('usr/bin/hello'));
    }
  });

  it('follows links below it and never out of it', () => {
    target.program('usr/bin/hello');
    target.directoryAt('etc/alternatives');
    target.link('etc/alternatives/hi', '/usr/bin/hello');
    target.link('usr/bin/hi', '/etc/alternatives/hi');
    target.link('usr/bin/up', '../../../../../../../../../usr/bin/hello');
    for (const name of ['hi', 'up']) {
      const plan = resolveThere(`/usr/bin/${name}`);
      assert.equal(hostFiles(plan).get('/usr/bin/hello'), target.path('usr/bin/hello'));
      assert.equal(tryPlan(plan, target.workshop).stdout, 'hello\n');
    }
    // On this machine these lead to real files; below the root they lead nowhere.
    target.link('usr/bin/escape', '/usr/bin/env');
    target.link('usr/bin/climb', `../../../../../../../../../../..${process.execPath}`);
    target.link('usr/bin/circle', 'circle');
    for (const name of ['escape', 'climb', 'circle']) {
      failure('program-not-found', () => resolveThere(`/usr/bin/${name}`));
      failure('program-not-found', () => resolveThere(name));
    }
  });

  it('does not take a library of this machine for one that it lacks', () => {
    target.program('usr/bin/needs-m', ['-Wl,--no-as-needed', '-lm']);
    const error = failure('library-missing', () => resolveThere('/usr/bin/needs-m'));
    assert.match(error.message, /^library not found: libm\.so\.6 \(needed by .*needs-m\)$/);
  });

  it('reads ld.so.conf and what it includes, and tells the guest where', () => {
    target.directoryAt('opt/libs');
    target.directoryAt('etc/ld.so.conf.d');
    copyFileSync('/lib/x86_64-linux-gnu/libm.so.6', target.path('opt/libs/libm.so.6'));
    writeFileSync(target.path('etc/ld.so.conf'), '# first\ninclude ld.so.conf.d/*.conf ld.so.conf\nhwcap 0 nosegneg\n');
    writeFileSync(target.path('etc/ld.so.conf.d/extra.conf'), '/nowhere:/opt/libs=libc6 # and more\n');
    writeFileSync(target.path('etc/ld.so.conf.d/ignored.txt'), '/usr/lib/ignored\n');
    target.program('usr/bin/needs-m', ['-Wl,--no-as-needed', '-lm']);
    const plan = resolveThere('/usr/bin/needs-m');
    assert.ok(hostFiles(plan).has('/opt/libs/libm.so.6'));
    assert.equal(tryPlan(plan, target.workshop).stdout, 'hello\n');
    const without = { ...plan, entries: plan.entries.filter((entry) => entry.path !== '/etc/ld.so.cache') };
    assert.match(tryPlan(without, target.workshop).stderr, /libm\.so\.6: cannot open shared object/);
  });

  it('says when the loader is not there', () => {
    const plan = target.workshop.compile('odd', HELLO, ['-Wl,--dynamic-linker,/lib/ld-odd.so.1']);
    const error = failure('interpreter-missing', () => resolveThere(plan));
    assert.match(error.message, /odd: its loader \/lib\/ld-odd\.so\.1 does not exist$/);
  });

  it('refuses a target root that is no directory', () => {
    for (const targetRoot of [target.path('none'), '/bin/cat']) {
      failure('source-not-found', () => resolve('hello', { targetRoot }));
    }
  });
});
