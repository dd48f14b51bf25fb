import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs a generator of one file. Flags: `--check` compares instead of writing and exits with 1 when the file
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
  if (!values.check) {
    await mkdir(path.dirname(path.join(values.root, target)), { recursive: true });
    return writeFile(path.join(values.root, target), text);
  }
  if ((await readText(target).catch(() => '')) === text) return;
  console.error(`${target} is out of date\n  node .ci/${path.basename(process.argv[1])}`);
  process.exitCode = 1;
}

/**
 * Puts `made` between the comments that mark the part of a page that is made.
 *
 * @param {string} page
 * @param {string} source what it is made from, as the first comment says: `made from X by Y`
 * @param {string} made without a newline at the end
 */
export function replaceMadePart(page, source, made) {
  const [begin, end] = [`<!-- ${source} -->`, '<!-- end of what is made -->'];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`a page has lost the comments around what is ${source}`);
  return `${before}${begin}\n\n${made}\n\n${end}${after}`;
}
