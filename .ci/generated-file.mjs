import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs a generator of one committed file. Flags: `--check` compares instead of writing and exits with 1 when the file
 * differs; `--root <dir>` works on another copy of the project.
 *
 * @param {string} target the file, relative to the root
 * @param {(readText: (name: string) => Promise<string>) => Promise<string>} render what the file should hold
 */
export async function generate(target, render) {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, root: { type: 'string', default: path.join(import.meta.dirname, '..') } },
  });
  const readText = (name) => readFile(path.join(values.root, name), 'utf8');
  const text = await render(readText);
  if (!values.check) return writeFile(path.join(values.root, target), text);
  if ((await readText(target).catch(() => '')) === text) return;
  console.error(`${target} is out of date\n  node .ci/${path.basename(process.argv[1])}`);
  process.exitCode = 1;
}
