import type { InstanceInfo } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { renderFacts } from '../../render/facts.js';
import { formatPlace, formatPort, formatStatus } from '../../render/instance.js';
import { formatMountInfo } from '../../render/mounts.js';

export default defineCommand({
  path: ['instance', 'info'],
  summary: 'Show all about an instance',
  positionals: [{ name: 'instance', description: 'its name, or its id', complete: completeInstances }],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops instance info web1', 'status, ports, volumes, and why it ended'],
    ['ops instance info web1 -j', 'the same for programs'],
  ],
  async run({ instance: reference, ...flags }, context) {
    const instance = await (await openInstances(flags, context)).get(reference);
    context.output.result({ data: instance, ids: [instance.id], view: renderFacts(factsOf(instance)) });
  },
});

function factsOf(instance: InstanceInfo): [string, string][] {
  const { pid, failure, started, ended, qmp, image, guest } = instance;
  return [
    ['name', instance.name],
    ['id', instance.id],
    ['image', image ?? 'none of its own'],
    ['guest', guest],
    ['status', formatStatus(instance)],
    ...optional('pid', pid?.toString()),
    ...optional('failure', failure),
    ['created', instance.created],
    ...optional('started', started),
    ...optional('ended', ended),
    ...instance.ports.map((port): [string, string] => ['port', formatPort(port)]),
    ...instance.volumes.map((place): [string, string] => ['attached', formatPlace(place)]),
    ...instance.waiting.map((mount): [string, string] => ['waiting', formatMountInfo(mount)]),
    ...optional('qmp', qmp?.port ? `127.0.0.1:${qmp.port}, without authentication` : null),
    ...optional('qmp socket', qmp?.socket),
  ];
}

function optional(name: string, value: string | null | undefined): [string, string][] {
  return value === null || value === undefined ? [] : [[name, value]];
}
