import { execFileSync } from 'node:child_process';
import path from 'node:path';

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/programs');

/** Compiles `fixtures/programs/<name>.c` into a static program in `folder`, which every guest can run. @returns its path */
export function compileFixture(name: string, folder: string): string {
  const output = path.join(folder, name);
  const options = ['-std=gnu11', '-O2', '-static', '-Wall', '-Wextra', '-Werror'];
  execFileSync('musl-gcc', [...options, '-o', output, path.join(FIXTURES, `${name}.c`)], { stdio: 'pipe' });
  return output;
}
