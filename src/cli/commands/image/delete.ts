import { defineCommand } from '../../command.js';
import { deleteEach } from '../../delete-each.js';
import { completeImages, openImages, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['image', 'delete'],
  summary: 'Delete images',
  positionals: [{ name: 'images', description: 'their names', variadic: true, complete: completeImages }],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops image delete server', 'asks first, on a terminal'],
    ['ops image delete server web -y', 'two at once, without a question'],
  ],
  async run({ images: names, ...flags }, context) {
    const images = await openImages(flags, context);
    return deleteEach(names, context, {
      get: (name) => images.get(name),
      describe: ({ name }) => `image ${name}`,
      identify: ({ name }) => name,
      delete: ({ name }) => images.delete(name),
    });
  },
});
