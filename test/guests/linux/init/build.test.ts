import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');

describe('guests/linux/init: the build', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'ops-init-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function build(name: string, searchPath?: string): { bytes?: Buffer; status: number | null; errors: string } {
    const output = path.join(directory, name);
    const env = searchPath === undefined ? {} : { env: { PATH: searchPath } };
    const script = path.join(ROOT, '.ci/build-init.mjs');
    const result = spawnSync(process.execPath, [script, output], { encoding: 'utf8', ...env });
    const bytes = result.status === 0 ? { bytes: readFileSync(output) } : {};
    return { ...bytes, status: result.status, errors: result.stderr };
  }

  it('makes a small static binary, the same one every time', function () {
    this.timeout(60_000);
    const first = build('first');
    const second = build('second');
    assert.equal(first.status, 0, first.errors);
    assert.ok(first.bytes && second.bytes);
    assert.ok(first.bytes.equals(second.bytes));
    assert.equal(first.bytes.subarray(0, 4).toString('latin1'), '\x7fELF');
    assert.equal(first.bytes.readUInt16LE(16), 2, 'ET_EXEC: neither dynamic nor position-independent');
    assert.ok(first.bytes.length < 100_000, `${first.bytes.length} bytes`);
    assert.ok(!first.bytes.includes(ROOT), 'has the path of this machine in it');
  });

  it('says what to install when there is no compiler', () => {
    const { status, errors } = build('none', directory);
    assert.equal(status, 1);
    assert.match(errors, /musl-gcc is not installed: apt-get install musl-tools/);
  });
});
