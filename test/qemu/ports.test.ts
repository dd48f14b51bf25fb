import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { checkForwards, parsePorts } from '../../src/qemu/ports.js';

const port = fc.integer({ min: 1, max: 65535 });

function pairs(text: string): (readonly [number, number])[] {
  return parsePorts(text, 'tcp').map(({ hostPort, guestPort }) => [hostPort, guestPort] as const);
}

describe('ports', () => {
  it('reads what people write', () => {
    assert.deepEqual(parsePorts('80', 'udp'), [{ protocol: 'udp', hostPort: 80, guestPort: 80 }]);
    assert.deepEqual(pairs('8080:80'), [[8080, 80]]);
    assert.deepEqual(pairs('80, 8081:81'), [[80, 80], [8081, 81]]); // prettier-ignore
    assert.deepEqual(pairs('8000-8002'), [[8000, 8000], [8001, 8001], [8002, 8002]]); // prettier-ignore
    assert.equal(pairs('1000-2000').length, 1001);
    assert.deepEqual(pairs('9-9'), [[9, 9]]);
  });

  it('reads back every list that has each host port once', () => {
    const forwards = fc.uniqueArray(fc.tuple(port, port), { selector: ([host]) => host, minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(forwards, (list) => {
        assert.deepEqual(pairs(list.map(([host, guest]) => `${host}:${guest}`).join(',')), list);
      }),
    );
  });

  for (const [text, reason] of [
    ['', /"" is not a port/],
    ['http', /"http" is not a port/],
    ['80,', /"" is not a port/],
    ['0', /"0" is not a port/],
    ['65536', /"65536" is not a port/],
    ['80:0', /"0" is not a port/],
    ['-1', /"-1" is not a port/],
    ['8.0', /is not a port/],
    ['8080:80:tcp', /is not a port/],
    ['2000-1000', /ends before it starts/],
    ['1-65535', /65535 ports, at most 2048/],
    ['80,8080:80,80:81', /port 80: given twice/],
    ['1-2048,3000', /2049 ports: at most 2048/],
  ] as const) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => parsePorts(text, 'tcp'), (error) => hasErrorCode(error, 'port-invalid') && reason.test(error.message)); // prettier-ignore
    });
  }

  it('lets a port be forwarded for both protocols', () => {
    checkForwards([...parsePorts('53', 'tcp'), ...parsePorts('53', 'udp')]);
    assert.throws(() => {
      checkForwards([...parsePorts('53', 'tcp'), ...parsePorts('50-60', 'tcp')]);
    }, /port 53: given twice/);
  });
});
