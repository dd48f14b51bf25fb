import assert from 'node:assert/strict';
import { useOps } from '../oracles/ops.js';

describe('guest: exit codes', function () {
  this.timeout(60_000);
  const ops = useOps();

  for (const [what, cases] of [
    [
      'of programs that end',
      [
        { program: 'exit-with', argument: '3', code: 3, says: 'exit 3' },
        { program: 'exit-with', argument: '200', code: 200, says: 'exit 200' },
      ],
    ],
    [
      'of programs that a signal kills',
      [
        { program: 'die-by-signal', argument: '9', code: 137, says: 'killed by signal 9' },
        { program: 'die-by-signal', argument: '11', code: 139, says: 'killed by signal 11' },
      ],
    ],
  ] as const) {
    it(`are those ${what}`, async () => {
      await Promise.all(
        cases.map(async ({ program, argument, code, says }) => {
          const started = ops.start('run', '--no-accel', ops.program(program), '--', argument);
          const { stdout, stderr } = await started.expect(code);
          assert.equal(stdout.toString(), '');
          assert.ok(stderr.includes(`stopped  ${program}  (${says}, `), stderr);
        }),
      );
    });
  }

  it('are 127 for what is not there and 126 for what cannot run, with the reason', async () => {
    const shell = ops.start('run', '--no-accel', '/bin/sh', '--', '-c', 'no-such-command');
    const { stdout } = await shell.expect(127);
    assert.match(stdout.toString(), /no-such-command: not found/);
  });
});
