import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { GIB, MIB } from '../../src/core/size.js';
import { copySparse } from '../../src/io/sparse-copy.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

describe('io/sparse-copy', () => {
  const at = useTemporaryDirectory();

  it('copies bytes and permissions', async () => {
    for (const size of [0, 1, 70_000, 3 * MIB + 17]) {
      writeFileSync(at('from'), randomBytes(size));
      chmodSync(at('from'), 0o640);
      await copySparse(at('from'), at(`to-${size}`));
      assert.ok(readFileSync(at(`to-${size}`)).equals(readFileSync(at('from'))));
      assert.equal(statSync(at(`to-${size}`)).mode & 0o777, 0o640);
    }
  });

  it('keeps holes, and reads none of them', async () => {
    const fd = openSync(at('from'), 'w+');
    ftruncateSync(fd, 64 * GIB + 3);
    for (const place of [0, 7 * GIB, 64 * GIB]) writeSync(fd, 'abc', place);
    closeSync(fd);
    await copySparse(at('from'), at('to'));
    assert.equal(statSync(at('to')).size, 64 * GIB + 3);
    assert.ok(statSync(at('to')).blocks * 512 <= MIB);
    const copy = openSync(at('to'), 'r');
    const read = Buffer.alloc(4);
    const found = [0, 7 * GIB, 64 * GIB].map((place) => read.toString('latin1', 0, readSync(copy, read, 0, 4, place)));
    assert.deepEqual(found, ['abc\0', 'abc\0', 'abc']);
    closeSync(copy);
  });

  it('makes holes of zeros that were written', async () => {
    writeFileSync(at('from'), Buffer.concat([Buffer.alloc(4 * MIB), randomBytes(65_536), Buffer.alloc(4 * MIB)]));
    await copySparse(at('from'), at('to'));
    assert.ok(readFileSync(at('to')).equals(readFileSync(at('from'))));
    assert.ok(statSync(at('to')).blocks * 512 < MIB);
  });

  it('replaces nothing, and leaves nothing behind', async () => {
    writeFileSync(at('from'), randomBytes(8 * MIB));
    writeFileSync(at('taken'), 'mine');
    await assert.rejects(copySparse(at('from'), at('taken')), opsError('host-file', 'taken', 'exists'));
    assert.equal(readFileSync(at('taken'), 'utf8'), 'mine');
    const aborted = copySparse(at('from'), at('to'), { signal: AbortSignal.abort() });
    await assert.rejects(aborted, opsError('interrupted'));
    await assert.rejects(copySparse(at('missing'), at('to')), opsError('host-file', 'missing'));
    assert.ok(!existsSync(at('to')));
  });

  it('reports how far it is, to the end', async () => {
    writeFileSync(at('from'), randomBytes(2 * MIB));
    const reports: number[] = [];
    await copySparse(at('from'), at('to'), { progress: { report: (done) => reports.push(done) } });
    assert.equal(reports.at(-1), 2 * MIB);
  });
});
