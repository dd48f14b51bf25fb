import { formatPackage, parsePackageQuery } from '../../../packages/package-identifier.js';
import type { StoredPackage } from '../../../packages/package-store.js';
import { defineCommand } from '../../command.js';
import { deleteEach } from '../../delete-each.js';
import { completePackages, LOCAL_OPTION, openPackageStore } from '../../packages.js';

export default defineCommand({
  path: ['pkg', 'delete'],
  summary: 'Delete packages of the home',
  positionals: [{ name: 'packages', description: 'their names', variadic: true, complete: completePackages }],
  options: { ...LOCAL_OPTION },
  examples: [
    ['ops pkg delete eyberg/node:v18.7.0', 'asks first, on a terminal'],
    ['ops pkg delete -l hello_1.0 -y', 'one made here, without a question'],
  ],
  async run({ packages: names, local }, context) {
    const store = openPackageStore(context);
    return deleteEach(names, context, {
      get: (name): Promise<StoredPackage> =>
        Promise.resolve(store.get(local ? 'local' : 'fetched', parsePackageQuery(name))),
      describe: (item) => `package ${formatPackage(item)}`,
      identify: (item) => formatPackage(item),
      delete: async (item) => {
        await store.delete(item, context.signal);
        return item;
      },
    });
  },
});
