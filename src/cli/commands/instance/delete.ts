import type { InstanceInfo } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import { deleteEach } from '../../delete-each.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { describeMadeLeft } from '../../render/instance.js';

export default defineCommand({
  path: ['instance', 'delete'],
  summary: 'Delete instances; their volumes stay',
  description:
    'One that runs is stopped in order first. What its program wrote outside of its volumes is gone. With -v the volumes that `ops instance create --volume` made for it go, too; no other volume ever does, nor one of them that was renamed.',
  positionals: [{ name: 'instances', description: 'their names or ids', variadic: true, complete: completeInstances }],
  options: {
    volumes: {
      type: 'boolean',
      alias: 'v',
      takesGlobalAlias: true,
      description: 'delete the volumes that were made for them, too (-v is not --verbose here)',
    },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops instance delete web1', 'asks first, on a terminal'],
    ['ops instance delete web1 -v', 'with the volumes that were made for it'],
    ['ops instance delete web1 web2 -y', 'two at once, without a question'],
  ],
  async run({ instances: references, volumes, ...flags }, context) {
    const instances = await openInstances(flags, context);
    const left: InstanceInfo[] = [];
    await deleteEach(references, context, {
      get: (reference) => instances.get(reference),
      describe: (instance) => describeDeletion(instance, volumes),
      identify: ({ id }) => id,
      delete: async ({ id }) => {
        const deleted = await instances.delete(id, { signal: context.signal, volumes });
        if (!volumes && deleted.made.length > 0) left.push(deleted);
        return deleted;
      },
    });
    for (const instance of left) context.output.note(describeMadeLeft(instance));
  },
});

/** `instance web1 (running) with volume web1-cache`: all that goes. */
function describeDeletion({ name, status, made }: InstanceInfo, volumes: boolean): string {
  const going = volumes ? made.map((volume) => volume.name) : [];
  const what = going.length === 0 ? '' : ` with volume${going.length === 1 ? '' : 's'} ${going.join(' and ')}`;
  return `instance ${name}${status === 'running' ? ' (running)' : ''}${what}`;
}
