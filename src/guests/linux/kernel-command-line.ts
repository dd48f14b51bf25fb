import { OpsError } from '../../core/errors.js';
import type { Uuid } from '../../core/uuid.js';

export interface KernelCommandLineRequest {
  /** UUID of the ext4 file system that becomes the root. Init looks for it on virtio-blk: the `base` modules. */
  readonly root: Uuid;
  /** How many volumes init waits for, beside the root, before it mounts any. */
  readonly disks: number;
  /** `static`: init configures the first network card for QEMU's user network. `none`: it configures nothing. */
  readonly network: 'static' | 'none';
  /** What init marks the beginning and the end of the program's output with, on the console. */
  readonly consoleSecret?: string;
  /** Whether somebody may type on the console; otherwise the program finds the end of its input at once. Default true. */
  readonly hasInput?: boolean;
  /** Shows what the kernel says while it boots. */
  readonly verbose?: boolean;
  /** What the user adds, as written: parameters apart by spaces. */
  readonly extra?: string;
}

/** `COMMAND_LINE_SIZE` of x86, less the NUL at the end. The kernel cuts off the rest without a word. */
const LIMIT = 2047;

/** What every guest gets. Other flags that are said to speed up the boot made no difference that could be measured. */
const ALWAYS = [
  'console=ttyS0',
  // Skips the self-tests of the crypto layer: 0.35 s of an emulated boot.
  'cryptomgr.notests',
  // After a panic, restart at once, which ends QEMU under -no-reboot. Otherwise the guest would hang.
  'panic=-1',
] as const;
/** The serial console is slow, and the program's output is what people want to see. */
const QUIET = 'quiet';
/** The kernel takes a name with a dot for a module's parameter, so init does not get these as its arguments. */
const OURS = 'ops.';

/**
 * The kernel's command line for a guest. Init reads the `ops.` parameters in `/proc/cmdline`; later ones of the user
 * go last, so that they win over ours.
 *
 * @throws OpsError `usage-invalid` when `extra` has parameters that are ours or characters that no parameter has, or
 * when the whole is over 2047 bytes
 */
export function kernelCommandLine(request: KernelCommandLineRequest): string {
  const extra = request.extra?.trim() ?? '';
  checkExtra(extra);
  const line = [
    ...(request.verbose === true ? [] : [QUIET]),
    ...ALWAYS,
    `${OURS}root=uuid:${request.root}`,
    `${OURS}disks=${request.disks}`,
    `${OURS}network=${request.network}`,
    ...(request.consoleSecret === undefined ? [] : [`${OURS}mark=${request.consoleSecret}`]),
    ...(request.hasInput === false ? [`${OURS}input=none`] : []),
    ...(extra === '' ? [] : [extra]),
  ].join(' ');
  if (line.length > LIMIT) {
    throw new OpsError('usage-invalid', `kernel command line: it has ${line.length} bytes, the kernel takes ${LIMIT}`, {
      hint: `shorten what you add to it by ${line.length - LIMIT} bytes`,
    });
  }
  return line;
}

function checkExtra(extra: string): void {
  // Printable ASCII: so a character is a byte, and nothing can end the line.
  if (!/^[\x20-\x7e]*$/.test(extra)) {
    throw new OpsError('usage-invalid', `kernel command line: ${JSON.stringify(extra)} has more than plain characters`);
  }
  const ours = extra.split(' ').find((parameter) => parameter.startsWith(OURS));
  if (ours !== undefined) {
    throw new OpsError('usage-invalid', `kernel command line: "${ours}" is set by ops itself`, {
      hint: 'leave it out',
    });
  }
}
