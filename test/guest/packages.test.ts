import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { assertClean, debugfs } from '../oracles/e2fsprogs.js';
import { linesOf, useOps } from '../oracles/ops.js';

/** Prints its arguments and two variables, and writes the first argument to a volume. */
const PROGRAM = `#include <stdio.h>
#include <stdlib.h>
int main(int count, char **words) {
  for (int i = 0; i < count; i++) puts(words[i]);
  printf("%s %s\\n", getenv("FROM_PACKAGE"), getenv("LEVEL"));
  FILE *kept = fopen("/data/kept", "w");
  if (!kept) return 9;
  fputs(words[1], kept);
  return fclose(kept) ? 8 : 3;
}
`;

describe('guest: packages', function () {
  this.timeout(60_000);
  const ops = useOps();

  it('runs a program with libraries from its package, over which the configuration and the flags come', async () => {
    const volume = await ops.createVolume('store', '-s', '16m');
    execFileSync('gcc', ['-o', ops.file('hello'), ops.write('hello.c', PROGRAM)]);
    const made = { Args: ['one'], Env: { FROM_PACKAGE: 'yes', LEVEL: '1' }, RunConfig: { Memory: '16m' } };
    ops.write('package.json', JSON.stringify(made));
    await ops.ok('pkg', 'from-run', './hello', '-c', 'package.json', '--name', 'hello', '--version', '1.0');

    ops.write('run.json', JSON.stringify({ Args: ['two'], Env: { LEVEL: '2' }, RunConfig: { Memory: '192m' } }));
    const flags = ['--no-accel', '-c', 'run.json', '-a', 'three', '-e', 'LEVEL=4', '--mounts', 'store:/data'];
    const started = ops.start('pkg', 'load', '-l', 'hello_1.0', ...flags, '--', 'five');
    started.stdin.end();
    assert.deepEqual(linesOf(await started.expect(3)), ['./hello', 'one', 'two', 'three', 'five', 'yes 4']);
    assert.equal(debugfs(volume, 'cat /kept'), 'one');
    assertClean(volume);
  });
});
