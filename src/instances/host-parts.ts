import { OpsError } from '../core/errors.js';
import type { Home } from '../core/home.js';
import { readInit } from '../guests/linux/init-binary.js';
import { cachedInitramfs } from '../guests/linux/initramfs/cache.js';
import { findKernel } from '../guests/linux/kernels/find.js';
import type { Kernel } from '../guests/linux/kernels/kernel.js';
import { chooseAccelerator, type AcceleratorChoice } from '../qemu/accelerator.js';
import type { Accelerator } from '../qemu/accelerator-kind.js';
import { findQemu, type Environment, type QemuBinary } from '../qemu/qemu-binary.js';

/** What this machine contributes to every boot of a Linux guest. */
export interface HostParts {
  readonly qemu: QemuBinary;
  readonly accelerator: AcceleratorChoice;
  readonly kernel: Kernel;
  /** Path of the initramfs with our init and the kernel's modules. */
  readonly initramfs: string;
}

export interface HostPartsRequest {
  readonly home: Home;
  readonly env: Environment;
  readonly accelerator: 'auto' | Accelerator;
  /** A kernel to use instead of the home's: a folder or a file. */
  readonly kernel?: string;
  /** Whether host directories are mounted, which not every kernel can. */
  readonly needsShares: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Finds all of it before anything is built. @throws OpsError `qemu-missing`, `kernel-not-found`, `kernel-unsupported` */
export async function findHostParts(request: HostPartsRequest): Promise<HostParts> {
  const { home, env, signal } = request;
  const qemu = await findQemu({ env, cacheFolder: home.cache });
  const kernel = await findKernel({
    home: home.directory,
    ...(signal && { signal }),
    ...(request.kernel !== undefined && { path: request.kernel }),
  });
  if (request.needsShares) requireShares(kernel);
  const accelerator = await chooseAccelerator({
    wanted: request.accelerator,
    qemu,
    env,
    cacheFolder: home.cache,
    signal,
  });
  const initramfs = cachedInitramfs({ home: home.directory, kernel, init: readInit() });
  return { qemu, accelerator, kernel, initramfs };
}

function requireShares(kernel: Kernel): void {
  if (kernel.features.includes('9p')) return;
  throw new OpsError('kernel-unsupported', `kernel ${kernel.release} has no 9p, so it cannot mount host directories`, {
    hint: 'ops kernel install linux-image-amd64',
    details: { release: kernel.release },
  });
}
