import { createHash } from 'node:crypto';
import { readdirSync, statSync, type Stats } from 'node:fs';
import { release as runningRelease } from 'node:os';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import type { OperationOptions } from '../../../core/progress.js';
import { onHost } from '../../../io/host-errors.js';
import { importKernel } from './import-kernel.js';
import { isKernelFolder, openKernel, RECORD, type Kernel } from './kernel.js';
import { compareReleases } from './release.js';
import { changeFolders, publishFolder } from '../../../io/publish-folder.js';
import { findStoredKernel, kernelsDirectory } from './store.js';

export interface FindKernelRequest extends Pick<OperationOptions, 'signal'> {
  readonly home: string;
  /** A kernel's folder as in the home, or a `vmlinux` or `vmlinuz` file. */
  readonly path?: string;
  /** Where this machine keeps its own kernels. Default: `/boot` and `/lib/modules`, the running kernel first. */
  readonly host?: HostKernels;
}

/** The kernels that this machine itself boots. */
export interface HostKernels {
  readonly boot: string;
  readonly modules: string;
  readonly runningRelease: string;
}

/** A kernel of this machine that could not be taken, and why. */
export interface SkippedKernel {
  readonly path: string;
  readonly reason: string;
}

const IMAGE_PREFIX = 'vmlinuz-';
const KEY_DIGITS = 16;

/**
 * The kernel to boot guests with: the one at `path`; else the one of the home, chosen by `use` or the newest; else one
 * of this machine's own in `/boot`, the running one first, which is brought into the home at this first use.
 *
 * @throws OpsError `kernel-not-found`, with the kernels in `/boot` that could not be taken in its details;
 * `kernel-unsupported` and `format-corrupt` for the one at `path`
 */
export async function findKernel(request: FindKernelRequest): Promise<Kernel> {
  if (request.path !== undefined) return openKernelAt(request.path, request);
  const stored = findStoredKernel(request.home);
  if (stored) return stored;
  const host = request.host ?? { boot: '/boot', modules: '/lib/modules', runningRelease: runningRelease() };
  const directory = kernelsDirectory(request.home);
  return changeFolders(
    directory,
    async () => findStoredKernel(request.home) ?? (await importHostKernel(directory, host)),
    request.signal,
  );
}

async function importHostKernel(directory: string, host: HostKernels): Promise<Kernel> {
  const skipped: SkippedKernel[] = [];
  for (const release of hostReleases(host)) {
    const image = path.join(host.boot, `${IMAGE_PREFIX}${release}`);
    const modulesOf = (found: string): string => path.join(host.modules, found);
    try {
      const publish = publishFolder(
        directory,
        (folder) => importKernel({ image, modulesOf }, folder, new Date()).release,
      );
      return openKernel(await publish);
    } catch (error) {
      // One that ordinary users may not read, or that lacks something, must not hide the next one.
      if (!(error instanceof OpsError)) throw error;
      skipped.push({ path: image, reason: error.message });
    }
  }
  throw notFound(directory, host, skipped);
}

function hostReleases({ boot, runningRelease: running }: HostKernels): string[] {
  if (!onHost('examine', boot, () => statSync(boot, { throwIfNoEntry: false }))) return [];
  return onHost('list', boot, () => readdirSync(boot))
    .filter((name) => name.startsWith(IMAGE_PREFIX))
    .map((name) => name.slice(IMAGE_PREFIX.length))
    .sort((a, b) => Number(b === running) - Number(a === running) || compareReleases(b, a));
}

function notFound(directory: string, host: HostKernels, skipped: readonly SkippedKernel[]): OpsError {
  const reasons = skipped.map(({ reason }) => `; ${reason}`).join('');
  return new OpsError(
    'kernel-not-found',
    `no kernel for guests: none in ${directory}, none in ${host.boot}${reasons}`,
    {
      hint: 'ops kernel install',
      details: { looked: [directory, host.boot], skipped },
    },
  );
}

async function openKernelAt(given: string, request: FindKernelRequest): Promise<Kernel> {
  const file = path.resolve(given);
  const stat = onHost('examine', file, () => statSync(file, { throwIfNoEntry: false }));
  if (!stat) throw new OpsError('kernel-not-found', `${given}: no such file or folder`, { details: { path: file } });
  if (!stat.isDirectory()) return importOnce(file, stat, request);
  if (statSync(path.join(file, RECORD), { throwIfNoEntry: false })) return openKernel(file);
  throw new OpsError('kernel-not-found', `${given}: not the folder of a kernel, there is no ${RECORD} in it`, {
    hint: `give a vmlinux or vmlinuz file, or a folder under ${kernelsDirectory(request.home)}`,
    details: { path: file },
  });
}

/** A file given by path is unpacked once, into the cache: it does not become a kernel of the home. */
async function importOnce(image: string, stat: Stats, { home, signal }: FindKernelRequest): Promise<Kernel> {
  const cache = path.join(home, 'cache', 'kernels');
  const identity = `${image}\0${stat.size}\0${stat.mtimeMs}`;
  const key = createHash('sha256').update(identity).digest('hex').slice(0, KEY_DIGITS);
  const folder = path.join(cache, key);
  if (isKernelFolder(folder)) return openKernel(folder);
  return changeFolders(
    cache,
    async () => {
      if (isKernelFolder(folder)) return openKernel(folder);
      const modulesOf = (release: string): string => findModules(image, release);
      await publishFolder(cache, (unfinished) => {
        importKernel({ image, modulesOf }, unfinished, new Date());
        return key;
      });
      return openKernel(folder);
    },
    signal,
  );
}

/** Beside the image, beside its folder (`boot/` and `lib/` of one tree), or on this machine. */
function findModules(image: string, release: string): string {
  const beside = path.dirname(image);
  const roots = [beside, path.dirname(beside), '/'];
  const directories = roots.map((root) => path.join(root, 'lib', 'modules', release));
  const found = directories.find((directory) => statSync(directory, { throwIfNoEntry: false }));
  if (found !== undefined) return found;
  throw new OpsError('kernel-unsupported', `${image}: the modules of ${release} are not there`, {
    hint: `put them into ${directories[0] ?? ''}`,
    details: { path: image, looked: directories },
  });
}
