import { homeAt } from '../../../core/home.js';
import { imageNameOf } from '../../../images/image-record.js';
import { loadPackage } from '../../../packages/packaged-program.js';
import { defineCommand } from '../../command.js';
import { MACHINE_OPTIONS } from '../../machine-flags.js';
import { completePackages, LOCAL_OPTION, needPackage } from '../../packages.js';
import { PROGRAM_ARGUMENTS, readRootSettings, ROOT_OPTIONS } from '../../root-flags.js';
import { runInForeground } from '../../run-in-foreground.js';
import { runRequest } from '../../run-flags.js';

const {
  mounts,
  args,
  envs,
  imagename,
  guest,
  'nanos-version': nanosVersion,
  'disable-args-copy': disableArgsCopy,
} = ROOT_OPTIONS;

export default defineCommand({
  path: ['pkg', 'load'],
  summary: 'Run a package in a guest of its own',
  description:
    'As `ops run`, with a package in place of the program. The configuration and the flags come over what the package says: arguments and variables are added, everything else replaces.',
  positionals: [{ name: 'package', description: 'its name; fetched when it is not here', complete: completePackages }],
  rest: PROGRAM_ARGUMENTS,
  options: {
    ...LOCAL_OPTION,
    mounts,
    args,
    envs,
    imagename,
    'disable-args-copy': disableArgsCopy,
    guest,
    'nanos-version': nanosVersion,
    ...MACHINE_OPTIONS,
    config: { type: 'string', alias: 'c', value: 'FILE', description: 'configuration file (config.json)' },
    force: { type: 'boolean', alias: 'f', hidden: true, description: 'as OPS has it: the image is always built' },
  },
  examples: [
    ['ops pkg load eyberg/node:v18.7.0 -a server.js -p 8080', 'a script of this directory'],
    ['ops pkg load -l hello_1.0 --mounts data:/data -e LEVEL=debug', 'one made here, with a volume'],
  ],
  async run({ package: text, local, ...given }, context) {
    const stored = await needPackage(text, { config: given.config, local }, context);
    const { program, config, ignored } = await loadPackage(stored);
    if (ignored.length > 0) context.output.note(`${program.description}: no effect: ${ignored.join(', ')}`);
    const name = given.imagename ?? imageNameOf({ program: stored.name, workingDirectory: context.cwd });
    const flags = { ...given, imagename: name, program: program.hostPath, targetRoot: undefined };
    const settings = { ...(await readRootSettings(flags, context, config)), package: program };
    return runInForeground(runRequest(flags, settings, homeAt(context.home), context), settings, context);
  },
});
