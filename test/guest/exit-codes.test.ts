import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
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

  it('are 127 for what is not there and 126 for what cannot be executed', async () => {
    const shell = path.parse(realpathSync('/bin/sh'));
    mkdirSync(ops.file('empty'));
    ops.write(`plain/${shell.base}`, 'not executable');
    ops.write('plain/sh', 'not executable');
    // A mount that covers the program takes it away after everything has been checked.
    const covered = (by: string) => ops.start('run', '--no-accel', '/bin/sh', '--mounts', `${by}:${shell.dir}:ro`);
    const [missing, plain] = await Promise.all([covered('./empty').expect(127), covered('./plain').expect(126)]);
    assert.equal(missing.stdout.toString(), '');
    assert.match(missing.stderr, /^ops: .*sh: No such file or directory\r?$/m);
    assert.match(plain.stderr, /^ops: .*sh: Permission denied\r?$/m);
  });

  it('are those of a shell, with what it says', async () => {
    const shell = ops.start('run', '--no-accel', '/bin/sh', '--', '-c', 'echo said; no-such-command');
    const { stdout } = await shell.expect(127);
    assert.match(stdout.toString(), /^said\n.*no-such-command: not found\n$/);
  });
});
