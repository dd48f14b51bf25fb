import { listPackageContents, type PackageEntry } from '../../../packages/package-contents.js';
import { defineCommand } from '../../command.js';
import { completePackages, LOCAL_OPTION, needPackage, SERVER_OPTIONS } from '../../packages.js';
import { tableOf, type Column } from '../../render/table.js';

const COLUMNS: readonly Column<PackageEntry>[] = [
  { heading: 'KIND', value: ({ kind }) => kind, givesWay: 2 },
  { heading: 'SIZE', kind: 'size', value: ({ size }) => size ?? undefined, givesWay: 1 },
  { heading: 'PATH', value: ({ path, target }) => (target === null ? path : `${path} -> ${target}`) },
];

export default defineCommand({
  path: ['pkg', 'contents'],
  summary: 'List the files of a package',
  positionals: [{ name: 'package', description: 'its name; fetched when it is not here', complete: completePackages }],
  options: { ...LOCAL_OPTION, ...SERVER_OPTIONS },
  examples: [
    ['ops pkg contents eyberg/node:v18.7.0', 'all that is in it'],
    ['ops pkg contents -l hello_1.0 -q', 'the paths alone'],
  ],
  async run({ package: text, ...flags }, context) {
    const entries = listPackageContents((await needPackage(text, flags, context)).directory);
    context.output.result({ data: entries, ids: entries.map(({ path }) => path), view: tableOf(COLUMNS, entries) });
  },
});
