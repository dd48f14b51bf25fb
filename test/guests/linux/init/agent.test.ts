import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { formatRequest } from '../../../../src/guests/linux/agent/agent-protocol.js';
import { text } from '../../../formats/manifest/arbitrary-manifest.js';
import { buildCheck } from './native-check.js';

/** Lines that are no requests: noise, and requests with something wrong. No line has a number that a test waits for. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.constantFrom('', ' ', '1', '1 ', '1 a%2', '1 %00', '1 a b c d e f g h i j', 'x'.repeat(4096), '2 '.repeat(9000)),
  fc.integer({ min: 4080, max: 4110 }).map((length) => `1 ${'y'.repeat(length)}`),
);

describe("guests/linux/init: the agent line's reader in C", () => {
  let directory: string;
  let check: string;

  before(function () {
    this.timeout(60_000);
    directory = mkdtempSync(path.join(tmpdir(), 'ops-agent-'));
    check = buildCheck(directory, 'agent-check.c', ['agent.c', 'text.c']);
  });

  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function send(input: string): string[] {
    const output = execFileSync(check, { input: Buffer.from(input, 'latin1'), encoding: 'latin1' });
    return output.split('\n').slice(0, -1);
  }

  it('hears every request between any noise', () => {
    const words = fc.array(text, { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, words), { maxLength: 20 }), (script) => {
        const requests = script.map(([, args], index) => formatRequest(1000 + index, 'mount', args));
        const input = requests.map((request, index) => `${script[index]?.[0] ?? ''}\n${request}`).join('');
        const heard = send(input).filter((line) => /^heard 1[0-9]{3} mount/.test(line));
        assert.deepEqual(
          heard,
          requests.map((request) => `heard ${request.slice(0, -1)}`),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('answers a request that it cannot read, and nothing without a number', () => {
    assert.deepEqual(send('\n7 st%atus\nhello\n1234567890 status\n8\n9 a b c d e f g h i\n6 status\n'), [
      'ready 1',
      '7 error EBADMSG the%20request%20is%20not%20well-formed',
      '8 error EBADMSG the%20request%20is%20not%20well-formed',
      '9 error EBADMSG the%20request%20is%20not%20well-formed',
      'heard 6 status',
    ]);
  });

  it('reads lines of 4095 bytes and refuses longer ones', () => {
    const fits = `7 ${'a'.repeat(4093)}`;
    const tooLong = `8 ${'a'.repeat(4094)}`;
    assert.deepEqual(send(`${fits}\n${tooLong}\n9 b\n`), [
      'ready 1',
      `heard ${fits}`,
      '8 error E2BIG the%20line%20is%20longer%20than%204095%20bytes',
      'heard 9 b',
    ]);
  });
});
