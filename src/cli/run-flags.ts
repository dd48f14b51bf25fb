import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseMemory } from '../config/memory-size.js';
import { OpsError } from '../core/errors.js';
import type { Home } from '../core/home.js';
import { parseMount } from '../core/mount.js';
import { bytes, formatSize, MIB, type Bytes } from '../core/size.js';
import { requireLinuxGuest } from '../images/compose-root.js';
import { imageNameOf, parseImageName } from '../images/image-record.js';
import { ImageStore, type StoredImage } from '../images/image-store.js';
import type { RunRequest } from '../instances/run-request.js';
import { checkForwards, parsePorts, type PortForward, type Protocol } from '../qemu/ports.js';
import type { CommandContext } from './context.js';
import { rootRequest, type RootFlags, type RootSettings } from './root-flags.js';

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
  readonly kernel: string | undefined;
}

/** Enough for a Node server. It is taken from this machine as the guest touches it. */
const DEFAULT_MEMORY = bytes(512 * MIB);
/** With less, the kernel cannot unpack itself, and hangs or panics. */
const MIN_MEMORY = 128 * MIB;
const MAX_CPUS = 255;

/** One run, as the flags and the configuration ask for it. */
export function runRequest(
  flags: MachineFlags & RootFlags,
  settings: RootSettings,
  home: Home,
  context: CommandContext,
): RunRequest {
  requireLinuxGuest(settings.guest);
  const image = findImage(settings.program, home, context);
  const { RunConfig: run = {} } = settings.config;
  const kernel = kernelPath(flags.kernel, settings, home, context);
  return {
    ...(image === undefined ? programRun(flags, settings, context) : imageRun(flags, image, settings, context)),
    forwards: forwardsOf(flags, settings),
    memory: checkMemory(flags.memory ?? (run.Memory === undefined ? DEFAULT_MEMORY : parseMemory(run.Memory))),
    cpus: checkCpus(flags.smp ?? run.CPUs ?? 1),
    qmp: flags.qmp || run.QMP === true,
    verbose: context.flags.verbose || run.Verbose === true,
    accelerator: flags.accel && run.Accel !== false ? 'auto' : 'tcg',
    ...(kernel !== undefined && { kernel }),
  };
}

type RunSource = Pick<RunRequest, 'name' | 'root' | 'mounts'>;

function programRun(flags: RootFlags, settings: RootSettings, context: CommandContext): RunSource {
  const content = rootRequest(settings, context);
  const { size } = content;
  return {
    name: parseImageName(flags.imagename ?? imageNameOf(content)),
    root: { kind: 'program', content, ...(size !== undefined && { size }) },
    mounts: settings.mounts,
  };
}

const DECIDED_WHEN_BUILT = ['Args', 'BaseVolumeSz', 'Dirs', 'Env', 'Files', 'MapDirs', 'Mounts'] as const;

/** What an image runs and mounts was decided when it was built. */
function imageRun(flags: RootFlags, image: StoredImage, { config }: RootSettings, context: CommandContext): RunSource {
  const given = (['mounts', 'args', 'rest', 'envs'] as const).find((name) => flags[name].length > 0);
  if (given !== undefined) {
    const flag = given === 'rest' ? '--' : `--${given}`;
    throw new OpsError('usage-invalid', `image ${image.name}: ${flag} is decided when an image is built`, {
      hint: `ops image create <program> -i ${image.name} -f ${flag} ...`,
    });
  }
  const ignored = DECIDED_WHEN_BUILT.filter((property) => config[property] !== undefined);
  if (ignored.length > 0) {
    context.output.warn(
      `image ${image.name}: ${ignored.join(', ')} of the configuration were decided when it was built`,
    );
  }
  return {
    name: parseImageName(flags.imagename ?? image.name),
    root: { kind: 'image', image },
    mounts: image.mounts.map(parseMount),
  };
}

/** A kernel is named by its path, or by its release in the home. */
function kernelPath(
  given: string | undefined,
  { paths }: RootSettings,
  home: Home,
  context: CommandContext,
): string | undefined {
  const kernel = given?.includes('/') ? path.resolve(context.cwd, given) : (given ?? paths.kernel);
  return kernel === undefined || path.isAbsolute(kernel) ? kernel : path.join(home.kernels, kernel);
}

/** A bare word is an image when one has that name, and no file here does. */
function findImage(program: string | undefined, home: Home, context: CommandContext): StoredImage | undefined {
  if (program === undefined || program.includes('/') || existsSync(path.resolve(context.cwd, program)))
    return undefined;
  return new ImageStore(home.images).find(program);
}

function forwardsOf(flags: MachineFlags, { config }: RootSettings): PortForward[] {
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
