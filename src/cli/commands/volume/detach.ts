import path from 'node:path';
import { defineCommand } from '../../command.js';
import { completeInstances, completeVolumes, openInstances, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'detach'],
  summary: 'Detach a volume from an instance, after its guest has written everything out',
  description:
    'The guest flushes and unmounts the volume first, wherever it is mounted. While a program has something open there, that is an error which says who it is; with --force, all that was written is put on the disk, and what the program does there from then on fails.',
  positionals: [
    { name: 'instance', description: 'its name, or its id', complete: completeInstances },
    {
      name: 'volume',
      description: 'the volume by name or UUID, the directory, or where it is: %1, /data',
      complete: completeVolumes,
    },
  ],
  options: {
    force: { type: 'boolean', alias: 'f', description: 'though the guest uses it, or does not answer' },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume detach web1 logs', 'it can be attached elsewhere then'],
    ['ops volume detach web1 %2', 'whatever is attached at %2'],
    ['ops detach web1 logs', 'the same as the first'],
  ],
  async run({ instance, volume, force, ...flags }, context) {
    const instances = await openInstances(flags, context);
    const what = /^\.{0,2}\//.test(volume) ? path.resolve(context.cwd, volume) : volume;
    const detached = await instances.detach(instance, what, { force }, { signal: context.signal });
    const { name, uuid, paths } = detached;
    const view = `detached  ${name}  (was at ${paths.join(', ')})`;
    context.output.result({ data: detached, ids: [uuid ?? name], view });
  },
});
