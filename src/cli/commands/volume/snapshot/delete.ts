import { defineCommand } from '../../../command.js';
import { deleteEach } from '../../../delete-each.js';
import { completeSnapshots, openSnapshots, PROVIDER_OPTIONS } from '../../../provider.js';

export default defineCommand({
  path: ['volume', 'snapshot', 'delete'],
  summary: 'Delete snapshots',
  description:
    'Volumes that were made of a snapshot have all of it and stay, and so does the volume that it is a copy of.',
  positionals: [{ name: 'snapshots', description: 'names or UUIDs', variadic: true, complete: completeSnapshots }],
  options: { ...PROVIDER_OPTIONS },
  examples: [['ops volume snapshot delete before-upgrade', 'asks first, on a terminal']],
  async run({ snapshots: references, ...flags }, context) {
    const snapshots = await openSnapshots(flags, context);
    return deleteEach(references, context, {
      get: (reference) => snapshots.get(reference),
      describe: ({ name, uuid }) => `snapshot ${name} (${uuid})`,
      identify: ({ uuid }) => uuid,
      delete: ({ uuid }) => snapshots.delete(uuid),
    });
  },
});
