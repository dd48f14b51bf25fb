import { defineCommand } from '../../command.js';
import { deleteEach } from '../../delete-each.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['instance', 'delete'],
  summary: 'Delete instances; their volumes stay',
  description: 'One that runs is stopped in order first. What its program wrote outside of its volumes is gone.',
  positionals: [{ name: 'instances', description: 'their names or ids', variadic: true, complete: completeInstances }],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops instance delete web1', 'asks first, on a terminal'],
    ['ops instance delete web1 web2 -y', 'two at once, without a question'],
  ],
  async run({ instances: references, ...flags }, context) {
    const instances = await openInstances(flags, context);
    return deleteEach(references, context, {
      get: (reference) => instances.get(reference),
      describe: ({ name, status }) => `instance ${name}${status === 'running' ? ' (running)' : ''}`,
      identify: ({ id }) => id,
      delete: ({ id }) => instances.delete(id, { signal: context.signal }),
    });
  },
});
