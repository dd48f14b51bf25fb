import { homeAt } from '../../core/home.js';
import { defineCommand } from '../command.js';
import { completeImages } from '../provider.js';
import { PROGRAM_ARGUMENTS, ROOT_OPTIONS, readRootSettings } from '../root-flags.js';
import { MACHINE_OPTIONS } from '../machine-flags.js';
import { runRequest } from '../run-flags.js';
import { runInForeground } from '../run-in-foreground.js';

export default defineCommand({
  path: ['run'],
  summary: 'Run a program, or an image, in a guest of its own',
  description:
    'Builds an image of the program, boots it and shows its console until it ends. The exit code is that of the program, 128 and the number of the signal that killed it. Ctrl-C stops the guest in order, a second one kills it. What the program writes outside of its mounts is gone afterwards, and so are the volumes that --volume makes; a program, unlike an image, can have one at any path.',
  positionals: [
    {
      name: 'program',
      description: 'a program, a script, a directory with a package.json, or an image',
      optional: true,
      complete: completeImages,
    },
  ],
  rest: PROGRAM_ARGUMENTS,
  options: {
    ...ROOT_OPTIONS,
    ...MACHINE_OPTIONS,
    config: { type: 'string', alias: 'c', value: 'FILE', description: 'configuration file (config.json)' },
    force: { type: 'boolean', alias: 'f', hidden: true, description: 'as OPS has it: the image is always built' },
  },
  examples: [
    ['ops run ./server.js --mounts assets:/srv -p 8080', 'a web server with a volume'],
    ['ops run ./server.js --mounts ./site:/srv -p 8080:80', 'the same with a directory of this machine'],
    ['ops run /bin/cat -a /proc/mounts --mounts assets:/srv:ro', 'what the guest has mounted'],
    ["ops run /bin/sh -- -c 'exit 3'", 'arguments after --'],
    ['ops run ./job.sh --volume /scratch:20g', 'an empty volume, which is gone afterwards'],
    ['ops run web', 'an image made by `ops image create`'],
    ['ops run web --mounts assets:/files', 'the same; the image has %1:/files'],
  ],
  async run(flags, context) {
    const settings = await readRootSettings(flags, context);
    const request = runRequest(flags, settings, homeAt(context.home), context);
    return runInForeground(request, settings, context);
  },
});
