import { formatSize } from '../../../../core/size.js';
import { parseSnapshotName } from '../../../../volumes/snapshots/snapshot-record.js';
import { defineCommand } from '../../../command.js';
import { completeVolumes, openSnapshots, PROVIDER_OPTIONS } from '../../../provider.js';
import { formatDuration } from '../../../render/time.js';

export default defineCommand({
  path: ['volume', 'snapshot', 'create'],
  summary: 'Copy a volume as it is now, also while a guest writes it',
  description:
    'A guest that writes the volume writes out what it has in memory, waits for some milliseconds, and goes on: all that was written before is in the copy. `ops volume create --snapshot` makes volumes of it. It takes the disk space of what the volume holds, or none where the file system of this machine shares blocks (btrfs, xfs).',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
  ],
  options: {
    name: {
      type: 'string',
      value: 'NAME',
      description: 'what to call the snapshot',
      required: true,
      parse: parseSnapshotName,
    },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume snapshot create data --name before-upgrade', 'a copy to go back to'],
    ['ops volume snapshot create data --name nightly -q', 'prints the UUID of the copy alone'],
  ],
  async run({ volume, name, ...flags }, context) {
    const snapshots = await openSnapshots(flags, context);
    using progress = context.output.progress(name);
    const started = performance.now();
    const snapshot = await snapshots.create(volume, { name }, { signal: context.signal, progress });
    progress.end();
    context.output.result({ data: snapshot, ids: [snapshot.uuid], view: `${snapshot.name}  ${snapshot.uuid}` });
    const took = formatDuration(performance.now() - started);
    context.output.note(`${snapshot.volume.name} of ${formatSize(snapshot.size)}, ${took}`);
  },
});
