import { defineCommand } from '../../command.js';
import { eachInstance } from '../../each-instance.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['instance', 'start'],
  summary: 'Boot stopped instances again, with all that was attached',
  positionals: [{ name: 'instances', description: 'their names or ids', variadic: true, complete: completeInstances }],
  options: { ...PROVIDER_OPTIONS },
  examples: [['ops instance start web1', 'what it wrote on its root is there still']],
  async run({ instances: references, ...flags }, context) {
    const instances = await openInstances(flags, context);
    return eachInstance(references, instances, context, async (id) => {
      const instance = await instances.start(id, { signal: context.signal });
      return { instance, view: `started  ${instance.name}` };
    });
  },
});
