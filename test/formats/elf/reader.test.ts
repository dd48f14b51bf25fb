import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { hasErrorCode } from '../../../src/core/errors.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { isElf, linkageOf, readElf, type ElfFile } from '../../../src/formats/elf/reader.js';
import { Workshop } from './samples.js';

function read(file: string): ElfFile {
  return readElf(bytesAccess(readFileSync(file)), file);
}

/** What binutils says of a file's dynamic section, by tag. */
function readelf(file: string, tag: string): string[] {
  const output = execFileSync('readelf', ['-dW', file], { encoding: 'utf8' });
  return output.split('\n').flatMap((line) => (line.includes(`(${tag})`) ? (/\[(.*)\]/.exec(line)?.[1] ?? []) : []));
}

describe('formats/elf/reader', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  for (const file of ['/bin/bash', '/bin/cat', '/usr/bin/gcc', '/lib/x86_64-linux-gnu/libc.so.6', process.execPath]) {
    it(`agrees with readelf about ${file.split('/').at(-1) ?? ''}`, () => {
      const elf = read(realpathSync(file));
      assert.equal(elf.class, 64);
      assert.equal(elf.machine, 62);
      assert.deepEqual(elf.dynamic?.needed, readelf(file, 'NEEDED'));
      assert.deepEqual([elf.dynamic.soname ?? []].flat(), readelf(file, 'SONAME'));
      const headers = execFileSync('readelf', ['-lW', file], { encoding: 'utf8' });
      assert.equal(elf.interpreter, /interpreter: (.*)\]/.exec(headers)?.[1]);
      assert.match(headers, new RegExp(`There are ${elf.segments.length} program headers`));
    });
  }

  it('tells how programs are linked', () => {
    const source = 'int main(void) { return 0; }';
    const cases = [
      ['dynamic', ['-pie'], 'gcc'],
      ['dynamic', ['-no-pie'], 'gcc'],
      ['static', ['-static', '-no-pie'], 'gcc'],
      ['static-pie', ['-static-pie'], 'gcc'],
      ['shared-library', ['-shared', '-fPIC'], 'gcc'],
      ['dynamic', [], 'musl-gcc'],
      ['static', ['-static', '-no-pie'], 'musl-gcc'],
      [undefined, ['-c'], 'gcc'],
    ] as const;
    for (const [linkage, options, compiler] of cases) {
      const elf = read(workshop.compile('linked', source, options, compiler));
      assert.equal(linkageOf(elf), linkage, options.join(' '));
    }
  });

  it('reads RPATH and RUNPATH apart, and flags', () => {
    const source = 'int main(void) { return 0; }';
    const old = read(workshop.compile('old', source, ['-Wl,--disable-new-dtags,-rpath,/opt/a:$ORIGIN/b']));
    assert.equal(old.dynamic?.rpath, '/opt/a:$ORIGIN/b');
    assert.equal(old.dynamic.runpath, undefined);
    const fresh = read(
      workshop.compile('new', source, ['-pie', '-Wl,--enable-new-dtags,-rpath,/opt/c,-z,nodefaultlib']),
    );
    assert.equal(fresh.dynamic?.runpath, '/opt/c');
    assert.equal(fresh.dynamic.rpath, undefined);
    assert.equal(fresh.dynamic.pie, true);
    assert.equal(fresh.dynamic.noDefaultLibraries, true);
    assert.equal(old.dynamic.noDefaultLibraries, false);
  });

  it('reads 32-bit objects', () => {
    // Linked without a C library, which this architecture may not have here.
    const file = workshop.compile('i386', 'void _start(void) { for (;;); }', [
      '-m32',
      '-nostdlib',
      '-static',
      '-no-pie',
    ]);
    const elf = read(file);
    assert.deepEqual([elf.class, elf.machine, linkageOf(elf)], [32, 3, 'static']);
    assert.ok(elf.segments.length > 0 && elf.entry > 0);
  });

  it('reads a large program in a few kilobytes', () => {
    const bytes = readFileSync(process.execPath);
    let total = 0;
    const elf = readElf(
      {
        size: bytes.length,
        read: (position, length) => {
          total += length;
          return bytes.subarray(position, position + length);
        },
      },
      'node',
    );
    assert.ok((elf.dynamic?.needed.length ?? 0) > 3);
    assert.ok(total < 100_000, `${total} bytes read of ${bytes.length}`);
  });

  it('knows ELF by its magic', () => {
    assert.equal(isElf(readFileSync('/bin/cat').subarray(0, 4)), true);
    assert.equal(isElf(Buffer.from('#!/bin/sh')), false);
    assert.equal(isElf(Buffer.from([0x7f, 0x45, 0x4c])), false);
  });

  it('refuses what is no ELF file, and what is cut', () => {
    const bytes = readFileSync('/bin/cat');
    for (const damaged of [
      Buffer.alloc(0),
      Buffer.from('#!/bin/sh\n'),
      bytes.subarray(0, 20),
      bytes.subarray(0, 300),
    ]) {
      assert.throws(
        () => readElf(bytesAccess(damaged), 'cat'),
        (error) => hasErrorCode(error, 'format-corrupt') && error.message.startsWith('cat: damaged ELF file: '),
      );
    }
  });

  it('calls a big-endian file unsupported, not damaged', () => {
    const bytes = Uint8Array.from(readFileSync('/bin/cat'));
    bytes[5] = 2;
    assert.throws(
      () => readElf(bytesAccess(bytes), 'cat'),
      (error) => hasErrorCode(error, 'format-unsupported'),
    );
  });
});
