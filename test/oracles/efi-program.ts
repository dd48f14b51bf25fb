import { spawnSync } from 'node:child_process';

const FIRMWARE = '/usr/share/ovmf/OVMF.fd';
const EXIT_PORT = 0x501;
const HEADERS_SIZE = 0x200;
const CODE_ADDRESS = 0x1000;

/**
 * A program for x86-64 firmware that ends the machine with `status`: a PE32+ file of one section, whose code writes to the
 * port of QEMU's isa-debug-exit and then waits.
 */
export function efiProgram(status: number): Uint8Array {
  const code = [0x66, 0xba, EXIT_PORT & 0xff, EXIT_PORT >> 8, 0xb0, status, 0xee, 0xeb, 0xfe];
  const file = Buffer.alloc(HEADERS_SIZE + 0x200);
  file.write('MZ');
  file.writeUInt32LE(0x40, 0x3c);
  file.write('PE\0\0', 0x40);
  writeFields(file, 0x44, 2, { 0: 0x8664, 2: 1, 16: 240, 18: 0x22 });
  const optional = 0x58;
  writeFields(file, optional, 2, { 0: 0x20b, 68: 10 });
  const [codeSize, imageSize, dataDirectories] = [HEADERS_SIZE, 0x2000, 16];
  writeFields(file, optional, 4, {
    4: codeSize,
    16: CODE_ADDRESS,
    20: CODE_ADDRESS,
    32: CODE_ADDRESS,
    36: HEADERS_SIZE,
    56: imageSize,
    60: HEADERS_SIZE,
    108: dataDirectories,
  });
  const section = optional + 240;
  file.write('.text', section);
  writeFields(file, section, 4, {
    8: code.length,
    12: CODE_ADDRESS,
    16: HEADERS_SIZE,
    20: HEADERS_SIZE,
    36: 0x60000020,
  });
  file.set(code, HEADERS_SIZE);
  return file;
}

/**
 * Starts a machine with UEFI firmware from a disk, which is not changed.
 * @returns the status that a program of {@link efiProgram} ended it with; `undefined` when it ended in another way
 */
export function bootWithFirmware(disk: string, seconds: number): number | undefined {
  const result = spawnSync(
    'qemu-system-x86_64',
    [
      ...[
        '-machine',
        'q35',
        '-accel',
        'tcg',
        '-cpu',
        'max',
        '-m',
        '256',
        '-nodefaults',
        '-display',
        'none',
        '-no-reboot',
      ],
      ...['-bios', FIRMWARE],
      ...['-drive', `file=${disk},format=raw,if=none,id=disk,snapshot=on`, '-device', 'virtio-blk-pci,drive=disk'],
      ...['-device', `isa-debug-exit,iobase=${EXIT_PORT},iosize=1`],
    ],
    { encoding: 'utf8', timeout: seconds * 1000, killSignal: 'SIGKILL' },
  );
  if (result.error && result.signal === null) throw new Error('QEMU did not run', { cause: result.error });
  const { status, stderr } = result;
  if (stderr !== '') throw new Error(`QEMU ended with ${status}: ${stderr}`);
  // isa-debug-exit makes an odd status of every number.
  return status !== null && status % 2 === 1 ? (status - 1) / 2 : undefined;
}

function writeFields(file: Buffer, base: number, width: number, fields: Readonly<Record<number, number>>): void {
  for (const [offset, value] of Object.entries(fields)) file.writeUIntLE(value, base + Number(offset), width);
}
