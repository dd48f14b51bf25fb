import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DT_RPATH, DT_RUNPATH, EM_AARCH64, PT_DYNAMIC } from '../../../src/formats/elf/constants.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { readElf } from '../../../src/formats/elf/reader.js';
import { Workshop } from '../../formats/elf/samples.js';
import { failure, hostFiles, ldd, linkedLibraries, resolve, tryPlan } from './plans.js';

const DT_DEBUG = 21;
const MAIN = 'int a(void); int main(void) { return a(); }';
const NEW_TAGS = '-Wl,--enable-new-dtags';
const OLD_TAGS = '-Wl,--disable-new-dtags';

/** A program that needs liba, which needs libb; liba says 40 + what libb says. */
class Pair {
  readonly workshop = new Workshop();
  readonly directory = this.workshop.directory;

  /** Builds the libraries into `a/` and `b/`, and the program, each with options of its own. */
  build(programOptions: readonly string[], aOptions: readonly string[] = [], compiler = 'gcc'): string {
    for (const name of ['a', 'b']) mkdirSync(path.join(this.directory, name), { recursive: true });
    this.library('b/libb.so', 'int b(void) { return 2; }', [], compiler);
    this.library(
      'a/liba.so',
      'int b(void); int a(void) { return 40 + b(); }',
      [...this.link('b'), ...aOptions],
      compiler,
    );
    const link = [...this.link('a'), `-Wl,-rpath-link,${this.directory}/b`];
    return this.workshop.compile('program', MAIN, [...link, ...programOptions], compiler);
  }

  library(file: string, source: string, options: readonly string[] = [], compiler = 'gcc'): string {
    mkdirSync(path.dirname(path.join(this.directory, file)), { recursive: true });
    const soname = `-Wl,-soname,${path.basename(file)}`;
    return this.workshop.compile(file, source, ['-shared', '-fPIC', soname, ...options], compiler);
  }

  link(name: string): string[] {
    return [`-L${this.directory}/${name}`, '-Wl,--no-as-needed', `-l${name}`];
  }
}

describe('images/program: the order of the search', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = new Pair();
  });
  afterEach(() => {
    pair.workshop[Symbol.dispose]();
  });

  const works = (program: string): Map<string, string> => {
    const plan = resolve(program);
    const known = ldd(program);
    assert.deepEqual(linkedLibraries(plan, known), known);
    assert.equal(tryPlan(plan, pair.workshop).status, 42);
    return hostFiles(plan);
  };

  it('follows an RPATH for everything below who has it', () => {
    const files = works(pair.build([OLD_TAGS, `-Wl,-rpath,${pair.directory}/a:${pair.directory}/b`]));
    assert.equal(files.get(`${pair.directory}/b/libb.so`), `${pair.directory}/b/libb.so`);
  });

  it('follows a RUNPATH for direct needs only', () => {
    const program = pair.build([NEW_TAGS, `-Wl,-rpath,${pair.directory}/a:${pair.directory}/b`]);
    const error = failure('library-missing', () => resolve(program));
    assert.equal(error.message, `library not found: libb.so (needed by ${pair.directory}/a/liba.so)`);
    assert.match(error.hint ?? '', /--target-root/);
    assert.match(spawnSync(program, { encoding: 'utf8' }).stderr, /libb\.so: cannot open shared object file/);
  });

  it('ignores the RPATHs above who has a RUNPATH', () => {
    const both = `-Wl,-rpath,${pair.directory}/a:${pair.directory}/b`;
    const program = pair.build([OLD_TAGS, both], [NEW_TAGS, '-Wl,-rpath,/nowhere']);
    failure('library-missing', () => resolve(program));
    const found = pair.build([OLD_TAGS, both], [NEW_TAGS, `-Wl,-rpath,${pair.directory}/b`]);
    works(found);
  });

  it('keeps $ORIGIN true in the guest, where the program is elsewhere', () => {
    const program = pair.build([NEW_TAGS, '-Wl,-rpath,$ORIGIN/a'], [NEW_TAGS, '-Wl,-rpath,${ORIGIN}/../b']);
    const files = works(program);
    assert.equal(files.get('/a/liba.so'), `${pair.directory}/a/liba.so`);
    assert.equal(files.get('/b/libb.so'), `${pair.directory}/b/libb.so`);
  });

  it('stops $ORIGIN/.. at the root of the guest', () => {
    const program = pair.build([NEW_TAGS, '-Wl,-rpath,$ORIGIN/../up/a'], [NEW_TAGS, '-Wl,-rpath,$ORIGIN/../b']);
    mkdirSync(`${pair.directory}/app`);
    mkdirSync(`${pair.directory}/up`);
    for (const name of ['a', 'b']) renameSync(`${pair.directory}/${name}`, `${pair.directory}/up/${name}`);
    renameSync(program, `${pair.directory}/app/program`);
    const files = works(`${pair.directory}/app/program`);
    assert.equal(files.get('/up/b/libb.so'), `${pair.directory}/up/b/libb.so`);
  });

  it('expands $LIB and $PLATFORM', () => {
    const program = pair.build([OLD_TAGS, '-Wl,-rpath,$ORIGIN/$LIB:$ORIGIN/${PLATFORM}']);
    mkdirSync(`${pair.directory}/lib`);
    renameSync(`${pair.directory}/a`, `${pair.directory}/lib/x86_64-linux-gnu`);
    renameSync(`${pair.directory}/b`, `${pair.directory}/x86_64`);
    const files = hostFiles(resolve(program));
    assert.ok(files.has('/lib/x86_64-linux-gnu/liba.so') && files.has('/x86_64/libb.so'));
  });

  it('passes over libraries of another architecture', () => {
    const program = pair.build([OLD_TAGS, '-Wl,-rpath,$ORIGIN/wrong:$ORIGIN/foreign:$ORIGIN/a:$ORIGIN/b']);
    pair.library('wrong/liba.so', 'int a(void) { return 1; }', ['-m32', '-nostdlib']);
    mkdirSync(`${pair.directory}/foreign`);
    const foreign = readFileSync(`${pair.directory}/a/liba.so`);
    foreign.writeUInt16LE(EM_AARCH64, 18);
    writeFileSync(`${pair.directory}/foreign/liba.so`, foreign);
    const files = works(program);
    assert.ok(files.has('/a/liba.so') && !files.has('/wrong/liba.so') && !files.has('/foreign/liba.so'));
  });

  it('names every missing library at once, and who needs it first', () => {
    const program = pair.build([OLD_TAGS, '-Wl,-rpath,$ORIGIN/a', ...pair.link('b')]);
    rmSync(`${pair.directory}/a`, { recursive: true });
    const error = failure('library-missing', () => resolve(program));
    assert.equal(
      error.message,
      `2 libraries not found: liba.so (needed by ${program}), libb.so (needed by ${program})`,
    );
    assert.deepEqual(error.details['missing'], [
      { library: 'liba.so', neededBy: program },
      { library: 'libb.so', neededBy: program },
    ]);
  });

  it('gives a needed path as it is', () => {
    const library = pair.workshop.compile('libc-path.so', 'int a(void) { return 42; }', ['-shared', '-fPIC']);
    const files = works(pair.workshop.compile('by-path', MAIN, [library]));
    assert.equal(files.get(library), library);
  });

  it('loads one file under two names once', () => {
    const source =
      '#include <stdio.h>\n__attribute__((constructor)) static void c(void) { puts("loaded"); } int a(void) { return 42; }';
    pair.workshop.compile('libone.so', source, ['-shared', '-fPIC']);
    symlinkSync('libone.so', `${pair.directory}/libtwo.so`);
    const options = [`-L${pair.directory}`, '-Wl,--no-as-needed', '-lone', '-ltwo', '-Wl,-rpath,$ORIGIN/'];
    const plan = resolve(pair.workshop.compile('twice', MAIN, options));
    assert.ok(plan.entries.some((entry) => entry.kind === 'symlink' && entry.path === '/libtwo.so'));
    assert.equal(tryPlan(plan, pair.workshop).stdout, 'loaded\n');
  });

  it('ignores an RPATH beside a RUNPATH', () => {
    const program = pair.build([NEW_TAGS, `-Wl,-rpath,${pair.directory}/a:${pair.directory}/b`]);
    // No linker writes both: the entry for debuggers becomes an RPATH with the RUNPATH's text.
    const bytes = readFileSync(program);
    const { offset } = readElf(bytesAccess(bytes), program).segments.find(({ type }) => type === PT_DYNAMIC)!;
    const find = (tag: number): number => {
      let at = offset;
      while (bytes.readUInt32LE(at) !== tag) at += 16;
      return at;
    };
    const debug = find(DT_DEBUG);
    bytes.copy(bytes, debug + 8, find(DT_RUNPATH) + 8, find(DT_RUNPATH) + 16);
    bytes.writeUInt32LE(DT_RPATH, debug);
    writeFileSync(program, bytes);
    assert.equal(readElf(bytesAccess(bytes), program).dynamic?.rpath, `${pair.directory}/a:${pair.directory}/b`);
    failure('library-missing', () => resolve(program));
    assert.equal(spawnSync(program).status, 127);
  });

  it('lets a library answer to its soname', () => {
    const source = 'int a(void) { return 42; }';
    pair.workshop.compile('libplain.so', source, ['-shared', '-fPIC']);
    pair.workshop.compile('libnamed.so', source, ['-shared', '-fPIC', '-Wl,-soname,libplain.so.1']);
    const here = [`-L${pair.directory}`, '-Wl,--no-as-needed', '-Wl,-rpath,$ORIGIN'];
    const program = pair.workshop.compile('by-soname', MAIN, [...here, '-lplain', '-lnamed']);
    renameSync(`${pair.directory}/libnamed.so`, `${pair.directory}/libplain.so`);
    // It needs libplain.so and libplain.so.1; one file is both.
    assert.ok(works(program).has('/libplain.so'));
  });

  it('leaves the default directories to those who want them', () => {
    const program = pair.build([OLD_TAGS, '-Wl,-rpath,$ORIGIN/a:$ORIGIN/b,-z,nodefaultlib']);
    assert.match(failure('library-missing', () => resolve(program)).message, /^library not found: libc\.so\.6/);
    assert.equal(spawnSync(program).status, 127);
  });

  it('inherits a RUNPATH under musl, as musl does', () => {
    const program = pair.build([NEW_TAGS, '-Wl,-rpath,$ORIGIN/a:$ORIGIN/b'], [], 'musl-gcc');
    const plan = resolve(program);
    assert.equal(plan.libc, 'musl');
    assert.ok(hostFiles(plan).has('/b/libb.so'));
    assert.equal(tryPlan(plan, pair.workshop).status, 42);
  });
});
