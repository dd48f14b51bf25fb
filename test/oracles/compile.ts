import { execFileSync } from 'node:child_process';
import path from 'node:path';

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/programs');

/**
 * Compiles `fixtures/programs/<name>.c` into a static program in `folder`, with `musl-gcc` for every Linux guest. Nanos
 * 0.1.55 needs `gcc`: it leaves out the first part of what is written by writev(2), and musl, whose standard output is
 * in that part, tries again for ever.
 *
 * @returns its path
 */
export function compileFixture(name: string, folder: string, compiler: 'musl-gcc' | 'gcc' = 'musl-gcc'): string {
  const output = path.join(folder, name);
  const options = ['-std=gnu11', '-O2', '-static', '-Wall', '-Wextra', '-Werror'];
  execFileSync(compiler, [...options, '-o', output, path.join(FIXTURES, `${name}.c`)], { stdio: 'pipe' });
  return output;
}
