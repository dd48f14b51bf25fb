import { OpsError } from '../../../core/errors.js';
import type { ListedPackage } from '../../../packages/package-list.js';
import { formatPackage } from '../../../packages/package-identifier.js';
import { readPackageManifest } from '../../../packages/package-manifest.js';
import { GUEST_ARCHITECTURE, type StoredPackage } from '../../../packages/package-store.js';
import { defineCommand } from '../../command.js';
import type { CommandContext } from '../../context.js';
import { openPackageStore, readAddresses, readList, SERVER_OPTIONS } from '../../packages.js';
import { tableOf, type Column } from '../../render/table.js';

type Row = Omit<ListedPackage, 'namespace'> & { readonly namespace?: string };

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'NAMESPACE', value: (item) => item.namespace },
  { heading: 'PACKAGE', value: (item) => item.name },
  { heading: 'VERSION', value: (item) => item.version },
  { heading: 'LANGUAGE', value: (item) => item.language, givesWay: 2 },
  { heading: 'ARCH', value: (item) => item.architecture, givesWay: 3 },
  { heading: 'DESCRIPTION', value: (item) => item.description, givesWay: 1 },
];

export default defineCommand({
  path: ['pkg', 'list'],
  summary: 'List packages',
  description:
    'The list of the server is kept for a day. Without a network the last one is shown, and packages of this machine (-l) need none.',
  options: {
    local: { type: 'boolean', alias: 'l', description: 'those made on this machine' },
    search: { type: 'string', alias: 's', value: 'RE', description: 'only those that match', parse: parseSearch },
    refresh: { type: 'boolean', description: 'fetch the list again, however new it is' },
    ...SERVER_OPTIONS,
  },
  examples: [
    ['ops pkg list -s node', 'what the server has with node in its name or description'],
    ['ops pkg list -l', 'packages made here'],
  ],
  async run({ local, search, refresh, ...flags }, context) {
    const all = local
      ? await listLocal(context)
      : (await readList(await readAddresses(flags, context), context, { refresh })).packages;
    const rows = all.filter((row) => search?.test(`${formatPackage(row)} ${row.description}`) ?? true);
    context.output.result({ data: rows, ids: rows.map(formatPackage), view: tableOf(COLUMNS, rows) });
  },
});

async function listLocal(context: CommandContext): Promise<Row[]> {
  const rows = await Promise.all(
    openPackageStore(context)
      .list('local')
      .map((item) => describe(item, context)),
  );
  return rows.flat();
}

async function describe({ directory, ...identity }: StoredPackage, context: CommandContext): Promise<Row[]> {
  try {
    const { config } = await readPackageManifest(directory, formatPackage(identity));
    const { Language: language = '', Description: description = '' } = config;
    return [{ ...identity, language, description, architecture: GUEST_ARCHITECTURE, sha256: '' }];
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    context.output.warn(error.message);
    return [];
  }
}

function parseSearch(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch (error) {
    throw new OpsError('usage-invalid', `"${text}" is not a regular expression`, {
      hint: 'such as -s "node|python"',
      cause: error,
    });
  }
}
