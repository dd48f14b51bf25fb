import { OpsError } from '../../../core/errors.js';
import { formatSize, parseSize, type Bytes } from '../../../core/size.js';
import { parseUuid, type Uuid } from '../../../core/uuid.js';
import { parseVolumeName, type VolumeName } from '../../../core/volume-name.js';
import { FILESYSTEM_KINDS, type CreateVolumeRequest, type FilesystemName } from '../../../provider/volumes.js';
import { parseVolumeSource } from '../../../volumes/volume-source.js';
import { defineCommand } from '../../command.js';
import type { CommandContext } from '../../context.js';
import { formatDuration } from '../../render/time.js';
import { parseOwner } from '../../owner.js';
import {
  completeSnapshots,
  configuredGuest,
  openSnapshots,
  openVolumes,
  PROVIDER_OPTIONS,
  type ProviderFlags,
} from '../../provider.js';
import { noteLosses } from '../../loss-notes.js';

export default defineCommand({
  path: ['volume', 'create'],
  summary: 'Make a volume, empty or with the content of a directory',
  description:
    'The volume is a raw disk with one file system, thin: it takes the disk space of its content. Without -s it is as large as the content and some headroom, or 1 GiB without content.',
  positionals: [{ name: 'name', description: 'what to call it', parse: parseVolumeName }],
  options: {
    size: {
      type: 'string',
      alias: 's',
      value: 'SIZE',
      description: 'its size: 512, 56k, 500m, 10g, 1.5t',
      parse: parseSize,
    },
    snapshot: {
      type: 'string',
      value: 'NAME',
      description: 'make it with all that is in a snapshot, and as large unless -s says larger',
      complete: completeSnapshots,
    },
    fs: {
      type: 'string',
      value: 'KIND',
      description: 'its file system: ext4 for Linux guests, tfs for Nanos guests; that of the chosen guest',
      choices: FILESYSTEM_KINDS,
    },
    data: {
      type: 'list',
      alias: 'd',
      value: 'SRC[:/DEST]',
      description: 'directory, file or tar archive to put in it, at DEST',
    },
    exclude: {
      type: 'list',
      value: 'PATTERN',
      description: 'what of them to leave out: "*.log", /tmp/',
    },
    ignore: { type: 'boolean', default: true, description: 'copy also what the .opsignore of a directory lists' },
    owner: {
      type: 'string',
      value: 'UID:GID',
      description: 'owner of every file instead of its own',
      parse: parseOwner,
    },
    uuid: { type: 'string', value: 'UUID', description: 'its UUID instead of a random one', parse: parseUuid },
    label: {
      type: 'string',
      value: 'TEXT',
      description: 'label of the file system instead of its name',
    },
    inodes: {
      type: 'number',
      value: 'COUNT',
      description: 'room for at least so many files; not on tfs, nor are blocks and journals',
    },
    'block-size': {
      type: 'string',
      value: 'BYTES',
      description: 'size of its blocks',
      choices: ['1024', '2048', '4096'],
    },
    journal: { type: 'boolean', default: true, description: 'make the file system without a journal' },
    reproducible: {
      type: 'boolean',
      description: 'same content, same bytes: UUID from the content, no time after SOURCE_DATE_EPOCH (or 1970)',
    },
    ...PROVIDER_OPTIONS,
  },
  examples: [
    ['ops volume create data -s 10g', 'an empty volume of 10 GiB'],
    ['ops volume create assets -s 64m -d ./fixtures/site', 'a volume with the files of a directory'],
    ['ops volume create data --fs tfs', 'for a Nanos guest'],
    ['ops volume create logs -d ./logs --owner 0:0', 'as large as it must be, owned by root'],
    ['ops volume create srv -d rootfs.tar.gz -d ./site:/www', 'an archive, and a directory at /www'],
    ['ops volume create copy --snapshot before-upgrade', 'what a volume held when its snapshot was made'],
    ['ops volume create src -d . --exclude node_modules/', 'a directory without some of it'],
  ],
  async run({ name, data, targetCloud, config, snapshot, ...flags }, context) {
    if (snapshot !== undefined) {
      refuseBeside({ data, ...flags });
      await restore(snapshot, { name, ...flags }, { targetCloud, config }, context);
      return;
    }
    const volumes = await openVolumes({ targetCloud, config }, context);
    const kind = flags.fs ?? MOUNTED[await configuredGuest({ config }, context)];
    const sources = data.map((text) => parseVolumeSource(text, context.cwd));
    using progress = context.output.progress(name);
    const started = performance.now();
    const request = { name, sources, ...requestOf({ ...flags, kind }, context.env) };
    const { volume, files, content, losses } = await volumes.create(request, { signal: context.signal, progress });
    progress.end();
    context.output.result({ data: { ...volume, losses }, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
    const took = formatDuration(performance.now() - started);
    const filled = data.length === 0 ? 'empty' : `${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(content)}`;
    context.output.note(`${filled} of ${formatSize(volume.size)}, ${kind}, ${took}`);
    noteLosses(losses, kind, context.output);
  },
});

/** The file system that a guest mounts. */
const MOUNTED = { linux: 'ext4', nanos: 'tfs' } as const;

async function restore(
  snapshot: string,
  { name, size, uuid }: Pick<Flags, 'size' | 'uuid'> & { readonly name: VolumeName },
  flags: ProviderFlags,
  context: CommandContext,
): Promise<void> {
  const snapshots = await openSnapshots(flags, context);
  using progress = context.output.progress(name);
  const started = performance.now();
  const request = { name, ...(size !== undefined && { size }), ...(uuid !== undefined && { uuid }) };
  const volume = await snapshots.restore(snapshot, request, { signal: context.signal, progress });
  progress.end();
  context.output.result({ data: volume, ids: [volume.uuid], view: `${volume.name}  ${volume.uuid}` });
  const took = formatDuration(performance.now() - started);
  context.output.note(`${formatSize(volume.size)} from snapshot ${snapshot}, ${took}`);
}

interface BesideSnapshot {
  readonly data: readonly string[];
  readonly fs: FilesystemName | undefined;
}

/** A snapshot says all about a file system but its size and its identity. */
function refuseBeside(flags: Omit<Flags, 'kind' | 'size' | 'uuid'> & BesideSnapshot): void {
  const { data, fs, exclude, ignore, owner, label, inodes, blockSize, journal, reproducible } = flags;
  const given = { data: data[0], fs, exclude: exclude[0], owner, label, inodes, 'block-size': blockSize };
  const switches = { 'no-ignore': !ignore, 'no-journal': !journal, reproducible };
  const other =
    Object.entries(given).find(([, value]) => value !== undefined) ?? Object.entries(switches).find(([, on]) => on);
  if (other === undefined) return;
  throw new OpsError('usage-invalid', `--${other[0]} does not go with --snapshot: all of the snapshot is copied`, {
    hint: 'beside --snapshot: -s and --uuid',
  });
}

interface Flags {
  readonly kind: FilesystemName;
  readonly size: Bytes | undefined;
  readonly exclude: readonly string[];
  readonly ignore: boolean;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly uuid: Uuid | undefined;
  readonly label: string | undefined;
  readonly inodes: number | undefined;
  readonly blockSize: string | undefined;
  readonly journal: boolean;
  readonly reproducible: boolean;
}

function requestOf(flags: Flags, env: CommandContext['env']): Omit<CreateVolumeRequest, 'name' | 'sources'> {
  const { kind, size, exclude, ignore, owner, uuid, label, inodes, blockSize, journal, reproducible } = flags;
  return {
    exclude,
    ignoreFiles: ignore,
    filesystem: {
      kind,
      journal,
      ...(label !== undefined && { label }),
      ...(inodes !== undefined && { inodes }),
      ...(blockSize !== undefined && { blockSize: Number(blockSize) }),
    },
    ...(size !== undefined && { size }),
    ...(owner && { owner }),
    ...(uuid !== undefined && { uuid }),
    ...(reproducible && { reproducibleAt: sourceDate(env) }),
  };
}

/** The moment of `SOURCE_DATE_EPOCH` (reproducible-builds.org), or 1970. */
function sourceDate(env: CommandContext['env']): Date {
  const text = env['SOURCE_DATE_EPOCH'] ?? '0';
  const seconds = Number(text);
  if (/^\d{1,12}$/.test(text)) return new Date(seconds * 1000);
  throw new OpsError('usage-invalid', `SOURCE_DATE_EPOCH: "${text}" is not a count of seconds`, {
    hint: 'unset it, or set it to the output of: git log -1 --format=%ct',
  });
}
