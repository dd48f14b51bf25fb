import { defineCommand } from '../../command.js';
import { createImageFromFlags } from '../../create-image.js';
import { PROVIDER_OPTIONS } from '../../provider.js';
import { PROGRAM_ARGUMENTS, ROOT_OPTIONS } from '../../root-flags.js';

export default defineCommand({
  path: ['image', 'create'],
  summary: 'Build a bootable image from a program',
  description:
    'The image holds the program with all that it needs, and the mounts that it expects. It is a raw disk in the home; `ops run NAME` boots it.',
  positionals: [
    { name: 'program', description: 'the program; Program of the configuration unless given', optional: true },
  ],
  rest: PROGRAM_ARGUMENTS,
  options: {
    ...ROOT_OPTIONS,
    ...PROVIDER_OPTIONS,
    force: { type: 'boolean', alias: 'f', description: 'replace an image of the same name' },
  },
  examples: [
    ['ops image create ./server.js --mounts assets:/srv', 'the image `server`, which expects a volume'],
    ['ops image create ./server.js -i web --mounts %1:/data -f', 'the image `web`, replaced if it is there'],
    ['ops image create -c config.json', 'all of it from a configuration file'],
  ],
  async run({ force, ...flags }, context) {
    const { image } = await createImageFromFlags(flags, force, context);
    context.output.result({ data: image, ids: [image.name], view: `${image.name}  ${image.location}` });
  },
});
