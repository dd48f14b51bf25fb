import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { MIB } from '../../src/core/size.js';
import { createFileTarget, FileTarget, WindowTarget } from '../../src/io/file-target.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

/** A `ulimit -f` makes the kernel cut a write short first and refuse the next one, like a disk that fills up. */
const WRITE_UNDER_LIMIT = `
  import { openSync, readFileSync } from 'node:fs';
  import { FileTarget } from '${new URL('../../src/io/file-target.js', import.meta.url).href}';
  process.on('SIGXFSZ', () => {});
  const fd = openSync(process.argv[1], 'w+');
  try {
    new FileTarget(fd, process.argv[1], 1e9).write(0, new Uint8Array(100_000).fill(7));
  } catch (error) {
    console.log(JSON.stringify({ code: error.code, errno: error.details.errno, size: readFileSync(fd).length }));
  }
`;

describe('io/file-target', () => {
  const at = useTemporaryDirectory();
  let fd = -1;
  beforeEach(() => {
    fd = openSync(at('disk.raw'), 'w+');
  });
  afterEach(() => {
    closeSync(fd);
  });

  it('is a hole of its size, whatever the file held', () => {
    writeSync(fd, 'old content');
    const target = createFileTarget(fd, at('disk.raw'), 64 * MIB);
    assert.equal(fstatSync(fd).size, 64 * MIB);
    assert.equal(fstatSync(fd).blocks, 0);
    target.write(63 * MIB, Buffer.from('end'));
    assert.ok(fstatSync(fd).blocks * 512 <= MIB);
  });

  it('holds what is written where it is written', () => {
    const write = fc.record({ position: fc.nat(900), bytes: fc.uint8Array({ maxLength: 100 }) });
    fc.assert(
      fc.property(fc.array(write), (writes) => {
        const expected = Buffer.alloc(1000);
        const target = createFileTarget(fd, at('disk.raw'), 1000);
        for (const { position, bytes } of writes) {
          target.write(position, bytes);
          expected.set(bytes, position);
        }
        assert.ok(readFileSync(at('disk.raw')).equals(expected));
      }),
    );
  });

  it('goes on after a short write, and says what stopped it', () => {
    const script = ['--input-type=module', '-e', WRITE_UNDER_LIMIT, at('limited')];
    const limited = ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, ...script];
    const said = JSON.parse(execFileSync('bash', limited, { encoding: 'utf8' })) as unknown;
    assert.deepEqual(said, { code: 'host-file', errno: 'EFBIG', size: 65_536 });
  });

  it('says that the disk is full', () => {
    const full = openSync('/dev/full', 'w');
    const write = (): void => {
      new FileTarget(full, '/dev/full', 10).write(0, Buffer.from('x'));
    };
    assert.throws(write, opsError('host-disk-full', '/dev/full: cannot write: no space left'));
    closeSync(full);
  });

  it('refuses what lies outside of the file', () => {
    const target = createFileTarget(fd, at('disk.raw'), 100);
    for (const [position, length] of [[100, 1], [99, 2], [-1, 1], [0.5, 1], [NaN, 1], [2 ** 53, 0]] as const) {
      assert.throws(() => { target.write(position, new Uint8Array(length)); }, opsError('internal')); // prettier-ignore
    } // prettier-ignore
    target.write(100, new Uint8Array(0));
    assert.equal(fstatSync(fd).size, 100);
  });

  it('keeps a window inside its range', () => {
    const target = createFileTarget(fd, at('disk.raw'), 100);
    const window = new WindowTarget(target, 10, 20, 'root partition');
    window.write(0, Buffer.alloc(20, 'w'));
    for (const [position, length] of [
      [-1, 1],
      [20, 1],
      [0, 21],
      [19, 2],
    ] as const) {
      assert.throws(
        () => { window.write(position, Buffer.alloc(length, 'x')); },
        opsError('internal', 'root partition'),
      ); // prettier-ignore
    }
    const content = readFileSync(at('disk.raw'));
    assert.ok(content.equals(Buffer.concat([Buffer.alloc(10), Buffer.alloc(20, 'w'), Buffer.alloc(70)])));
  });
});
