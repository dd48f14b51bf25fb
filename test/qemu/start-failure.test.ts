import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/core/errors.js';
import { bytes } from '../../src/core/size.js';
import type { Machine } from '../../src/qemu/machine.js';
import { complaints, startFailure } from '../../src/qemu/start-failure.js';

const MACHINE: Machine = {
  accelerator: 'tcg',
  memory: bytes(1 << 24),
  cpus: 1,
  boot: { kind: 'firmware' },
  monitor: { socket: '/i/qmp.sock', port: 1 },
};
const CAUSE = new Error('QEMU ended with status 1');

/** What QEMU 7.2 prints, with what we make of it. Real machines are in machine-process.test.ts. */
const SAMPLES: readonly (readonly [string, ErrorCode, string])[] = [
  [
    'qemu-system-x86_64: -device virtio-blk-pci,drive=x: Failed to get "write" lock\nIs another process using the image [/v/a [b].raw]?\n',
    'volume-in-use',
    '/v/a [b].raw: in use by another machine',
  ],
  [
    'qemu-system-x86_64: -device scsi-hd,drive=x: Failed to get shared "write" lock\nIs another process using the image [/v/a.raw]?\n',
    'volume-in-use',
    '/v/a.raw: in use by another machine',
  ],
  [
    'qemu-system-x86_64: -blockdev {"driver":"raw"}: Could not open \'/v/a.raw\': Permission denied\n',
    'host-file-denied',
    '/v/a.raw: this user may not open it',
  ],
  ["qemu: could not open kernel file '/k': No such file or directory\n", 'host-file', '/k: no such file'],
  [
    "qemu-system-x86_64: -blockdev {}: Could not open '/tmp': Is a directory\n",
    'host-file',
    '/tmp: a directory, not a file',
  ],
  ["qemu: could not load PC BIOS '/f'\n", 'host-file', '/f: QEMU cannot load it as firmware'],
  [
    'qemu-system-x86_64: -chardev socket,id=q: Failed to bind socket to /i/qmp.sock: No such file or directory\n',
    'host-file',
    '/i/qmp.sock: its folder does not exist',
  ],
  [
    'qemu-system-x86_64: -chardev socket,id=qmp-tcp: Failed to find an available port: Address already in use\n',
    'port-in-use',
    'port 1: another program listens on it',
  ],
  [
    "qemu-system-x86_64: -netdev user: Could not set up host forwarding rule 'udp:127.0.0.1:2-:80'\n",
    'port-in-use',
    'port 2: another program listens on it',
  ],
  [
    'qemu-system-x86_64: warning: host does not support it\nqemu-system-x86_64: cannot set up guest memory: Cannot allocate memory\n',
    'qemu-failed',
    'qemu: cannot set up guest memory: Cannot allocate memory',
  ],
  ['', 'qemu-failed', 'qemu: QEMU ended with status 1'],
];

describe('start failure', () => {
  for (const [output, code, message] of SAMPLES) {
    it(`is ${message}`, async () => {
      const error = await startFailure(MACHINE, output, CAUSE);
      assert.deepEqual([error.code, error.message], [code, message]);
      assert.equal(error.cause, CAUSE);
    });
  }

  it("keeps QEMU's own words, but no warnings", async () => {
    const output = [
      'qemu-system-x86_64: warning: TCG does not support it',
      'qemu-system-x86_64: -device x: first',
      'second',
      'qemu-system-x86_64: terminating on signal 15 from pid 1 (ops)',
      '',
    ].join('\n');
    assert.deepEqual(complaints(output), ['-device x: first', 'second']);
    assert.deepEqual((await startFailure(MACHINE, output, CAUSE)).details['qemu'], ['-device x: first', 'second']);
  });
});
