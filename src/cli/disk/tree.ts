import type { TreeLine } from '../../provider/disk-files.js';
import { defineCommand, type Command } from '../command.js';
import { PROVIDER_OPTIONS } from '../provider.js';
import { ESCAPES, referenceOf } from './ls.js';
import { openDisk, type DiskNoun } from './noun.js';

/** `volume tree`, `image tree` */
export function defineTree(disk: DiskNoun): Command {
  const { noun } = disk;
  return defineCommand({
    path: [noun, 'tree'],
    summary: `Show all that is in ${noun === 'image' ? 'an image' : 'a volume'} as a tree`,
    description: ESCAPES,
    positionals: [
      { name: noun, description: disk.reference, complete: disk.complete },
      { name: 'path', description: 'a directory in it; its root unless given', optional: true },
    ],
    options: { ...PROVIDER_OPTIONS },
    examples: [
      [`ops ${noun} tree assets`, 'everything'],
      [`ops ${noun} tree assets /img -j`, 'a directory, as one flat list'],
    ],
    async run({ path = '/', ...args }, context) {
      using files = await openDisk(disk, referenceOf(args, noun), args, context);
      const lines = [...files.tree(path)];
      const found = lines.map(({ file }) => file);
      const draw = context.terminal.stdout.isTerminal ? drawBoxes : drawPlain;
      context.output.result({ data: found, ids: found.map((file) => file.path), view: draw(lines) });
      const directories = found.filter(({ kind }) => kind === 'directory').length;
      const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
      context.output.note(
        `${count(directories, 'directory', 'directories')}, ${count(found.length - directories, 'file', 'files')}`,
      );
    },
  });
}

function drawBoxes(lines: readonly TreeLine[]): string {
  const bars: string[] = [];
  return lines
    .map(({ file, depth, isLast }) => {
      if (depth === 0) return label(file, depth);
      bars.length = depth - 1;
      const line = `${bars.join('')}${isLast ? '└── ' : '├── '}${label(file, depth)}`;
      bars.push(isLast ? '    ' : '│   ');
      return line;
    })
    .join('\n');
}

/** As OPS draws it: programs may read it by columns of four. */
function drawPlain(lines: readonly TreeLine[]): string {
  return lines.map(({ file, depth }) => '|   '.repeat(depth) + label(file, depth)).join('\n');
}

function label({ name, path, target }: TreeLine['file'], depth: number): string {
  return (depth === 0 ? path : name) + (target === null ? '' : ` -> ${target}`);
}
