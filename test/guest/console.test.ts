import assert from 'node:assert/strict';
import { useOps } from '../oracles/ops.js';

const COUNT = 65_536 + 77;

describe('guest: standard input and output', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('hands every byte out as it is, and none of the kernel', async () => {
    const steps = [`kernel:1=alert-of-the-kernel`, `bytes:${COUNT}`, `kernel:4=warning-of-the-kernel`, 'exit:0'];
    const started = ops.startSteps(['-v'], steps);
    const { stdout, stderr } = await started.expect(0);
    const expected = Buffer.from(Uint8Array.from({ length: COUNT }, (_, index) => index & 255));
    assert.equal(
      stdout.length,
      COUNT,
      stdout
        .toString('latin1')
        .replace(/[^ -~\n]/g, '')
        .slice(0, 2000),
    );
    assert.ok(stdout.equals(expected), 'other bytes');
    assert.match(stderr, /Linux version /);
  });

  it('hands in lines, and the end of the input, after a line and within one', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index} größe \t${'x'.repeat(index % 90)}\n`).join(
      '',
    );
    const inputs = [lines, `${lines}the last has no end`];
    await Promise.all(
      inputs.map(async (input) => {
        const started = ops.startSteps([], ['copy:stdin', 'exit:4']);
        started.stdin.write(input.slice(0, 7));
        await new Promise((resolve) => setTimeout(resolve, 500));
        started.stdin.end(input.slice(7));
        const { stdout } = await started.expect(4);
        assert.equal(stdout.toString(), input);
      }),
    );
  });
});
