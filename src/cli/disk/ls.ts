import type { StoredFile } from '../../core/stored-file.js';
import { defineCommand, type Command } from '../command.js';
import { PROVIDER_OPTIONS } from '../provider.js';
import { modeString } from './mode-string.js';
import { openDisk, type DiskNoun } from './noun.js';

/** `volume ls`, `image ls` */
export function defineLs(disk: DiskNoun): Command {
  const { noun } = disk;
  return defineCommand({
    path: [noun, 'ls'],
    summary: `List a directory of ${noun === 'image' ? 'an image' : 'a volume'}`,
    description: ESCAPES,
    positionals: [
      { name: noun, description: disk.reference, complete: disk.complete },
      { name: 'path', description: 'a directory or file in it; its root unless given', optional: true },
    ],
    options: {
      'long-format': { type: 'boolean', alias: 'l', description: 'with mode, links, owner, size and time' },
      ...PROVIDER_OPTIONS,
    },
    examples: [
      [`ops ${noun} ls assets`, 'the names at its root'],
      [`ops ${noun} ls assets /img -l`, 'all about what is in a directory'],
    ],
    async run({ path = '/', longFormat, ...args }, context) {
      using files = await openDisk(disk, referenceOf(args, noun), args, context);
      const found = files.list(path);
      context.output.result({
        data: found,
        ids: found.map((file) => file.path),
        view: longFormat ? longLines(found) : found.map(({ name, path: whole }) => name || whole).join('\n'),
      });
    },
  });
}

/** For the description of commands that show names. */
export const ESCAPES =
  'A backslash in a name shows as \\\\, and a byte that is no printable text as \\xNN; paths are taken in this form.';

/** The first positional, whichever noun it is called by. */
export function referenceOf(
  args: { readonly volume?: string; readonly image?: string },
  noun: DiskNoun['noun'],
): string {
  return args[noun] ?? '';
}

function longLines(files: readonly StoredFile[]): string {
  const rows = files.map((file) => [
    modeString(file),
    String(file.links),
    `${file.uid}:${file.gid}`,
    file.device ? `${file.device.major}, ${file.device.minor}` : String(file.size),
    file.modified.replace('T', ' ').replace(/\.\d+Z$/, ''),
    (file.name || file.path) + (file.target === null ? '' : ` -> ${file.target}`),
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const isLeft = (column: number): boolean => column === 0 || column >= 4;
  return rows
    .map((row) => row.map((cell, column) => (isLeft(column) ? cell : cell.padStart(widths[column] ?? 0))).join(' '))
    .join('\n');
}
