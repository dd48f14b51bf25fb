import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { parseUuid } from '../../../src/core/uuid.js';
import { kernelCommandLine } from '../../../src/guests/linux/kernel-command-line.js';

const ROOT = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const REQUEST = { root: ROOT, disks: 2, network: 'static' } as const;
const OURS = `ops.root=uuid:${ROOT} ops.disks=2 ops.network=static`;

describe('guests/linux/kernel-command-line', () => {
  it('is quiet unless it is to be verbose', () => {
    const line = `console=ttyS0 cryptomgr.notests panic=-1 ${OURS}`;
    assert.equal(kernelCommandLine(REQUEST), `quiet ${line}`);
    assert.equal(kernelCommandLine({ ...REQUEST, verbose: true }), line);
  });

  it('puts what the user adds last', () => {
    assert.ok(kernelCommandLine({ ...REQUEST, extra: ' mitigations=off  loglevel=7 ' }).endsWith(
      `${OURS} mitigations=off  loglevel=7`,
    )); // prettier-ignore
    assert.ok(kernelCommandLine({ ...REQUEST, extra: '  ' }).endsWith(OURS));
  });

  it('refuses what would replace our own parameters, and what is no parameter', () => {
    for (const extra of ['ops.root=x', 'a ops.disks=3', 'a\nb', 'a\0', 'é', 'a\tops.disks=3']) {
      assert.throws(
        () => kernelCommandLine({ ...REQUEST, extra }),
        (error) => hasErrorCode(error, 'usage-invalid'),
        JSON.stringify(extra),
      );
    }
  });

  it('is never longer than the kernel reads', () => {
    const own = kernelCommandLine(REQUEST).length;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), (length) => {
        const extra = 'x'.repeat(length);
        if (own + 1 + length <= 2047) assert.ok(kernelCommandLine({ ...REQUEST, extra }).endsWith(` ${extra}`));
        else {
          assert.throws(
            () => kernelCommandLine({ ...REQUEST, extra }),
            (error) =>
              hasErrorCode(error, 'usage-invalid') && (error.hint ?? '').includes(`${own + 1 + length - 2047}`),
          );
        }
      }),
    );
  });
});
