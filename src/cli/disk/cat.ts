import { Buffer } from 'node:buffer';
import { OpsError } from '../../core/errors.js';
import { formatSize, MIB } from '../../core/size.js';
import type { DiskFiles } from '../../provider/disk-files.js';
import { defineCommand, type Command } from '../command.js';
import { PROVIDER_OPTIONS } from '../provider.js';
import { referenceOf } from './ls.js';
import { openDisk, type DiskNoun } from './noun.js';
import { writeBytes } from './write-bytes.js';

/** More of one file than this is no text in JSON. */
const JSON_LIMIT = 64 * MIB;

/** `volume cat`, `image cat` */
export function defineCat(disk: DiskNoun): Command {
  const { noun } = disk;
  return defineCommand({
    path: [noun, 'cat'],
    summary: `Print files of ${noun === 'image' ? 'an image' : 'a volume'}`,
    positionals: [
      { name: noun, description: disk.reference, complete: disk.complete },
      { name: 'paths', description: 'files in it; *, ?, [a-z] and ** are patterns', variadic: true },
    ],
    options: { ...PROVIDER_OPTIONS },
    examples: [
      [`ops ${noun} cat assets /index.html`, 'its bytes as they are'],
      [`ops ${noun} cat assets 'logs/*.log'`, 'several, one after another'],
    ],
    async run({ paths, ...args }, context) {
      using files = await openDisk(disk, referenceOf(args, noun), args, context);
      if (context.flags.json) context.output.result({ data: jsonOf(files, paths) });
      else await writeBytes(files.read(paths), context);
    },
  });
}

function jsonOf(files: DiskFiles, paths: readonly string[]) {
  const found = files.find(paths);
  const large = found.find(({ size }) => size > JSON_LIMIT);
  if (large) {
    throw new OpsError('format-limit', `${large.path}: has ${formatSize(large.size)}, too much for JSON`, {
      hint: 'leave -j out',
    });
  }
  return found.map((file) => ({ ...file, content: Buffer.concat([...files.read([file.path])]).toString('base64') }));
}
