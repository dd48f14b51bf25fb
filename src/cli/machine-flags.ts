import path from 'node:path';
import type { Config } from '../config/generated/config.js';
import type { HostPaths } from '../config/host-paths.js';
import { parseMemory } from '../config/memory-size.js';
import { parseAttachRequest, type AttachRequest } from '../core/attach-request.js';
import { OpsError } from '../core/errors.js';
import { homeAt } from '../core/home.js';
import { formatSize, MIB, type Bytes } from '../core/size.js';
import { parseVolumeToMake, type VolumeToMake } from '../core/volume-to-make.js';
import { DEFAULT_MEMORY, type RunRequest } from '../instances/run-request.js';
import { checkForwards, parsePorts, type PortForward, type Protocol } from '../qemu/ports.js';
import type { CommandContext } from './context.js';

/** The flags that describe the machine. */
export const MACHINE_OPTIONS = {
  port: { type: 'list', alias: 'p', value: 'PORT', description: 'forward a port of 127.0.0.1: 80, 8080:80, 8000-8010' },
  udp: { type: 'list', value: 'PORT', description: 'forward a UDP port' },
  memory: {
    type: 'string',
    alias: 'm',
    value: 'SIZE',
    description: 'memory of the guest (default 512m)',
    parse: parseMemory,
  },
  smp: { type: 'number', value: 'N', description: 'processors of the guest (default 1)' },
  accel: { type: 'boolean', default: true, description: 'do not use KVM or HVF, even where they work' },
  qmp: { type: 'boolean', description: "open QMP on 127.0.0.1, on the port of the id's last four digits" },
  attach: {
    type: 'list',
    value: '[%N:]VOLUME[:ro]',
    description: 'attach a volume to a mount of the image, or what is named at a virtual id',
  },
  volume: {
    type: 'list',
    value: 'PATH[:SIZE]',
    description: 'make an empty volume for this instance, and attach it at a path for which the image has a mount',
    parse: parseVolumeToMake,
  },
  kernel: {
    type: 'string',
    value: 'KERNEL',
    description: 'boot this kernel: a release of the home, a vmlinux or a vmlinuz',
  },
} as const;

export interface MachineFlags {
  readonly port: readonly string[];
  readonly udp: readonly string[];
  readonly memory: Bytes | undefined;
  readonly smp: number | undefined;
  readonly accel: boolean;
  readonly qmp: boolean;
  readonly attach: readonly string[];
  readonly volume: readonly VolumeToMake[];
  readonly kernel: string | undefined;
}

/** With less, the kernel cannot unpack itself, and hangs or panics. */
const MIN_MEMORY = 128 * MIB;
const MAX_CPUS = 255;

type MachineSettings = Pick<RunRequest, 'forwards' | 'memory' | 'cpus' | 'qmp' | 'verbose' | 'accelerator' | 'kernel'>;

/** The machine that the flags and the configuration ask for. */
export function machineSettings(
  flags: MachineFlags,
  { config, paths }: { readonly config: Config; readonly paths: HostPaths },
  context: CommandContext,
): MachineSettings {
  const { RunConfig: run = {} } = config;
  const kernel = kernelPath(flags.kernel, paths, context);
  return {
    forwards: forwardsOf(flags, config),
    memory: checkMemory(flags.memory ?? (run.Memory === undefined ? DEFAULT_MEMORY : parseMemory(run.Memory))),
    cpus: checkCpus(flags.smp ?? run.CPUs ?? 1),
    qmp: flags.qmp || run.QMP === true,
    verbose: context.flags.verbose || run.Verbose === true,
    accelerator: flags.accel && run.Accel !== false ? 'auto' : 'tcg',
    ...(kernel !== undefined && { kernel }),
  };
}

/** What `--attach` asks for; directories are absolute. */
export function attachRequests({ attach }: Pick<MachineFlags, 'attach'>, { cwd }: CommandContext): AttachRequest[] {
  return attach.map((text) => absoluteRequest(parseAttachRequest(text), cwd));
}

export function absoluteRequest(request: AttachRequest, cwd: string): AttachRequest {
  const { what } = request;
  if (what.kind === 'volume') return request;
  return { ...request, what: { kind: 'host', hostPath: path.resolve(cwd, what.hostPath) } };
}

/** A kernel is named by its path, or by its release in the home. */
function kernelPath(given: string | undefined, paths: HostPaths, context: CommandContext): string | undefined {
  const kernel = given?.includes('/') ? path.resolve(context.cwd, given) : (given ?? paths.kernel);
  if (kernel === undefined || path.isAbsolute(kernel)) return kernel;
  return path.join(homeAt(context.home).kernels, kernel);
}

function forwardsOf(flags: MachineFlags, config: Config): PortForward[] {
  const { Ports: tcp = [], UDPPorts: udp = [] } = config.RunConfig ?? {};
  const read = (texts: Iterable<string>, protocol: Protocol): PortForward[] =>
    [...new Set(texts)].flatMap((text) => parsePorts(text, protocol));
  const forwards = [
    ...read([...tcp.map(String), ...flags.port], 'tcp'),
    ...read([...udp.map(String), ...flags.udp], 'udp'),
  ];
  checkForwards(forwards);
  return forwards;
}

function checkMemory(memory: Bytes): Bytes {
  if (memory >= MIN_MEMORY) return memory;
  throw new OpsError('usage-invalid', `${formatSize(memory)} of memory: a Linux guest does not boot with it`, {
    hint: `give it ${formatSize(MIN_MEMORY)} or more, such as -m 256m`,
  });
}

function checkCpus(cpus: number): number {
  if (Number.isInteger(cpus) && cpus >= 1 && cpus <= MAX_CPUS) return cpus;
  throw new OpsError('usage-invalid', `${cpus} processors: a guest has 1 to ${MAX_CPUS}`, { hint: 'such as --smp 2' });
}
