import { OpsError } from '../../../core/errors.js';
import { parseVolumeName } from '../../../core/volume-name.js';
import { FILESYSTEM_KINDS, type ConvertVolumeRequest } from '../../../provider/volumes.js';
import { defineCommand } from '../../command.js';
import { describeLosses, noteLosses } from '../../loss-notes.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';
import { formatDuration } from '../../render/time.js';
import { noteRecovery } from '../../volume-notes.js';

export default defineCommand({
  path: ['volume', 'convert'],
  summary: 'Give a volume another file system',
  description:
    'Its files, name, UUID and size stay. What the other file system cannot hold is named, and lost after a question. No guest may use the volume meanwhile. It is written anew and then replaced in one step: interrupted, it is as it was.',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
  ],
  options: {
    fs: {
      type: 'string',
      value: 'KIND',
      description: 'its new file system: ext4 for Linux guests, tfs for Nanos guests',
      choices: FILESYSTEM_KINDS,
    },
    name: {
      type: 'string',
      value: 'NAME',
      description: 'make a new volume of this name, and leave the old one as it is',
      parse: parseVolumeName,
    },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume convert data --fs ext4', 'for a Linux guest'],
    ['ops volume convert data --fs tfs --name data-nanos', 'a copy for a Nanos guest'],
  ],
  async run({ volume: reference, fs, name: newName, ...flags }, context) {
    if (fs === undefined) {
      throw new OpsError('usage-invalid', '--fs is missing', { hint: `ops volume convert ${reference} --fs tfs` });
    }
    const volumes = await openVolumes(flags, context);
    const { name, uuid, filesystem } = await volumes.get(reference);
    using progress = context.output.progress(name);
    const agree: ConvertVolumeRequest['agree'] = (losses) =>
      context.confirm(`Convert volume ${name} (${uuid}) to ${fs} without ${describeLosses(losses)}?`);
    const request = { filesystem: fs, agree, ...(newName !== undefined && { name: newName }) };
    const started = performance.now();
    const converted = await volumes.convert(`${name}:${uuid}`, request, { signal: context.signal, progress });
    progress.end();
    const { volume, losses } = converted;
    context.output.result({ data: { ...volume, losses }, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
    context.output.note(`${filesystem ?? ''} to ${fs}, ${formatDuration(performance.now() - started)}`);
    noteLosses(losses, fs, context.output);
    noteRecovery(converted, context.output);
  },
});
