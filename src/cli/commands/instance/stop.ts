import { defineCommand } from '../../command.js';
import { eachInstance } from '../../each-instance.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { STOP_OPTIONS, stopRequest } from '../../stop-flags.js';

export default defineCommand({
  path: ['instance', 'stop'],
  summary: 'Stop instances in order',
  description:
    'The program gets SIGTERM, then its volumes are unmounted and the machine is switched off. A guest that does not stop in time is killed, which is said and is a failure.',
  positionals: [{ name: 'instances', description: 'their names or ids', variadic: true, complete: completeInstances }],
  options: { ...STOP_OPTIONS, ...PROVIDER_OPTIONS },
  examples: [
    ['ops instance stop web1', 'its volumes stay attached, for the next start'],
    ['ops instance stop web1 web2 --time 60', 'a minute for each to end'],
  ],
  async run({ instances: references, ...flags }, context) {
    const instances = await openInstances(flags, context);
    const request = stopRequest(flags);
    let killed = 0;
    await eachInstance(references, instances, context, async (id) => {
      const { instance, how } = await instances.stop(id, request, { signal: context.signal });
      if (how === 'killed') killed++;
      const end = how === 'killed' ? 'killed: it did not stop in time' : `exit ${instance.exitCode ?? 'not known'}`;
      return { instance, view: `stopped  ${instance.name}  (${end})` };
    });
    return killed === 0 ? 0 : 1;
  },
});
