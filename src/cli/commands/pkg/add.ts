import path from 'node:path';
import { addPackage } from '../../../packages/add-package.js';
import { formatPackage } from '../../../packages/package-identifier.js';
import { defineCommand } from '../../command.js';
import { openPackageStore } from '../../packages.js';

export default defineCommand({
  path: ['pkg', 'add'],
  summary: 'Make a local package of an archive or a folder',
  positionals: [{ name: 'source', description: 'a tar archive with one top folder, or a folder' }],
  options: {
    name: { type: 'string', value: 'NAME_VERSION', description: 'what to call it; as the source unless given' },
    force: { type: 'boolean', alias: 'f', description: 'replace a package of the same name' },
  },
  examples: [
    ['ops pkg add hello_1.0.tar.gz', 'the local package hello_1.0'],
    ['ops pkg add ./build --name hello_1.1', 'the same of a folder with a package.manifest'],
  ],
  async run({ source, name, force }, context) {
    using progress = context.output.progress(source);
    const request = { source: path.resolve(context.cwd, source), shown: source, replace: force };
    const stored = await addPackage(
      openPackageStore(context),
      { ...request, ...(name !== undefined && { name }) },
      { signal: context.signal, progress },
    );
    progress.end();
    const shown = formatPackage(stored);
    context.output.result({ data: stored, ids: [shown], view: `${shown}  ${stored.directory}` });
  },
});
