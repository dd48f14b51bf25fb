import { formatSize } from '../../../core/size.js';
import { parseVolumeSource } from '../../../volumes/volume-source.js';
import { defineCommand } from '../../command.js';
import { noteLosses } from '../../loss-notes.js';
import { parseOwner } from '../../owner.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';
import { formatDuration } from '../../render/time.js';
import { noteRecovery } from '../../volume-notes.js';

export default defineCommand({
  path: ['volume', 'import'],
  summary: 'Put files into a volume that there is',
  description:
    'Files take the place of those that are there, directories are merged. No guest may use the volume meanwhile. It is written anew and then replaced in one step: interrupted, it is as it was.',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
    { name: 'sources', description: 'directories, files or tar archives: SRC[:/DEST]', variadic: true },
  ],
  options: {
    exclude: {
      type: 'list',
      value: 'PATTERN',
      description: 'what of them to leave out: "*.log", /tmp/; may be repeated',
    },
    ignore: { type: 'boolean', default: true, description: 'copy also what the .opsignore of a directory lists' },
    owner: {
      type: 'string',
      value: 'UID:GID',
      description: 'owner of every new file instead of its own',
      parse: parseOwner,
    },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume import assets ./site', 'the files of a directory over what is there'],
    ['ops volume import assets ./site:/www logo.png:/www/', 'a directory and a file at other places'],
    ['ops volume import srv rootfs.tar.gz --owner 0:0', 'an archive'],
  ],
  async run({ volume: reference, sources, exclude, ignore, owner, ...flags }, context) {
    const volumes = await openVolumes(flags, context);
    const request = {
      sources: sources.map((text) => parseVolumeSource(text, context.cwd)),
      exclude,
      ignoreFiles: ignore,
      ...(owner && { owner }),
    };
    using progress = context.output.progress(reference);
    const started = performance.now();
    const filled = await volumes.import(reference, request, { signal: context.signal, progress });
    progress.end();
    const { volume, files, content, losses } = filled;
    context.output.result({ data: { ...volume, losses }, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
    const took = formatDuration(performance.now() - started);
    const what = `${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(content)}`;
    context.output.note(`${what} into ${formatSize(volume.size)}, ${took}`);
    noteLosses(losses, volume.filesystem, context.output);
    noteRecovery(filled, context.output);
  },
});
