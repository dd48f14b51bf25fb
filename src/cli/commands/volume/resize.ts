import { formatSize, parseSize } from '../../../core/size.js';
import { defineCommand } from '../../command.js';
import { noteLosses } from '../../loss-notes.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';
import { formatDuration } from '../../render/time.js';
import { noteRecovery } from '../../volume-notes.js';

export default defineCommand({
  path: ['volume', 'resize'],
  summary: 'Give a volume another size',
  description:
    'The file system gets the new size, too; what is in it stays. A volume that no running instance has is written anew and then replaced in one step: interrupted, it is as it was. One that a running instance writes grows under the running guest, and only grows.',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
    { name: 'size', description: 'its new size: 512, 56k, 500m, 10g, 1.5t', parse: parseSize },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume resize data 20g', 'room for more'],
    ['ops volume resize web-data 40g', 'also while an instance has it attached'],
    ['ops volume resize data 64m', 'smaller: asks first, on a terminal'],
  ],
  async run({ volume: reference, size, ...flags }, context) {
    const volumes = await openVolumes(flags, context);
    const before = await volumes.get(reference);
    const { name, uuid } = before;
    if (size < before.size) {
      await context.confirm(`Shrink volume ${name} (${uuid}) from ${formatSize(before.size)} to ${formatSize(size)}?`);
    }
    using progress = context.output.progress(name);
    const started = performance.now();
    const changed = await volumes.resize(`${name}:${uuid}`, size, { signal: context.signal, progress });
    progress.end();
    const { volume, losses } = changed;
    context.output.result({ data: { ...volume, losses }, ids: [uuid], view: `${name}  ${uuid}` });
    const took = formatDuration(performance.now() - started);
    context.output.note(`${formatSize(before.size)} to ${formatSize(volume.size)}, ${took}`);
    noteLosses(losses, volume.filesystem, context.output);
    noteRecovery(changed, context.output);
  },
});
