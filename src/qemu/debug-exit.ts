import type { Device } from './options.js';

/** I/O port of the device through which a guest ends its machine with a status. */
export const DEBUG_EXIT_PORT = 0x501;

/** A 32-bit write of `n` to {@link DEBUG_EXIT_PORT} ends QEMU at once with status `(n << 1 | 1) & 0xff`. */
export const DEBUG_EXIT_DEVICE: Device = {
  driver: 'isa-debug-exit',
  iobase: `0x${DEBUG_EXIT_PORT.toString(16)}`,
  iosize: 4,
};

/**
 * What the guest wrote to the debug exit device, from QEMU's exit status: 0 to 127, the value's low seven bits.
 * `undefined` when the machine ended otherwise: powered off, panicked, told to quit.
 */
export function guestStatus(exitStatus: number): number | undefined {
  return exitStatus % 2 === 1 ? exitStatus >> 1 : undefined;
}
