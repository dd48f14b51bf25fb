import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasErrorCode } from '../../../src/core/errors.js';
import { readModuleInfo } from '../../../src/formats/kmod/modinfo.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

const EXT4 = [
  'softdep=pre: crypto-crc32c', 'license=GPL', 'alias=fs-ext4', 'depends=jbd2,mbcache,crc16', 'name=ext4',
  'vermagic=6.1.0-56-amd64 SMP preempt mod_unload modversions ',
]; // prettier-ignore

/** An object file with these lines in a section, made by the C compiler as a module's are. */
function objectFile(lines: readonly string[], section = '.modinfo'): Uint8Array {
  const folder = mkdtempSync(path.join(tmpdir(), 'ops-kmod-'));
  try {
    const [source, object] = [path.join(folder, 'a.c'), path.join(folder, 'a.o')];
    const text = lines.map((line) => `${JSON.stringify(line)} "\\0"`).join('\n');
    writeFileSync(source, `__attribute__((section("${section}"))) const char info[] = ${text};\nint other[99];\n`);
    const ended = spawnSync('gcc', ['-c', '-o', object, source], { encoding: 'utf8' });
    assert.equal(ended.status, 0, ended.stderr);
    return new Uint8Array(readFileSync(object));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('formats/kmod/modinfo', () => {
  it('reads what a module says about itself', () => {
    assert.deepEqual(readModuleInfo(objectFile(EXT4)), {
      name: 'ext4',
      depends: ['jbd2', 'mbcache', 'crc16'],
      softDependencies: ['crypto-crc32c'],
      release: '6.1.0-56-amd64',
    });
  });

  it('reads a module without a name and without dependencies', () => {
    const info = readModuleInfo(objectFile(['depends=', 'vermagic=4.9.0 SMP']));
    assert.deepEqual(info, { name: undefined, depends: [], softDependencies: [], release: '4.9.0' });
  });

  it('takes the modules to load before, of several lists', () => {
    const lines = ['softdep=pre: a b post: c', 'softdep=post: d pre: e', 'softdep=post: f', 'vermagic=6.1'];
    assert.deepEqual(readModuleInfo(objectFile(lines)).softDependencies, ['a', 'b', 'e']);
  });

  it('refuses an object file that is no module', () => {
    const corrupt = (error: unknown): boolean => hasErrorCode(error, 'format-corrupt');
    assert.throws(() => readModuleInfo(objectFile(EXT4, '.other')), corrupt);
    assert.throws(() => readModuleInfo(objectFile(['name=x'])), corrupt);
  });

  it('reports damage, and what is no module at all', () => {
    assertDamageIsReported(objectFile(EXT4), readModuleInfo, 2000);
    assertNoiseIsReported(readModuleInfo);
  });
});
