import type { InstanceInfo } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import { openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { formatPlace, formatPort, formatStatus, formatUptime } from '../../render/instance.js';
import { tableOf, type Column } from '../../render/table.js';

export default defineCommand({
  path: ['instance', 'list'],
  summary: 'List instances',
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops instance list', 'every instance of this machine, those of `ops run` included'],
    ['ops instance list -j', 'the same for programs'],
  ],
  async run(flags, context) {
    const instances = await (await openInstances(flags, context)).list();
    for (const { id, name, failure } of instances) {
      // An instance without a name: names are no numbers.
      if (name === id) context.output.warn(`instance ${id} is damaged: ${failure ?? ''}`);
    }
    context.output.result({
      data: instances,
      ids: instances.map(({ id }) => id),
      view: tableOf(columnsAt(context.now()), instances),
    });
  },
});

function columnsAt(now: Date): readonly Column<InstanceInfo>[] {
  return [
    { heading: 'NAME', value: ({ name }) => name },
    { heading: 'ID', value: ({ id }) => id },
    { heading: 'IMAGE', value: ({ image }) => image ?? '', givesWay: 3 },
    { heading: 'STATUS', value: formatStatus },
    { heading: 'PORTS', value: ({ ports }) => ports.map(formatPort).join(', '), givesWay: 4 },
    { heading: 'VOLUMES', value: ({ volumes }) => volumes.map(formatPlace).join(', '), givesWay: 5 },
    { heading: 'QMP', value: ({ qmp }) => (qmp?.port ? `127.0.0.1:${qmp.port}` : ''), givesWay: 1 },
    { heading: 'UP', value: (instance) => formatUptime(instance, now), givesWay: 2 },
  ];
}
