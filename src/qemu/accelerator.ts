import path from 'node:path';
import { ACCELERATORS, type Accelerator } from './accelerator-kind.js';
import { probeAccelerator, type ProbeOptions } from './accelerator-probe.js';
import { readHostVirtualization, type HostVirtualization } from './host-virtualization.js';
import { readCached, writeCached } from '../io/json-cache.js';

export interface AcceleratorChoice {
  readonly accelerator: Accelerator;
  /** Why it is this one; there is nothing to say when the host's own accelerator works. */
  readonly reason?: string;
}

export interface ChooseAcceleratorOptions extends ProbeOptions {
  /** `auto` takes the host's accelerator where it works; any other is taken without a test. */
  readonly wanted: 'auto' | Accelerator;
  /** Tests again what is known since the boot of the host. */
  readonly refresh?: boolean;
  /** Read from the host unless given. */
  readonly host?: HostVirtualization;
  /** Runs the test; {@link probeAccelerator} unless given. */
  readonly probe?: typeof probeAccelerator;
}

interface CachedChoice {
  readonly key: string;
  readonly choice: AcceleratorChoice;
}

/** Each system's own. */
const NATIVE: Partial<Record<NodeJS.Platform, Accelerator>> = { linux: 'kvm', darwin: 'hvf' };

const CACHE_FILE = 'accelerator.json';

/**
 * Chooses what runs the guest's instructions. What can be read is read first; then a machine is started to see. That
 * costs up to a second on a host whose KVM is broken, so the answer is kept until the host boots again, QEMU changes,
 * or /dev/kvm comes, goes or changes hands.
 *
 * @throws OpsError `interrupted`; `host-file`, `host-file-denied` about the folder
 */
export async function chooseAccelerator(options: ChooseAcceleratorOptions): Promise<AcceleratorChoice> {
  if (options.wanted !== 'auto') return { accelerator: options.wanted, reason: 'as asked for' };
  const host = options.host ?? (await readHostVirtualization());
  const candidate = hostAccelerator(host);
  if (candidate.accelerator === 'tcg') return candidate;
  const key = [host.bootId, options.qemu.file, options.qemu.version, host.kvmDevice].join(' ');
  const cacheFile = path.join(options.cacheFolder, CACHE_FILE);
  const known = options.refresh ? undefined : await readCached(cacheFile, isCachedChoice);
  if (known?.key === key) return known.choice;
  const works = await (options.probe ?? probeAccelerator)(candidate.accelerator, options);
  const choice = works ? candidate : fallback(`${candidate.accelerator}: present, but a machine did not start in it`);
  await writeCached(cacheFile, { key, choice } satisfies CachedChoice);
  return choice;
}

/** For people: `kvm`, or `tcg (kvm: present, but a machine did not start in it)`. */
export function describeAccelerator({ accelerator, reason }: AcceleratorChoice): string {
  return reason === undefined ? accelerator : `${accelerator} (${reason})`;
}

function hostAccelerator(host: HostVirtualization): AcceleratorChoice {
  const name = NATIVE[host.platform];
  if (name === undefined) return fallback(`no accelerator is known on ${host.platform}`);
  if (!host.isX64) return fallback(`${name}: this processor does not run x86-64`);
  if (name === 'hvf') return { accelerator: name };
  if (host.kvmDevice === 'absent') return fallback('kvm: there is no /dev/kvm');
  if (host.kvmDevice === 'denied') return fallback('kvm: this user may not open /dev/kvm');
  if (!host.hasProcessorSupport) return fallback('kvm: present, but the processor has neither vmx nor svm');
  return { accelerator: name };
}

function fallback(reason: string): AcceleratorChoice {
  return { accelerator: 'tcg', reason };
}

function isCachedChoice(value: unknown): value is CachedChoice {
  if (!isRecord(value) || typeof value['key'] !== 'string' || !isRecord(value['choice'])) return false;
  const { accelerator, reason } = value['choice'];
  return ACCELERATORS.some((name) => name === accelerator) && (reason === undefined || typeof reason === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
