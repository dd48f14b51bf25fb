import { EXIT_CODES } from '../../../core/exit-codes.js';
import type { VolumeCheck, VolumeInfo } from '../../../provider/volumes.js';
import { defineCommand } from '../../command.js';
import { REPLAYED } from '../../disk/noun.js';
import { completeVolumes, openVolumes, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'check'],
  summary: 'Verify every structure of a volume, without changing it',
  description: `Ends with ${EXIT_CODES.corrupt} when the volume is damaged.`,
  positionals: [
    { name: 'volume', description: 'its name, UUID or the beginning of its UUID', complete: completeVolumes },
  ],
  options: { ...PROVIDER_OPTIONS },
  examples: [
    ['ops volume check assets', 'what is wrong, and where'],
    ['ops volume check assets -j', 'the same for programs'],
  ],
  async run({ volume: reference, ...flags }, context) {
    const { signal, output } = context;
    const volumes = await openVolumes(flags, context);
    using progress = output.progress(reference);
    const check = await volumes.check(reference, { signal, progress });
    if (check.replayed) output.note(REPLAYED);
    output.result({ data: check, ids: check.findings.map(({ structure }) => structure), view: render(check) });
    if (check.clean) return undefined;
    output.note(advice(check.volume));
    return EXIT_CODES.corrupt;
  },
});

function advice({ name, location, filesystem }: VolumeInfo): string {
  return filesystem === 'ext4'
    ? `to repair what can be repaired: e2fsck -f ${JSON.stringify(location)}`
    : `to save what can be read: ops volume export ${name} ./${name}`;
}

function render({ volume, clean, findings, truncated }: VolumeCheck): string {
  if (clean) return `${volume.name}  clean`;
  const lines = findings.map(({ structure, offset, problem }) => `${structure} at byte ${offset}: ${problem}`);
  return [...lines, ...(truncated ? ['and more'] : []), `${volume.name}  damaged`].join('\n');
}
