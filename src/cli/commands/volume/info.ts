import { formatSize } from '../../../core/size.js';
import type { Attachment, VolumeInfo } from '../../../provider/volumes.js';
import { defineCommand } from '../../command.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';
import { renderFacts } from '../../render/facts.js';

export default defineCommand({
  path: ['volume', 'info'],
  summary: 'Show all about a volume',
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume info assets', 'size, usage, place and attachments'],
    ['ops volume info 5f0c0d3e -j', 'the same for programs'],
  ],
  async run({ volume: reference, ...flags }, context) {
    const volume = await (await openVolumes(flags, context)).get(reference);
    context.output.result({ data: volume, ids: [volume.uuid], view: renderFacts(factsOf(volume)) });
  },
});

function factsOf(volume: VolumeInfo): [string, string][] {
  const { used, allocated } = volume;
  return [
    ['name', volume.name],
    ['uuid', volume.uuid],
    ['label', volume.label],
    ['status', volume.status],
    ['filesystem', volume.filesystem ?? 'none'],
    ['size', `${formatSize(volume.size)} (${volume.size} bytes)`],
    ['used', used === null ? 'not known' : formatSize(used)],
    ['on disk', allocated === null ? 'not known' : formatSize(allocated)],
    ['created', volume.created],
    ['location', volume.location],
    ...volume.attachedTo.map((attachment): [string, string] => ['attached', formatAttachment(attachment)]),
  ];
}

/** `web1 (running) at /data (%1) rw since 2026-01-02T03:04:05.000Z` */
function formatAttachment({ instance, running, path, virtualId, readOnly, since }: Attachment): string {
  const id = virtualId === null ? '' : ` (%${virtualId})`;
  return `${instance} (${running ? 'running' : 'stopped'}) at ${path}${id} ${readOnly ? 'ro' : 'rw'} since ${since}`;
}
