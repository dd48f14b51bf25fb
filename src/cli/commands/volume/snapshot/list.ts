import type { SnapshotInfo } from '../../../../provider/snapshots.js';
import { defineCommand } from '../../../command.js';
import { completeVolumes, openSnapshots, PROVIDER_OPTIONS } from '../../../provider.js';
import { tableOf, type Column } from '../../../render/table.js';

const COLUMNS: readonly Column<SnapshotInfo>[] = [
  { heading: 'UUID', value: ({ uuid }) => uuid, givesWay: 3 },
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'VOLUME', value: ({ volume }) => volume.name },
  { heading: 'SIZE', kind: 'size', value: ({ size }) => size },
  { heading: 'LOCATION', kind: 'path', value: ({ location }) => location, givesWay: 1 },
  { heading: 'CREATED', kind: 'time', value: ({ created }) => new Date(created), givesWay: 2 },
];

export default defineCommand({
  path: ['volume', 'snapshot', 'list'],
  summary: 'List snapshots',
  positionals: [
    {
      name: 'volume',
      description: 'only those of this volume; one that is gone by the name that it had',
      optional: true,
      complete: completeVolumes,
    },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume snapshot list', 'every snapshot of this machine, the oldest first'],
    ['ops volume snapshot list data -j', 'those of one volume, for programs'],
  ],
  async run({ volume, ...flags }, context) {
    const snapshots = await (await openSnapshots(flags, context)).list(volume);
    context.output.result({
      data: snapshots,
      ids: snapshots.map(({ uuid }) => uuid),
      view: tableOf(COLUMNS, snapshots),
    });
  },
});
