import { defineCommand } from '../../command.js';
import { deleteEach } from '../../delete-each.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'delete'],
  summary: 'Delete volumes and all that is in them',
  description:
    'A volume that an instance has attached is not deleted, also while that does not run. Snapshots of a volume are copies of their own and stay.',
  positionals: [
    { name: 'volumes', description: 'names, UUIDs or name:uuid', variadic: true, complete: completeVolumes },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume delete assets', 'asks first, on a terminal'],
    ['ops volume delete assets logs -y', 'two at once, without a question'],
  ],
  async run({ volumes: references, ...flags }, context) {
    const volumes = await openVolumes(flags, context);
    return deleteEach(references, context, {
      get: (reference) => volumes.get(reference),
      describe: ({ name, uuid }) => `volume ${name} (${uuid})`,
      identify: ({ uuid }) => uuid,
      delete: ({ name, uuid }) => volumes.delete(`${name}:${uuid}`),
    });
  },
});
