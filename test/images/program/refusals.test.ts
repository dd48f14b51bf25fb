import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Workshop } from '../../formats/elf/samples.js';
import { failure, hostFiles, resolve, tryPlan } from './plans.js';

const FREESTANDING = 'void _start(void) { __asm__("mov $1, %eax; mov $42, %ebx; int $0x80"); }';

describe('images/program: what is refused', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  it('names the closest program when there is none', () => {
    workshop.write('server.js', '');
    const here = { workingDirectory: workshop.directory };
    assert.equal(failure('program-not-found', () => resolve('./sever.js', here)).hint, 'did you mean "./server.js"?');
    assert.equal(failure('program-not-found', () => resolve('servr.js', here)).hint, 'did you mean "server.js"?');
    assert.equal(
      failure('program-not-found', () => resolve('/usr/bin/bsah', here)).hint,
      'did you mean "/usr/bin/bash"?',
    );
    assert.equal(failure('program-not-found', () => resolve('bsah', here)).hint, 'did you mean "bash"?');
    assert.match(failure('program-not-found', () => resolve('', here)).message, /^"": no such program$/);
    failure('program-not-found', () => resolve('/none/at/all', here));
  });

  it('says what a file is that cannot run', () => {
    const bytes = Uint8Array.from(readFileSync('/bin/cat'));
    const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ['empty', '', /an empty file$/],
      ['notes.txt', 'hello\n', /neither an ELF file nor a script$/],
      ['tool.py', 'print(1)\n', /neither an ELF file nor a script$/],
      ['tool.exe', 'MZ\x90\0', /a Windows program/],
      ['mac', Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe), /a macOS program/],
      ['tool.jar', 'PK\x03\x04', /a ZIP or JAR archive/],
    ];
    for (const [name, content, reason] of cases) {
      const error = failure('program-invalid', () => resolve(workshop.write(name, content)));
      assert.match(error.message, reason);
      assert.ok(error.hint);
    }
    failure('format-corrupt', () => resolve(workshop.write('cut', bytes.subarray(0, 200))));
  });

  it('refuses libraries, object files and what may not be executed', () => {
    const source = 'int a(void) { return 0; }';
    const library = workshop.compile('libx.so', source, ['-shared', '-fPIC', '-nostdlib']);
    assert.match(failure('program-invalid', () => resolve(library)).message, /a shared library, not a program$/);
    const object = workshop.compile('x.o', source, ['-c']);
    assert.match(failure('program-invalid', () => resolve(object)).message, /an object file, not a program$/);
    const plain = workshop.write('plain', readFileSync('/bin/cat'), 0o644);
    assert.equal(failure('program-invalid', () => resolve(plain)).hint, `chmod +x ${plain}`);
  });

  it('refuses programs for other processors', () => {
    const bytes = Uint8Array.from(readFileSync('/bin/cat'));
    bytes[18] = 183;
    const foreign = workshop.write('foreign', bytes);
    const error = failure('program-wrong-architecture', () => resolve(foreign));
    assert.match(error.message, /foreign: built for aarch64, the guest is x86_64$/);
    bytes[18] = 243;
    const riscv = workshop.write('riscv', bytes);
    assert.match(failure('program-wrong-architecture', () => resolve(riscv)).message, /built for riscv/);
    failure('program-wrong-architecture', () => resolve('/bin/cat', { architecture: 'aarch64' }));
    bytes[5] = 2;
    failure('format-unsupported', () => resolve(workshop.write('big', bytes)));
  });

  it('takes a 32-bit program for a 64-bit guest', () => {
    const plan = resolve(workshop.compile('small', FREESTANDING, ['-m32', '-nostdlib', '-static', '-no-pie']));
    assert.deepEqual([plan.architecture, plan.description], ['i386', 'i386 static']);
    const loader = '/lib/ld-linux.so.2';
    const dynamic = workshop.compile('small-dynamic', FREESTANDING, [
      '-m32',
      '-nostdlib',
      `-Wl,--dynamic-linker,${loader}`,
      '-pie',
    ]);
    assert.match(failure('interpreter-missing', () => resolve(dynamic)).message, /\/lib\/ld-linux\.so\.2/);
  });

  it('takes neither a device nor a socket', () => {
    failure('program-invalid', () => resolve('/dev/null'));
    execFileSync('mkfifo', [`${workshop.directory}/pipe`]);
    failure('program-invalid', () => resolve('./pipe', { workingDirectory: workshop.directory }));
  });

  it('lets a bare name stand for the file here before a command', () => {
    workshop.compile('cat', 'int main(void) { return 9; }', ['-static']);
    const plan = resolve('cat', { workingDirectory: workshop.directory });
    assert.equal(hostFiles(plan).get('/cat'), `${workshop.directory}/cat`);
    assert.equal(tryPlan(plan, workshop).status, 9);
  });
});
