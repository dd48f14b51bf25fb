import { parseLocalName } from '../../../packages/add-package.js';
import { formatPackage } from '../../../packages/package-identifier.js';
import { packageProgram } from '../../../packages/package-from-program.js';
import { imageNameOf } from '../../../images/image-record.js';
import { defineCommand } from '../../command.js';
import { openPackageStore } from '../../packages.js';
import { PROGRAM_ARGUMENTS, readRootSettings, ROOT_OPTIONS, rootRequest } from '../../root-flags.js';

const { args, envs, guest, 'target-root': targetRoot, 'disable-args-copy': disableArgsCopy } = ROOT_OPTIONS;

export default defineCommand({
  path: ['pkg', 'from-run'],
  summary: 'Make a local package of a program and all that it needs',
  description:
    'Its libraries are found as for an image, by reading files: the program is never run. Dirs, Files and MapDirs of the configuration come along.',
  positionals: [
    { name: 'program', description: 'the program; Program of the configuration unless given', optional: true },
  ],
  rest: PROGRAM_ARGUMENTS,
  options: {
    name: { type: 'string', alias: 'n', value: 'NAME', description: "its name; the program's unless given" },
    version: { type: 'string', value: 'VERSION', description: 'its version', default: '0.0.1' },
    args,
    envs,
    'target-root': targetRoot,
    'disable-args-copy': disableArgsCopy,
    guest,
    config: { type: 'string', alias: 'c', value: 'FILE', description: 'configuration file (config.json)' },
    force: { type: 'boolean', alias: 'f', description: 'replace a package of the same name' },
  },
  examples: [
    ['ops pkg from-run ./hello --name hello --version 1.0', 'the local package hello_1.0'],
    ['ops pkg from-run ./server.js -c config.json', 'with its interpreter and what the configuration names'],
  ],
  async run({ name, version, force, ...flags }, context) {
    const settings = await readRootSettings(
      { ...flags, mounts: [], imagename: undefined, nanosVersion: undefined },
      context,
    );
    const content = rootRequest(settings, context);
    const identity = parseLocalName(`${name ?? imageNameOf(content)}_${version}`);
    using progress = context.output.progress(formatPackage(identity));
    const stored = await packageProgram(
      openPackageStore(context),
      { identity, content, config: settings.config, now: context.now(), replace: force },
      { signal: context.signal, progress },
    );
    progress.end();
    const shown = formatPackage(stored);
    context.output.result({ data: stored, ids: [shown], view: `${shown}  ${stored.directory}` });
  },
});
