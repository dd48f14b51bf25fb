import type { ImageInfo } from '../../../provider/images.js';
import { defineCommand } from '../../command.js';
import { openImages, PROVIDER_OPTIONS } from '../../provider.js';
import { formatMountInfo } from '../../render/mounts.js';
import { tableOf, type Column } from '../../render/table.js';

const COLUMNS: readonly Column<ImageInfo>[] = [
  { heading: 'NAME', value: (image) => image.name },
  { heading: 'GUEST', value: (image) => image.guest },
  { heading: 'SIZE', kind: 'size', value: (image) => image.size },
  { heading: 'PROGRAM', kind: 'path', value: (image) => image.program, givesWay: 3 },
  { heading: 'MOUNTS', value: (image) => image.mounts.map(formatMountInfo).join(', '), givesWay: 4 },
  { heading: 'LOCATION', kind: 'path', value: (image) => image.location, givesWay: 1 },
  { heading: 'CREATED', kind: 'time', value: (image) => new Date(image.created), givesWay: 2 },
];

export default defineCommand({
  path: ['image', 'list'],
  summary: 'List images',
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops image list', 'every image of this machine'],
    ['ops image list -q', 'their names alone'],
  ],
  async run(flags, context) {
    const provider = await openImages(flags, context);
    const images = await provider.list(({ message }) => {
      context.output.warn(message);
    });
    context.output.result({ data: images, ids: images.map(({ name }) => name), view: tableOf(COLUMNS, images) });
  },
});
