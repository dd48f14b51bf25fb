import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import type { CopiedFiles } from '../../core/stored-file.js';
import { formatSize } from '../../core/size.js';
import { defineCommand, type Command } from '../command.js';
import type { CommandContext } from '../context.js';
import { PROVIDER_OPTIONS, type ProviderFlags } from '../provider.js';
import { copiedNote } from './copied-note.js';
import { parseCopyArgument, type CopyArgument } from './disk-path.js';
import { noteLosses } from '../loss-notes.js';
import { noteRecovery } from '../volume-notes.js';
import { openDisk, type DiskNoun } from './noun.js';

interface CopyFlags extends ProviderFlags {
  readonly recursive: boolean;
  readonly dereference: boolean;
  readonly force: boolean;
}

/** A copy whose directions are known. */
type Copy =
  | { readonly direction: 'out'; readonly reference: string; readonly paths: readonly string[]; readonly to: string }
  | { readonly direction: 'in'; readonly from: readonly string[]; readonly reference: string; readonly path: string };

const INTO_EXAMPLE = ['ops volume cp -r ./img index.html assets:/', 'into a volume that no guest uses'] as const;

/** `volume cp`, `image cp` */
export function defineCp(disk: DiskNoun): Command {
  const { noun } = disk;
  return defineCommand({
    path: [noun, 'cp'],
    summary: noun === 'image' ? 'Copy files out of an image' : 'Copy files out of a volume, or into it',
    description:
      `What begins with the ${noun} and a colon is in it; write ./a:b for a file of this machine with a colon in its ` +
      'name. Modes and times are kept, owners only for root; symbolic links are copied as links, holes as holes.',
    positionals: [
      {
        name: 'paths',
        description: `${noun}:/path ... and the place on this machine; *, ?, [a-z] and ** are patterns`,
        variadic: true,
        complete: disk.complete,
      },
    ],
    options: {
      recursive: { type: 'boolean', alias: 'r', description: 'copy directories with all that is in them' },
      dereference: { type: 'boolean', alias: 'L', description: 'copy what symbolic links lead to' },
      force: { type: 'boolean', alias: 'f', description: 'replace files of this machine that are there already' },
      ...PROVIDER_OPTIONS,
    },
    examples: [
      [`ops ${noun} cp assets:/index.html .`, 'one file into the current directory'],
      [`ops ${noun} cp -r assets:/img 'assets:/*.css' site/`, 'a directory and some files'],
      ...(disk.openForChange ? [INTO_EXAMPLE] : []),
    ],
    async run({ paths, ...flags }, context) {
      const copy = planDirection(paths, noun);
      if (copy.direction === 'in') {
        await copyInto(disk, copy, flags, context);
        return;
      }
      const copied = await copyOut(disk, copy, flags, context);
      context.output.result({ data: copied });
      context.output.note(copiedNote(copied));
    },
  });
}

async function copyOut(
  disk: DiskNoun,
  { reference, paths, to }: Extract<Copy, { direction: 'out' }>,
  { recursive, dereference, force, ...flags }: CopyFlags,
  context: CommandContext,
): Promise<CopiedFiles> {
  using files = await openDisk(disk, reference, flags, context);
  using progress = context.output.progress(reference);
  const destination = path.resolve(context.cwd, to);
  return await files.copyOut(
    { paths, destination, recursive, dereference, replace: force },
    { signal: context.signal, progress },
  );
}

async function copyInto(
  disk: DiskNoun,
  { reference, from, path: destination }: Extract<Copy, { direction: 'in' }>,
  { recursive, dereference, ...flags }: CopyFlags,
  context: CommandContext,
): Promise<void> {
  if (!disk.openForChange) {
    throw new OpsError('unsupported', `${reference}: files cannot be copied into an image`, {
      hint: 'build the image again with the files in it',
    });
  }
  const volumes = await disk.openForChange(flags, context);
  const copies = from.map((shown) => ({ hostPath: path.resolve(context.cwd, shown), shown, destination }));
  using progress = context.output.progress(reference);
  const filled = await volumes.copyInto(
    reference,
    { copies, recursive, ...(dereference && { dereference }) },
    { signal: context.signal, progress },
  );
  progress.end();
  const { volume, files, content, losses } = filled;
  context.output.result({ data: { ...volume, losses }, ids: [volume.uuid] });
  context.output.note(`${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(content)}`);
  noteLosses(losses, volume.filesystem, context.output);
  noteRecovery(filled, context.output);
}

/** @throws OpsError `usage-invalid` */
function planDirection(texts: readonly string[], noun: DiskNoun['noun']): Copy {
  const parsed = texts.map(parseCopyArgument);
  const sources = parsed.slice(0, -1);
  const destination = parsed.at(-1);
  const hint = `write ${noun}:/path for what is in a ${noun}, and the destination last`;
  if (destination === undefined || sources.length === 0) {
    throw new OpsError('usage-invalid', 'a source and a destination are needed', { hint });
  }
  if (destination.kind === 'disk') {
    const { reference, path: to } = destination;
    return { direction: 'in', from: sources.map((source) => hostPath(source, hint)), reference, path: to };
  }
  const to = destination.path;
  const [first, ...others] = sources;
  // As OPS has it: the volume, paths in it, the destination.
  if (first?.kind === 'host' && others.length > 0 && others.every(({ kind }) => kind === 'host')) {
    return { direction: 'out', reference: first.path, paths: others.map((other) => other.path), to };
  }
  const reference = first?.kind === 'disk' ? first.reference : '';
  for (const source of sources) {
    if (source.kind === 'host') throw new OpsError('usage-invalid', `"${source.path}" is in no ${noun}`, { hint });
    if (source.reference === reference) continue;
    throw new OpsError('usage-invalid', `one ${noun} at a time: ${reference} or ${source.reference}`);
  }
  return { direction: 'out', reference, paths: sources.map((source) => source.path), to };
}

function hostPath(argument: CopyArgument, hint: string): string {
  if (argument.kind === 'host') return argument.path;
  throw new OpsError('usage-invalid', `"${argument.reference}:${argument.path}" is not on this machine`, { hint });
}
