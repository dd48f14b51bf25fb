import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../../src/core/errors.js';
import { encodeToken } from '../../../../src/formats/manifest/token.js';
import { formatRequest, parseAgentLine, type AgentLine } from '../../../../src/guests/linux/agent/agent-protocol.js';

const LINES: readonly [string, AgentLine][] = [
  ['ready 1', { kind: 'event', event: { type: 'ready', version: 1 } }],
  [
    'mounted /my%20data /dev/sda rw 17',
    { kind: 'event', event: { type: 'mounted', path: '/my data', device: '/dev/sda', access: 'rw', milliseconds: 17 } },
  ],
  [
    'mount-failed /data EROFS the%20disk',
    { kind: 'event', event: { type: 'mount-failed', path: '/data', errno: 'EROFS', text: 'the disk' } },
  ],
  ['absent /d virtual:3', { kind: 'event', event: { type: 'absent', path: '/d', source: 'virtual:3' } }],
  ['unmounted /d', { kind: 'event', event: { type: 'unmounted', path: '/d' } }],
  ['lost /d /dev/sdb', { kind: 'event', event: { type: 'lost', path: '/d', device: '/dev/sdb' } }],
  ['thawed /d', { kind: 'event', event: { type: 'thawed', path: '/d' } }],
  ['started 83 1444', { kind: 'event', event: { type: 'started', pid: 83, uptimeMilliseconds: 1444 } }],
  ['exited code 255', { kind: 'event', event: { type: 'exited', by: 'code', value: 255 } }],
  ['exited signal 9', { kind: 'event', event: { type: 'exited', by: 'signal', value: 9 } }],
  ['fatal / no%20root', { kind: 'event', event: { type: 'fatal', what: '/', text: 'no root' } }],
  ['7 ok', { kind: 'ok', request: 7 }],
  ['7 error EBUSY in%20use', { kind: 'error', request: 7, errno: 'EBUSY', text: 'in use' }],
  ['7 item uptime 12', { kind: 'item', request: 7, item: { type: 'uptime', milliseconds: 12 } }],
  ['7 item memory 20 10', { kind: 'item', request: 7, item: { type: 'memory', totalBytes: 20, availableBytes: 10 } }],
  [
    '7 item mount /d name:data ro absent ',
    {
      kind: 'item',
      request: 7,
      item: { type: 'mount', path: '/d', source: 'name:data', access: 'ro', state: 'absent', device: '' },
    },
  ],
  [
    '7 item holder 41 n%FF /d/x',
    { kind: 'item', request: 7, item: { type: 'holder', pid: 41, command: 'n\uFFFD', path: '/d/x' } },
  ],
  // a newer guest may say more
  ['unmounted /d because', { kind: 'event', event: { type: 'unmounted', path: '/d' } }],
];

const UNKNOWN = [
  '', ' ', 'eady 1', 'ready', 'ready one', 'mounted /d /dev/sda rx 3', 'exited code -1', 'toString x', '7', '7 maybe',
  '7 item', '7 item color red', '7 item program x', '1234567890 ok', 'unmounted /a%2', 'unmounted /\xe9', 'READY 1',
]; // prettier-ignore

describe('guests/linux/agent/protocol', () => {
  for (const [line, expected] of LINES) {
    it(`reads ${line}`, () => {
      assert.deepEqual(parseAgentLine(line), expected);
    });
  }

  for (const line of UNKNOWN) {
    it(`does not know ${JSON.stringify(line)}`, () => {
      assert.deepEqual(parseAgentLine(line), { kind: 'unknown', line });
    });
  }

  it('reads any line without an error', () => {
    const word = fc.constantFrom(...['ready', 'item', 'ok', 'error', 'mount', '7', '%20', 'rw', '/d', '__proto__']);
    const line = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(line, (text) => {
        assert.ok(parseAgentLine(text).kind.length > 0);
      }),
    );
  });

  it('writes a request as one line that its words can be read from', () => {
    assert.equal(formatRequest(3, 'unmount', ['/my data', 'force']), '3 unmount /my%20data force\n');
    assert.equal(formatRequest(4, 'stop', [10]), '4 stop 10\n');
    assert.equal(formatRequest(5, 'mount', ['name:a\nb']), `5 mount ${encodeToken('name:a\nb')}\n`);
  });

  it('does not write a request that a guest would not read', () => {
    assert.equal(formatRequest(1, 'mount', ['x'.repeat(4087)]).length, 4096);
    for (const argument of ['x'.repeat(4088), 'a\0b']) {
      assert.throws(
        () => formatRequest(1, 'mount', [argument]),
        (error) => hasErrorCode(error, 'format-limit'),
      );
    }
  });
});
