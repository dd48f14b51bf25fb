import { formatPackage } from '../../../packages/package-identifier.js';
import { readPackageManifest } from '../../../packages/package-manifest.js';
import { defineCommand } from '../../command.js';
import { completePackages, LOCAL_OPTION, needPackage, SERVER_OPTIONS } from '../../packages.js';
import { renderFacts } from '../../render/facts.js';

export default defineCommand({
  path: ['pkg', 'describe'],
  summary: 'Show what a package says of itself',
  positionals: [{ name: 'package', description: 'its name; fetched when it is not here', complete: completePackages }],
  options: { ...LOCAL_OPTION, ...SERVER_OPTIONS },
  examples: [['ops pkg describe -l hello_1.0', 'program, arguments, environment and place']],
  async run({ package: text, ...flags }, context) {
    const stored = await needPackage(text, flags, context);
    const name = formatPackage(stored);
    const { config, ignored, program } = await readPackageManifest(stored.directory, name);
    const facts: [string, string][] = [
      ['package', name],
      ['version', stored.version],
      ['language', config.Language ?? ''],
      ['description', config.Description ?? ''],
      ['program', program.path],
      ['arguments', (config.Args ?? []).map((word) => JSON.stringify(word)).join(' ')],
      ...Object.entries(config.Env ?? {}).map(([key, value]): [string, string] => ['variable', `${key}=${value}`]),
      ...Object.entries(config.Mounts ?? {}).map(([source, at]): [string, string] => ['mount', `${source}:${[at].flat().join(', ')}`]), // prettier-ignore
      ['no effect', ignored.join(', ')],
      ['location', stored.directory],
    ];
    const data = { ...stored, program: program.path, config, ignored };
    context.output.result({ data, ids: [name], view: renderFacts(facts) });
  },
});
