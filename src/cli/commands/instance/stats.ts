import { setTimeout as delay } from 'node:timers/promises';
import { hasErrorCode } from '../../../core/errors.js';
import { throwIfAborted } from '../../../core/abort.js';
import type { InstanceFacet, InstanceInfo, InstanceStats } from '../../../provider/instances.js';
import { defineCommand } from '../../command.js';
import type { CommandContext } from '../../context.js';
import { completeInstances, openInstances, PROVIDER_OPTIONS } from '../../provider.js';
import { STATS_COLUMNS } from '../../render/stats.js';
import { renderPlainTable, tableOf } from '../../render/table.js';
import { checkWatch, WATCH_OPTIONS, watchUntilStopped } from '../../watch-flags.js';

const REFRESH_MILLISECONDS = 2_000;
/** Moves the cursor to the top left, and clears what is below (ECMA-48: CUP, ED). */
const CLEAR = '\u001b[H\u001b[2J';

export default defineCommand({
  path: ['instance', 'stats'],
  summary: 'Show what instances use: processor, memory, disks',
  description:
    'CPU is the share of one processor, since the start of the machine, or with -w since the look before. MEMORY is what the machine takes of this host. The rest is what the guest says, and is empty when it does not answer. -w looks every 2 seconds until none runs; Ctrl-C ends it with exit code 0.',
  positionals: [
    {
      name: 'instances',
      description: 'their names or ids; all that run unless given',
      optional: true,
      variadic: true,
      complete: completeInstances,
    },
  ],
  options: { ...WATCH_OPTIONS, ...PROVIDER_OPTIONS },
  examples: [
    ['ops instance stats', 'all that run'],
    ['ops instance stats web1 -w', 'every 2 seconds'],
    ['ops instance stats web1 -j', 'with each disk and file system, in bytes'],
  ],
  async run({ instances: references, watch, ...flags }, context) {
    checkWatch({ watch }, context);
    const instances = await openInstances(flags, context);
    const ids = new Set<string>();
    for (const reference of references) ids.add((await instances.get(reference)).id);
    const wanted = (): Promise<readonly string[]> => (ids.size > 0 ? Promise.resolve([...ids]) : running(instances));
    if (watch) return watchUntilStopped(() => watchStats(instances, wanted, context), context);
    show(await look(instances, await wanted(), [], context), false, context);
    return 0;
  },
});

async function running(instances: InstanceFacet): Promise<string[]> {
  return (await instances.list()).filter(isUp).map(({ id }) => id);
}

function isUp({ status }: Pick<InstanceInfo, 'status'>): boolean {
  return status === 'running' || status === 'starting';
}

/** One that is deleted meanwhile is left out. */
async function look(
  instances: InstanceFacet,
  ids: readonly string[],
  before: readonly InstanceStats[],
  { signal }: CommandContext,
): Promise<InstanceStats[]> {
  const stats: InstanceStats[] = [];
  for (const id of ids) {
    try {
      stats.push(await instances.stats(id, { previous: before.find((other) => other.id === id) }, { signal }));
    } catch (error) {
      if (!hasErrorCode(error, 'instance-not-found')) throw error;
    }
  }
  return stats;
}

async function watchStats(
  instances: InstanceFacet,
  wanted: () => Promise<readonly string[]>,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  for (let before: InstanceStats[] | undefined; ;) {
    const stats = await look(instances, await wanted(), before ?? [], context);
    show(stats, before !== undefined, context);
    if (!stats.some(isUp)) return;
    before = stats;
    await delay(REFRESH_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  }
}

/** On a terminal one look takes the place of the one before; elsewhere its lines follow, under the one heading. */
function show(stats: readonly InstanceStats[], isAgain: boolean, { output, stdout, terminal }: CommandContext): void {
  const table = tableOf(STATS_COLUMNS, stats);
  if (isAgain && terminal.stdout.isTerminal) stdout.write(CLEAR);
  const rows = (): string => renderPlainTable(table).split('\n').slice(1).join('\n');
  output.result({
    data: stats,
    ids: stats.map(({ id }) => id),
    view: isAgain && !terminal.stdout.isTerminal ? rows() : table,
  });
}
