import { defineCommand } from '../../command.js';
import { eachInstance } from '../../each-instance.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { STOP_OPTIONS, stopRequest } from '../../stop-flags.js';

export default defineCommand({
  path: ['instance', 'restart'],
  summary: 'Stop instances in order, and boot them again',
  positionals: [{ name: 'instances', description: 'their names or ids', variadic: true, complete: completeInstances }],
  options: { ...STOP_OPTIONS, ...PROVIDER_OPTIONS },
  examples: [['ops instance restart web1', 'with the same id, ports and volumes']],
  async run({ instances: references, ...flags }, context) {
    const instances = await openInstances(flags, context);
    const request = stopRequest(flags);
    return eachInstance(references, instances, context, async (id) => {
      const instance = await instances.restart(id, request, { signal: context.signal });
      return { instance, view: `restarted  ${instance.name}` };
    });
  },
});
