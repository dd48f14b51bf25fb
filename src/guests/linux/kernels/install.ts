import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../../../core/abort.js';
import { OpsError } from '../../../core/errors.js';
import type { OperationOptions } from '../../../core/progress.js';
import { onHost } from '../../../io/host-errors.js';
import { downloadPackages, unpackPackage } from './apt.js';
import { importKernel } from './import-kernel.js';
import { openKernel, type Kernel } from './kernel.js';
import { findKernelPackages, type KernelPackages } from './kernel-packages.js';
import { changeFolders, publishFolder } from '../../../io/publish-folder.js';
import { kernelsDirectory, listKernels } from './store.js';

export interface InstallKernelRequest extends OperationOptions {
  readonly home: string;
  /** A kernel package or a package that depends on one. Default: the distribution's newest general one. */
  readonly package?: string;
}

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
  const packages = await findKernelPackages(request.package, request.signal);
  const [{ name, version }] = packages;
  const directory = kernelsDirectory(request.home);
  return changeFolders(
    directory,
    async () => {
      const present = listKernels(request).find((kernel) => kernel.package === name && kernel.version === version);
      if (present) return openKernel(present.directory);
      return openKernel(await publishFolder(directory, (folder) => fillFolder(folder, packages, request)));
    },
    request.signal,
  );
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
