import { defineCommand } from '../command.js';
import { createImageFromFlags } from '../create-image.js';
import { PROVIDER_OPTIONS } from '../provider.js';
import { PROGRAM_ARGUMENTS, ROOT_OPTIONS } from '../root-flags.js';

export default defineCommand({
  path: ['build'],
  summary: 'Build the image of a program and print where it is',
  description: 'As `ops image create`, and an image of the same name is replaced.',
  positionals: [
    { name: 'program', description: 'the program; Program of the configuration unless given', optional: true },
  ],
  rest: PROGRAM_ARGUMENTS,
  options: {
    ...ROOT_OPTIONS,
    ...PROVIDER_OPTIONS,
    force: { type: 'boolean', alias: 'f', hidden: true, description: 'as OPS has it: it is always replaced' },
  },
  examples: [
    ['ops build ./server.js', 'prints the path of the raw disk'],
    ['ops build -c config.json', 'all of it from a configuration file'],
  ],
  async run(flags, context) {
    const { image } = await createImageFromFlags(flags, true, context);
    context.output.result({ data: image, ids: [image.name], view: image.location });
  },
});
