import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import type { ExportFormat } from '../../../provider/disk-files.js';
import { defineCommand } from '../../command.js';
import { copiedNote } from '../../disk/copied-note.js';
import { openDisk, VOLUME_DISK } from '../../disk/noun.js';
import { completeVolumes, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'export'],
  summary: 'Copy all of a volume into a directory or a tar archive',
  description:
    'The archive keeps owners, modes, times, links, holes and extended attributes, and is the same bytes for the same ' +
    'volume. What is written appears whole or not at all.',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
    { name: 'destination', description: 'a new directory, a .tar, .tar.gz or .tar.zst, or - for stdout' },
  ],
  options: {
    force: { type: 'boolean', alias: 'f', description: 'replace an archive that is there already' },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume export assets assets.tar.gz', 'a backup'],
    ['ops volume export assets ./assets', 'its files, in a new directory'],
    ['ops volume export assets - | ssh host tar x', 'without a file between'],
  ],
  async run({ volume: reference, destination, force, ...flags }, context) {
    const format = formatOf(destination);
    if (destination === '-' && context.terminal.stdout.isTerminal) {
      throw new OpsError('usage-invalid', 'an archive is nothing for a terminal', {
        hint: `name a file: ops volume export ${reference} ${reference}.tar`,
      });
    }
    using files = await openDisk(VOLUME_DISK, reference, flags, context);
    using progress = context.output.progress(reference);
    const options = { signal: context.signal, progress };
    if (destination === '-') {
      context.output.note(copiedNote(await files.exportInto(context.stdout, 'tar', options)));
      return;
    }
    const request = { format, destination: path.resolve(context.cwd, destination), replace: force };
    const copied = await files.exportTo(request, options);
    context.output.result({ data: copied });
    context.output.note(copiedNote(copied));
  },
});

function formatOf(destination: string): ExportFormat {
  if (destination.endsWith('.tar')) return 'tar';
  if (/\.(tar\.gz|tgz)$/.test(destination)) return 'tar.gz';
  if (/\.(tar\.zst|tzst)$/.test(destination)) return 'tar.zst';
  if (!/\.(tar\.[a-z0-9]+|zip)$/.test(destination)) return 'directory';
  throw new OpsError('usage-invalid', `"${destination}" is no kind of archive that is written`, {
    hint: 'write .tar, .tar.gz or .tar.zst',
  });
}
