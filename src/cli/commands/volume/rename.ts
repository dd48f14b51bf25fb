import { parseVolumeName } from '../../../core/volume-name.js';
import { defineCommand } from '../../command.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'rename'],
  summary: 'Give a volume another name',
  description:
    'Its UUID stays. A label that is its name becomes the new name; one that was chosen stays. No guest may use the volume meanwhile. Images that mount it by its old name do not find it any more.',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
    { name: 'new-name', description: 'what to call it', parse: parseVolumeName },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [['ops volume rename data old-data', 'the volume data is old-data from now on']],
  async run({ volume: reference, newName, ...flags }, context) {
    const volumes = await openVolumes(flags, context);
    using progress = context.output.progress(reference);
    const { volume, images } = await volumes.rename(reference, newName, { signal: context.signal, progress });
    progress.end();
    context.output.result({ data: volume, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
    if (images.length > 0) context.output.note(`mounted by its old name still: image ${images.join(', ')}`);
  },
});
