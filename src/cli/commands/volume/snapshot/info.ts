import { formatSize } from '../../../../core/size.js';
import type { SnapshotInfo } from '../../../../provider/snapshots.js';
import { defineCommand } from '../../../command.js';
import { completeSnapshots, openSnapshots, PROVIDER_OPTIONS } from '../../../provider.js';
import { renderFacts } from '../../../render/facts.js';

export default defineCommand({
  path: ['volume', 'snapshot', 'info'],
  summary: 'Show all about a snapshot',
  positionals: [{ name: 'snapshot', description: 'its name or UUID', complete: completeSnapshots }],
  options: { ...PROVIDER_OPTIONS },
  examples: [['ops volume snapshot info before-upgrade', 'of which volume it is, and when it was made']],
  async run({ snapshot: reference, ...flags }, context) {
    const snapshot = await (await openSnapshots(flags, context)).get(reference);
    context.output.result({ data: snapshot, ids: [snapshot.uuid], view: renderFacts(factsOf(snapshot)) });
  },
});

function factsOf({ volume, allocated, ...snapshot }: SnapshotInfo): [string, string][] {
  return [
    ['name', snapshot.name],
    ['uuid', snapshot.uuid],
    ['volume', `${volume.name} (${volume.uuid})`],
    ['filesystem', snapshot.filesystem ?? 'none'],
    ['size', `${formatSize(snapshot.size)} (${snapshot.size} bytes)`],
    ['on disk', allocated === null ? 'not known' : formatSize(allocated)],
    ['consistent', snapshot.consistent ? 'yes' : 'no'],
    ['created', snapshot.created],
    ['location', snapshot.location],
  ];
}
