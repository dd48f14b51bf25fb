import { existsSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { GuestKind } from '../core/guest-kind.js';
import type { Home } from '../core/home.js';
import { MAX_VIRTUAL_ID, parseMount, type Mount } from '../core/mount.js';
import type { VolumeToMake } from '../core/volume-to-make.js';
import { imageNameOf, parseImageName } from '../images/image-record.js';
import { ImageStore, type StoredImage } from '../images/image-store.js';
import { requestsByPath } from '../instances/mounts-by-path.js';
import type { RunRequest } from '../instances/run-request.js';
import type { CommandContext } from './context.js';
import { attachRequests, machineSettings, type MachineFlags } from './machine-flags.js';
import { rootRequest, type RootFlags, type RootSettings } from './root-flags.js';

/** One run, as the flags and the configuration ask for it. */
export function runRequest(
  flags: MachineFlags & RootFlags,
  settings: RootSettings,
  home: Home,
  context: CommandContext,
): RunRequest {
  const image = findImage(settings.program, home, context);
  return {
    ...(image === undefined ? programRun(flags, settings, context) : imageRun(flags, image, settings, context)),
    ...machineSettings(flags, settings, context),
    make: flags.volume,
    nameTaken: 'number',
    attachNamed: true,
  };
}

type RunSource = Pick<RunRequest, 'name' | 'root' | 'guest' | 'mounts' | 'attach'>;

function programRun(flags: MachineFlags & RootFlags, settings: RootSettings, context: CommandContext): RunSource {
  refuseForeign(flags, settings.guest);
  const mounts = withMountsFor(flags.volume, settings.mounts);
  const content = rootRequest({ ...settings, mounts }, context);
  const { size, guest, nanos } = content;
  return {
    name: parseImageName(flags.imagename ?? imageNameOf(content)),
    root: { kind: 'program', content, nanos, ...(size !== undefined && { size }) },
    guest,
    mounts,
    attach: attachRequests(flags, context),
  };
}

/** The mounts of a program, and one at a virtual id for each volume that is made where there is none. */
function withMountsFor(volumes: readonly VolumeToMake[], mounts: readonly Mount[]): Mount[] {
  return volumes.reduce<Mount[]>(
    (all, { path: where }) => {
      if (all.some((mount) => mount.path === where)) return all;
      const taken = new Set(all.map(({ source }) => (source.kind === 'virtual' ? source.id : undefined)));
      const id = Array.from({ length: MAX_VIRTUAL_ID }, (_, index) => index + 1).find((each) => !taken.has(each));
      if (id !== undefined) return [...all, { source: { kind: 'virtual', id }, path: where, readOnly: false }];
      throw new OpsError('mount-invalid', `--volume ${where}: an image has at most ${MAX_VIRTUAL_ID} virtual ids`, {
        hint: `make the volume first, and mount it by its name: --mounts <volume>:${where}`,
      });
    },
    [...mounts],
  );
}

const DECIDED_WHEN_BUILT = ['Args', 'BaseVolumeSz', 'Dirs', 'Env', 'Files', 'MapDirs'] as const;

/** What an image runs and mounts was decided when it was built. */
function imageRun(
  flags: MachineFlags & RootFlags,
  image: StoredImage,
  settings: RootSettings,
  context: CommandContext,
): RunSource {
  refuseForeign(flags, image.guest);
  refuseOtherGuest(flags, image);
  const given = (['args', 'rest', 'envs'] as const).find((name) => flags[name].length > 0);
  if (given !== undefined) {
    const flag = given === 'rest' ? '--' : `--${given}`;
    throw new OpsError('usage-invalid', `image ${image.name}: ${flag} is decided when an image is built`, {
      hint: `ops image create <program> -i ${image.name} -f ${flag} ...`,
    });
  }
  const ignored = DECIDED_WHEN_BUILT.filter((property) => isSet(settings.config[property]));
  if (ignored.length > 0) {
    context.output.warn(
      `image ${image.name}: ${ignored.join(', ')} of the configuration were decided when it was built`,
    );
  }
  const mounts = image.mounts.map(parseMount);
  return {
    name: parseImageName(flags.imagename ?? image.name),
    root: { kind: 'image', image },
    guest: image.guest,
    mounts,
    attach: [...requestsByPath(settings.mounts, mounts, image.name), ...attachRequests(flags, context)],
  };
}

/** @throws OpsError `usage-invalid` for a flag that means nothing to the guest */
function refuseForeign({ kernel, nanosVersion }: MachineFlags & RootFlags, guest: GuestKind): void {
  if (guest === 'nanos' && kernel !== undefined) {
    throw new OpsError('usage-invalid', '--kernel is for Linux: Nanos boots the kernel that is in its image', {
      hint: 'choose a release: --nanos-version 0.1.55',
    });
  }
  if (guest === 'linux' && nanosVersion !== undefined) {
    throw new OpsError('usage-invalid', '--nanos-version is for Nanos', { hint: 'add --guest nanos, or leave it out' });
  }
}

function refuseOtherGuest({ guest, nanosVersion }: RootFlags, image: StoredImage): void {
  const flag = guest !== undefined && guest !== image.guest ? '--guest' : '--nanos-version';
  if (flag === '--nanos-version' && nanosVersion === undefined) return;
  throw new OpsError(
    'usage-invalid',
    `image ${image.name} is for ${image.guest}: ${flag} is decided when it is built`,
    {
      hint: `ops image create <program> -i ${image.name} -f ${flag} ${(flag === '--guest' ? guest : nanosVersion) ?? ''}`,
    },
  );
}

/** Lists and tables without a member ask for nothing. */
function isSet(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined;
}

/** A bare word is an image when one has that name, and no file here does. */
function findImage(program: string | undefined, home: Home, context: CommandContext): StoredImage | undefined {
  if (program === undefined || program.includes('/') || existsSync(path.resolve(context.cwd, program)))
    return undefined;
  return new ImageStore(home.images).find(program);
}
