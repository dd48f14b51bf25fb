import { formatPackage } from '../../../packages/package-identifier.js';
import { defineCommand } from '../../command.js';
import { fetchPackage, SERVER_OPTIONS } from '../../packages.js';

export default defineCommand({
  path: ['pkg', 'get'],
  summary: 'Fetch a package into the home',
  description: 'Its checksum must be the one of the list. What the home has already is not fetched again.',
  positionals: [{ name: 'package', description: '[<namespace>/]<name>[:<version>]; the latest version unless given' }],
  options: {
    force: { type: 'boolean', alias: 'f', description: 'fetch it again, and replace what the home has' },
    ...SERVER_OPTIONS,
  },
  examples: [
    ['ops pkg get eyberg/node:v18.7.0', 'a certain version'],
    ['ops pkg get node', 'the latest, of the only namespace that has it'],
  ],
  async run({ package: text, ...flags }, context) {
    const { package: stored, fetched } = await fetchPackage(text, flags, context);
    if (!fetched) context.output.note('the home had it already');
    const name = formatPackage(stored);
    context.output.result({ data: { ...stored, fetched }, ids: [name], view: `${name}  ${stored.directory}` });
  },
});
