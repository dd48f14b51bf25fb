import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { encodeMbr, MBR_TYPE } from '../../src/formats/mbr/index.js';
import { nanosEnding, nanosFailure } from '../../src/instances/nanos-ending.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { sampleRecord } from './sample-record.js';

const CRASH_LOG = 16 * 512;

describe('instances/nanos-ending', () => {
  const inDirectory = useTemporaryDirectory();

  /** How an instance ended whose machine ended with `code`. @param left the exit code in the crash log, if there is one */
  const endingOf = (code: number | null, left?: number): ReturnType<typeof nanosEnding> => {
    const disk = Buffer.alloc(CRASH_LOG + 4096);
    disk.set(encodeMbr([{ type: MBR_TYPE.linux, start: disk.length / 512, sectors: 8 }]));
    if (left !== undefined) {
      disk.write('KLOG', CRASH_LOG);
      disk.writeInt32LE(left, CRASH_LOG + 12);
    }
    const file = inDirectory('root.raw');
    writeFileSync(file, disk);
    const { settings } = sampleRecord();
    const record = sampleRecord({ settings: { ...settings, root: { uuid: '', disk: { format: 'raw', file } } } });
    return nanosEnding({ code, signal: code === null ? 'SIGKILL' : null, stderrTail: '' }, record);
  };

  it('is what the debug exit says, and what the crash log says where that has no room', () => {
    assert.deepEqual(endingOf(1), { exitCode: 0, signal: null });
    assert.deepEqual(endingOf((9 << 1) | 1), { exitCode: 9, signal: null });
    assert.deepEqual(endingOf(((203 << 1) | 1) & 0xff, 203), { exitCode: 203, signal: null });
    assert.deepEqual(endingOf(((300 << 1) | 1) & 0xff, 300), { exitCode: 300 & 0xff, signal: null });
  });

  it('is not known when the machine was ended by others, unless the guest had left word', () => {
    assert.deepEqual([endingOf(0), endingOf(null)], [undefined, undefined]);
    assert.deepEqual(endingOf(0, 5), { exitCode: 5, signal: null });
  });

  it('shows the last of the console when it is not known', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    const failure = nanosFailure({ code: 0, signal: null, stderrTail: 'qemu: out of luck' }, lines);
    assert.throws(
      () => {
        throw failure;
      },
      opsError('guest-boot-failed', 'did not say how'),
    );
    assert.match(failure.hint ?? '', /^its last lines:\nline 8\n[^]*line 19\nqemu: out of luck$/);
  });
});
