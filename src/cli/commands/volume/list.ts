import type { VolumeInfo } from '../../../provider/volumes.js';
import { defineCommand } from '../../command.js';
import { openVolumes, PROVIDER_OPTIONS } from '../../provider.js';
import { tableOf, type Column } from '../../render/table.js';

const COLUMNS: readonly Column<VolumeInfo>[] = [
  { heading: 'UUID', value: (volume) => volume.uuid, givesWay: 5 },
  { heading: 'NAME', value: (volume) => volume.name },
  { heading: 'STATUS', value: (volume) => volume.status },
  { heading: 'SIZE', kind: 'size', value: (volume) => volume.size },
  { heading: 'LOCATION', kind: 'path', value: (volume) => volume.location, givesWay: 1 },
  { heading: 'CREATED', kind: 'time', value: (volume) => new Date(volume.created), givesWay: 2 },
  {
    heading: 'ATTACHED',
    value: (volume) => [...new Set(volume.attachedTo.map(({ instance }) => instance))].join(', '),
    givesWay: 4,
  },
  { heading: 'USED', kind: 'size', value: ({ used }) => used ?? undefined, givesWay: 3 },
  { heading: 'USE%', value: usedPercent, givesWay: 3 },
];

/** Rounded up, as df(1) does: what is not empty is not 0%. */
function usedPercent({ used, size }: VolumeInfo): string | undefined {
  return used === null || size === 0 ? undefined : `${Math.ceil((used * 100) / size)}%`;
}

export default defineCommand({
  path: ['volume', 'list'],
  summary: 'List volumes',
  description:
    'Shows every volume, by name. USED is what files and structures take by the last word of its file system: a guest that has the volume may know better.',
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume list', 'every volume of this machine'],
    ['ops volume list -j', 'the same for programs, sizes in bytes'],
  ],
  async run(flags, context) {
    const volumes = await (await openVolumes(flags, context)).list();
    context.output.result({ data: volumes, ids: volumes.map(({ uuid }) => uuid), view: tableOf(COLUMNS, volumes) });
  },
});
