import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import os from 'node:os';

/** What can be known of a host's accelerator without running anything. */
export interface HostVirtualization {
  readonly platform: NodeJS.Platform;
  /** The processor runs x86-64 code. */
  readonly isX64: boolean;
  /** Changes with every boot of the host. */
  readonly bootId: string;
  readonly kvmDevice: 'absent' | 'denied' | 'open';
  /** The processor or the kernel's modules say that KVM has the processor's help. */
  readonly hasProcessorSupport: boolean;
}

const KVM_DEVICE = '/dev/kvm';

export async function readHostVirtualization(): Promise<HostVirtualization> {
  return {
    platform: os.platform(),
    isX64: os.arch() === 'x64',
    bootId: await readBootId(),
    kvmDevice: await tryKvmDevice(),
    hasProcessorSupport: await hasProcessorSupport(),
  };
}

async function readBootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
  return id?.trim() ?? os.release();
}

/** Opening is the test: access(2) knows nothing of the device rules of a container. */
async function tryKvmDevice(): Promise<HostVirtualization['kvmDevice']> {
  try {
    await (await open(KVM_DEVICE, constants.O_RDWR)).close();
    return 'open';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'absent' : 'denied';
  }
}

async function hasProcessorSupport(): Promise<boolean> {
  const [processor, modules] = await Promise.all(
    ['/proc/cpuinfo', '/proc/modules'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return /^flags\b.*\b(vmx|svm)\b/m.test(processor ?? '') || /^kvm_(intel|amd)\b/m.test(modules ?? '');
}
