import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { formatSize, parseSize } from '../../../core/size.js';
import { parseUuid } from '../../../core/uuid.js';
import { parseVolumeName } from '../../../core/volume-name.js';
import { defineCommand } from '../../command.js';
import { formatDuration } from '../../render/time.js';
import { openVolumes, PROVIDER_OPTIONS } from '../../provider.js';

export default defineCommand({
  path: ['volume', 'create'],
  summary: 'Make a volume, empty or with the content of a directory',
  description:
    'The volume is a raw ext4 disk, thin: it takes the disk space of its content. Without -s it is as large as the content and some headroom, or 1 GiB without content.',
  positionals: [{ name: 'name', description: 'what to call it', parse: parseVolumeName }],
  options: {
    size: {
      type: 'string',
      alias: 's',
      value: 'SIZE',
      description: 'its size: 512, 56k, 500m, 10g, 1.5t',
      parse: parseSize,
    },
    data: { type: 'string', alias: 'd', value: 'DIR', description: 'directory or file whose content it gets' },
    owner: {
      type: 'string',
      value: 'UID:GID',
      description: 'owner of every file instead of its own',
      parse: parseOwner,
    },
    uuid: { type: 'string', value: 'UUID', description: 'its UUID instead of a random one', parse: parseUuid },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume create data -s 10g', 'an empty volume of 10 GiB'],
    ['ops volume create assets -s 64m -d ./fixtures/site', 'a volume with the files of a directory'],
    ['ops volume create logs -d ./logs --owner 0:0', 'as large as it must be, owned by root'],
  ],
  async run({ name, size, data, owner, uuid, ...flags }, context) {
    const volumes = await openVolumes(flags, context);
    using progress = context.output.progress(name);
    const started = performance.now();
    const { volume, files, content } = await volumes.create(
      {
        name,
        ...(size !== undefined && { size }),
        ...(data !== undefined && { source: path.resolve(context.cwd, data), sourceShown: data }),
        ...(owner && { owner }),
        ...(uuid !== undefined && { uuid }),
      },
      { signal: context.signal, progress },
    );
    progress.end();
    context.output.result({ data: volume, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
    const took = formatDuration(performance.now() - started);
    const filled = data === undefined ? 'empty' : `${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(content)}`;
    context.output.note(`${filled} of ${formatSize(volume.size)}, ${volume.filesystem ?? ''}, ${took}`);
  },
});

function parseOwner(text: string): { readonly uid: number; readonly gid: number } {
  const match = /^(\d{1,10}):(\d{1,10})$/.exec(text);
  const [uid, gid] = [Number(match?.[1]), Number(match?.[2])];
  // All bits set means "no owner" to the kernel.
  if (match && uid < 0xffffffff && gid < 0xffffffff) return { uid, gid };
  throw new OpsError('usage-invalid', `"${text}" is not an owner`, {
    hint: 'write two numbers, such as --owner 1000:1000',
  });
}
