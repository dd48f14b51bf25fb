import { formatSize } from '../../../core/size.js';
import { defineCommand } from '../../command.js';
import { completeImages, openImages, PROVIDER_OPTIONS } from '../../provider.js';
import { renderFacts } from '../../render/facts.js';
import { formatMountInfo } from '../../render/mounts.js';

export default defineCommand({
  path: ['image', 'info'],
  summary: 'Show all about an image',
  positionals: [{ name: 'image', description: 'its name', complete: completeImages }],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops image info server', 'program, arguments, mounts and place'],
    ['ops image info server -j', 'the same for programs'],
  ],
  async run({ image: name, ...flags }, context) {
    const image = await (await openImages(flags, context)).get(name);
    const facts: [string, string][] = [
      ['name', image.name],
      ['uuid', image.uuid],
      ['guest', image.guest],
      ['program', image.program],
      ['arguments', image.arguments.map((word) => JSON.stringify(word)).join(' ')],
      ...image.mounts.map((mount): [string, string] => ['mount', formatMountInfo(mount)]),
      ['size', `${formatSize(image.size)} (${image.size} bytes)`],
      ['on disk', image.allocated === null ? 'not known' : formatSize(image.allocated)],
      ['created', image.created],
      ['location', image.location],
    ];
    context.output.result({ data: image, ids: [image.name], view: renderFacts(facts) });
  },
});
