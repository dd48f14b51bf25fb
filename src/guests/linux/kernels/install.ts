import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../../../core/abort.js';
import { hasErrorCode, OpsError } from '../../../core/errors.js';
import type { OperationOptions } from '../../../core/progress.js';
import { onHost } from '../../../io/host-errors.js';
import { downloadPackages, findAptPackage, unpackPackage, type AptPackage } from './apt.js';
import { importKernel } from './import-kernel.js';
import { openKernel, type Kernel } from './kernel.js';
import { changeStore, listKernels, publishFolder } from './store.js';

export interface InstallKernelRequest extends OperationOptions {
  readonly home: string;
  /** A kernel package or a package that depends on one. Default: the distribution's newest general one. */
  readonly package?: string;
}

/** Names of the package that depends on the newest kernel: Debian's, Ubuntu's. */
const DEFAULT_PACKAGES = ['linux-image-amd64', 'linux-image-generic'] as const;
const KERNEL_PACKAGE = /^linux-image-(?:unsigned-)?\d/;
/** Ubuntu has the modules apart from the kernel. */
const MODULES_PACKAGE = /^linux-modules-(?:extra-)?\d/;
/** Where packages put modules: before and after the move of `/lib`. */
const MODULE_ROOTS = ['lib/modules', 'usr/lib/modules'] as const;

/**
 * Installs a kernel of the distribution into the home, without root: apt downloads the package, and what guests need
 * is taken out of it. One that is there already in this version is left as it is.
 *
 * @throws OpsError `unsupported` where there is no apt; `kernel-not-found` when apt knows no such package;
 * `kernel-unsupported` when guests cannot boot it; `tool-failed`, `host-disk-full`, `interrupted`
 */
export async function installKernel(request: InstallKernelRequest): Promise<Kernel> {
  const packages = await resolvePackages(request.package, request.signal);
  return changeStore(
    request.home,
    async (directory) => {
      const [kernel] = packages;
      const present = listKernels(request).find(
        ({ package: name, version }) => name === kernel.name && version === kernel.version,
      );
      if (present) return present;
      return openKernel(await publishFolder(directory, (folder) => fillFolder(folder, packages, request)));
    },
    request.signal,
  );
}

/** The package with the kernel, then those with its modules, if they are apart. */
type KernelPackages = readonly [AptPackage, ...AptPackage[]];

async function resolvePackages(wanted: string | undefined, signal?: AbortSignal): Promise<KernelPackages> {
  const named = await findFirst(wanted === undefined ? DEFAULT_PACKAGES : [wanted], signal);
  if (!named) throw await packageUnknown(wanted, signal);
  if (KERNEL_PACKAGE.test(named.name)) return withModules(named, named.depends, signal);
  const kernel = await findFirst(
    named.depends.filter((name) => KERNEL_PACKAGE.test(name)),
    signal,
  );
  if (!kernel) {
    throw new OpsError('kernel-unsupported', `${named.name}: not a kernel package, and depends on none`, {
      hint: "list them: apt-cache search --names-only '^linux-image'",
    });
  }
  return withModules(kernel, [...named.depends, ...kernel.depends], signal);
}

async function withModules(
  kernel: AptPackage,
  depends: readonly string[],
  signal?: AbortSignal,
): Promise<KernelPackages> {
  const names = [...new Set(depends.filter((name) => MODULES_PACKAGE.test(name)))];
  const modules = await Promise.all(names.map((name) => findAptPackage(name, signal)));
  return [kernel, ...modules.filter((found) => found !== undefined)];
}

async function findFirst(names: readonly string[], signal?: AbortSignal): Promise<AptPackage | undefined> {
  for (const name of names) {
    const found = await onApt(() => findAptPackage(name, signal));
    if (found) return found;
  }
  return undefined;
}

async function onApt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!hasErrorCode(error, 'tool-missing')) throw error;
    throw new OpsError('unsupported', 'this machine has no apt to get a kernel package with', {
      hint: 'give the path of a kernel instead: a vmlinux or vmlinuz file, with lib/modules/<release> beside it',
      cause: error,
    });
  }
}

/** Tells empty lists from a wrong name: with lists, one of the default packages is known. */
async function packageUnknown(wanted: string | undefined, signal?: AbortSignal): Promise<OpsError> {
  const name = wanted ?? DEFAULT_PACKAGES[0];
  const hasLists = wanted !== undefined && (await findFirst(DEFAULT_PACKAGES, signal)) !== undefined;
  return new OpsError('kernel-not-found', `${name}: apt knows no such package`, {
    hint: hasLists ? "list the kernels: apt-cache search --names-only '^linux-image'" : 'apt-get update',
    details: { package: name },
  });
}

/** @returns the release, which names the folder */
async function fillFolder(folder: string, packages: KernelPackages, request: InstallKernelRequest): Promise<string> {
  const { signal } = request;
  const work = path.join(folder, 'package');
  onHost('create', work, () => {
    mkdirSync(work);
  });
  const debs = await downloadPackages(packages, work, request);
  for (const deb of debs) {
    await unpackPackage(deb, work, signal);
    rmSync(deb);
  }
  const [{ name, version }] = packages;
  const image = findImage(work, name);
  const modulesOf = (release: string): string => findModules(work, release);
  const record = importKernel({ image, modulesOf, package: { name, version } }, folder, new Date());
  onHost('delete', work, () => {
    rmSync(work, { recursive: true });
  });
  throwIfAborted(signal);
  return record.release;
}

function findImage(root: string, packageName: string): string {
  const boot = path.join(root, 'boot');
  const names = statSync(boot, { throwIfNoEntry: false }) ? readdirSync(boot) : [];
  const image = names.find((name) => name.startsWith('vmlinuz-'));
  if (image === undefined) throw new OpsError('kernel-unsupported', `${packageName}: there is no kernel in it`);
  return path.join(boot, image);
}

function findModules(root: string, release: string): string {
  const directories = MODULE_ROOTS.map((parent) => path.join(root, parent, release));
  const found = directories.find((directory) => statSync(directory, { throwIfNoEntry: false }));
  if (found === undefined) throw new OpsError('kernel-unsupported', `kernel ${release}: its package has no modules`);
  return found;
}
