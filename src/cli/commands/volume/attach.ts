import { parseAttachRequest } from '../../../core/attach-request.js';
import { defineCommand } from '../../command.js';
import { absoluteRequest } from '../../machine-flags.js';
import { completeInstances, completeVolumes, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { describeAttached } from '../../render/instance.js';
import { noteUnwritable } from '../../share-notes.js';

export default defineCommand({
  path: ['volume', 'attach'],
  summary: 'Attach a volume to an instance, while it runs or for its next start',
  description:
    'Returns when the guest has mounted it, at the paths for which its image has a mount of that volume or virtual id. Nothing stays attached when that fails. A directory of this machine (./dir) can be attached only to an instance that does not run.',
  positionals: [
    { name: 'instance', description: 'its name, or its id', complete: completeInstances },
    {
      name: 'volume',
      description: '[%N:]VOLUME[:ro], the volume by name or UUID, or a directory',
      complete: completeVolumes,
    },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume attach web1 logs', 'where its image mounts a volume of this name'],
    ['ops volume attach web1 %2:more', 'where its image mounts %2'],
    ['ops volume attach web1 assets:ro', 'only to be read; others may read it, too'],
  ],
  async run({ instance, volume, ...flags }, context) {
    const request = absoluteRequest(parseAttachRequest(volume), context.cwd);
    const instances = await openInstances(flags, context);
    const attached = await instances.attach(instance, request, { signal: context.signal });
    if (attached.uuid === null) {
      noteUnwritable(
        attached.places.map(({ readOnly }) => ({ hostPath: attached.name, readOnly })),
        context.output,
      );
    }
    context.output.result({ data: attached, ids: [attached.uuid ?? attached.name], view: describeAttached(attached) });
  },
});
