import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { KIB, MIB } from '../../src/core/size.js';
import { DirectTarget } from '../../src/io/direct-target.js';
import { createFileTarget } from '../../src/io/file-target.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

/** As a disk that fills up: the write in the background is cut short, and writing the rest is refused. */
const WRITE_UNDER_LIMIT = `
  import { openSync } from 'node:fs';
  const { DirectTarget } = await import('${new URL('../../src/io/direct-target.js', import.meta.url).href}');
  const { FileTarget } = await import('${new URL('../../src/io/file-target.js', import.meta.url).href}');
  process.on('SIGXFSZ', () => {});
  const fd = openSync(process.argv[1], 'w+');
  await using target = new DirectTarget(new FileTarget(fd, process.argv[1], 1e9), fd);
  target.write(0, new Uint8Array(1048576));
  await target.drain().catch((error) => console.log(error.code, error.details.errno));
`;

describe('io/direct-target', () => {
  const at = useTemporaryDirectory();
  let fd = -1;
  beforeEach(() => {
    fd = openSync(at('disk.raw'), 'w+');
  });
  afterEach(() => {
    closeSync(fd);
  });

  it('holds what is written where it is written, large and small, aligned and not', async () => {
    const size = 16 * MIB;
    const expected = Buffer.alloc(size);
    await using target = new DirectTarget(createFileTarget(fd, at('disk.raw'), size), fd);
    const lengths = [MIB, 4096, 512 * KIB, 3 * MIB, 1000, 2 * MIB - 1000, 256 * KIB, 2 * MIB];
    let position = 4096;
    for (const [index, length] of lengths.entries()) {
      // One memory for all: the target keeps no reference to it.
      const bytes = expected.subarray(position, position + length).fill(index + 1);
      const passed = Uint8Array.from(bytes);
      target.write(position, passed);
      passed.fill(0xff);
      await target.backlog();
      position += length;
    }
    await target.drain();
    assert.ok(readFileSync(at('disk.raw')).equals(expected));
  });

  it('takes more than it has room for when nobody waits', async () => {
    const size = 32 * MIB;
    const expected = Buffer.alloc(size, 'some bytes');
    await using target = new DirectTarget(createFileTarget(fd, at('disk.raw'), size), fd);
    target.write(0, expected);
    await target.drain();
    assert.equal(target.backlog(), undefined);
    assert.ok(readFileSync(at('disk.raw')).equals(expected));
  });

  it('says later what stopped a write in the background', () => {
    const script = ['--input-type=module', '-e', WRITE_UNDER_LIMIT, at('limited')];
    const limited = ['-c', 'ulimit -f 512; exec "$0" "$@"', process.execPath, ...script];
    assert.equal(execFileSync('bash', limited, { encoding: 'utf8' }), 'host-file EFBIG\n');
  });

  it('refuses a range outside of the file', async () => {
    await using target = new DirectTarget(createFileTarget(fd, at('disk.raw'), MIB), fd);
    assert.throws(() => {
      target.write(4096, new Uint8Array(MIB));
    }, opsError('internal'));
  });
});
