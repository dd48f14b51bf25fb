import { hasErrorCode, OpsError } from '../../../core/errors.js';
import { findAptPackage, type AptPackage } from './apt.js';

/** Names of the package that depends on the newest kernel: Debian's, Ubuntu's. */
const DEFAULT_PACKAGES = ['linux-image-amd64', 'linux-image-generic'] as const;
const KERNEL_PACKAGE = 'linux-image-';
/** Ubuntu has the modules apart from the kernel. */
const MODULES_PACKAGE = /^linux-modules-(?:extra-)?\d/;

const LIST_KERNELS = "list the kernels: apt-cache search --names-only '^linux-image'";

/** The package with the kernel, then those with its modules, if they are apart. */
export type KernelPackages = readonly [AptPackage, ...AptPackage[]];

/**
 * The packages to install for `wanted`: a kernel's own package or one that depends on it, or by default the newest
 * kernel of the distribution.
 *
 * @throws OpsError `unsupported` where there is no apt; `kernel-not-found` when apt knows no such package;
 * `kernel-unsupported` when it is not a kernel's
 */
export async function findKernelPackages(wanted: string | undefined, signal?: AbortSignal): Promise<KernelPackages> {
  const named = await findFirst(wanted === undefined ? DEFAULT_PACKAGES : [wanted], signal);
  if (!named) throw await packageUnknown(wanted, signal);
  const depends: string[] = [];
  let kernel = named;
  // A package that only depends on a kernel may depend on another one like it. The kernel's own depends on none.
  for (let next: AptPackage | undefined = named; next;) {
    kernel = next;
    const kernels = next.depends.filter((name) => name.startsWith(KERNEL_PACKAGE) && !depends.includes(name));
    depends.push(...next.depends);
    next = await findFirst(kernels, signal);
  }
  if (!kernel.name.startsWith(KERNEL_PACKAGE)) throw notKernel(named.name);
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

function notKernel(name: string): OpsError {
  return new OpsError('kernel-unsupported', `${name}: not a kernel package, and depends on none`, {
    hint: LIST_KERNELS,
    details: { package: name },
  });
}

/** Tells empty lists from a wrong name: with lists, one of the default packages is known. */
async function packageUnknown(wanted: string | undefined, signal?: AbortSignal): Promise<OpsError> {
  const name = wanted ?? DEFAULT_PACKAGES[0];
  const hasLists = wanted !== undefined && (await findFirst(DEFAULT_PACKAGES, signal)) !== undefined;
  return new OpsError('kernel-not-found', `${name}: apt knows no such package`, {
    hint: hasLists ? LIST_KERNELS : 'apt-get update',
    details: { package: name },
  });
}
