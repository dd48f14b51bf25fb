import { readFileSync } from 'node:fs';
import { encodeCpio, type CpioEntry } from '../../../formats/cpio/newc.js';
import { onHost } from '../../../io/host-errors.js';
import { modulePath, type Kernel } from '../kernels/kernel.js';

export interface InitramfsRequest {
  readonly kernel: Kernel;
  /** The static program that becomes process 1. */
  readonly init: Uint8Array;
}

/** Where init mounts things. `root` becomes the root of the program. */
const MOUNT_POINTS = ['dev', 'proc', 'root', 'run', 'sys', 'tmp'] as const;
const MODULES = 'modules';
const DIRECTORY_MODE = 0o755;
const MODULE_MODE = 0o644;

/**
 * The first file system of a guest, as an uncompressed cpio archive (unpacking one that is compressed takes the guest
 * longer than reading it): `/init`, mount points, and `/modules/<set>/<NN>-<name>.ko`, where the names of a set sort
 * in the order to load them. A set that needs nothing, as all of it is built in, is an empty folder; a set that the
 * kernel lacks has no folder. The same kernel and init give the same bytes.
 *
 * @throws OpsError `host-file` when a module of the kernel cannot be read
 */
export function buildInitramfs({ kernel, init }: InitramfsRequest): Uint8Array {
  const directory = (path: string): CpioEntry => ({ kind: 'directory', path, mode: DIRECTORY_MODE });
  return encodeCpio([
    ...MOUNT_POINTS.map(directory),
    // The kernel opens it for init before there is a devtmpfs.
    { kind: 'character-device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    { kind: 'file', path: 'init', mode: 0o755, data: init },
    directory(MODULES),
    ...kernel.features.flatMap((set) => [
      directory(`${MODULES}/${set}`),
      ...(kernel.modules[set] ?? []).map((name, index) => moduleEntry(kernel, set, name, index)),
    ]),
  ]);
}

function moduleEntry(kernel: Kernel, set: string, name: string, index: number): CpioEntry {
  const file = modulePath(kernel.directory, name);
  const order = String(index).padStart(2, '0');
  const data = onHost('read', file, () => readFileSync(file));
  return { kind: 'file', path: `${MODULES}/${set}/${order}-${name}.ko`, mode: MODULE_MODE, data };
}
