import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');

/**
 * Builds one of the programs beside this file with some of init's sources, for this machine and with sanitizers.
 *
 * @returns the path of the executable, in `directory`
 */
export function buildCheck(directory: string, program: string, sources: readonly string[]): string {
  const output = path.join(directory, path.basename(program, '.c'));
  const flags = ['-std=c11', '-D_GNU_SOURCE', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover'];
  const files = [`test/guests/linux/init/${program}`, ...sources.map((name) => `src/guests/linux/init/${name}`)];
  execFileSync('gcc', [...flags, '-o', output, ...files], { cwd: ROOT, stdio: 'pipe' });
  return output;
}
