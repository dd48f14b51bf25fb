import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** A small stand-in for a kernel's package: nothing boots, but all that is read of a kernel is there. */
export interface SampleKernel {
  readonly release: string;
  /** By name: what each module depends on. Default: the modules that guests need, with some of their dependencies. */
  readonly modules?: Readonly<Record<string, SampleModule>>;
  readonly builtin?: readonly string[];
  readonly packing?: 'gzip' | 'zstd';
  /** False: a kernel that QEMU cannot enter. */
  readonly pvh?: boolean;
}

export interface SampleModule {
  readonly depends?: readonly string[];
  readonly softdep?: string;
  /** Under `kernel/`, without the suffix; default `drivers/<name>`. */
  readonly file?: string;
  readonly packing?: 'gz' | 'zst';
}

export const SAMPLE_MODULES: Readonly<Record<string, SampleModule>> = {
  virtio: { depends: ['virtio_ring'] },
  virtio_ring: {},
  virtio_pci: { depends: ['virtio', 'virtio_ring'] },
  virtio_blk: { depends: ['virtio'], file: 'block/virtio-blk', packing: 'zst' },
  crc32c_generic: {},
  jbd2: { softdep: 'pre: crypto-crc32c' },
  ext4: { depends: ['jbd2'], softdep: 'pre: crypto-crc32c' },
  scsi_mod: {},
  virtio_scsi: { depends: ['scsi_mod', 'virtio'] },
  sd_mod: { depends: ['scsi-mod'], packing: 'gz' },
  virtio_net: { depends: ['virtio'] },
  '9pnet': {},
  '9pnet_virtio': { depends: ['9pnet', 'virtio'] },
  '9p': { depends: ['9pnet'] },
  evdev: {},
  unneeded: {},
};

/** Writes `<root>/boot/vmlinuz-<release>` and `<root>/lib/modules/<release>/`. @returns the path of the image */
export function writeSampleKernel(root: string, kernel: SampleKernel): string {
  const { release, modules = SAMPLE_MODULES, builtin = ['button'] } = kernel;
  const directory = path.join(root, 'lib/modules', release);
  mkdirSync(path.join(directory, 'kernel'), { recursive: true });
  writeFileSync(path.join(directory, 'modules.builtin'), builtin.map((name) => `kernel/x/${name}.ko\n`).join(''));
  for (const [name, module] of Object.entries(modules)) {
    const file = path.join(directory, 'kernel', `${module.file ?? `drivers/${name}`}.ko`);
    mkdirSync(path.dirname(file), { recursive: true });
    const bytes = sampleModule(name, release, module);
    if (module.packing === 'gz') writeFileSync(`${file}.gz`, gzipSync(bytes));
    else if (module.packing === 'zst') writeFileSync(`${file}.zst`, zstdCompressSync(bytes));
    else writeFileSync(file, bytes);
  }
  const image = path.join(root, 'boot', `vmlinuz-${release}`);
  mkdirSync(path.dirname(image), { recursive: true });
  writeFileSync(image, sampleBzImage(kernel));
  return image;
}

/** An ELF file with a note of where to enter and a banner. */
export function sampleVmlinux({ release, pvh = true }: SampleKernel): Uint8Array {
  const note = Buffer.alloc(24);
  [4, 8, pvh ? 18 : 17].forEach((value, index) => note.writeUInt32LE(value, index * 4));
  note.write('Xen', 12);
  const banner = Buffer.from(`Linux version ${release} (builder) #1\n`);
  const header = elfHeader(62);
  header.writeBigUInt64LE(64n, 0x20);
  header.writeUInt16LE(56, 0x36);
  header.writeUInt16LE(1, 0x38);
  const program = Buffer.alloc(56);
  program.writeUInt32LE(4, 0);
  program.writeBigUInt64LE(120n, 8);
  program.writeBigUInt64LE(BigInt(note.length), 32);
  return Buffer.concat([header, program, note, banner]);
}

function sampleBzImage(kernel: SampleKernel): Uint8Array {
  const vmlinux = sampleVmlinux(kernel);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(vmlinux.length);
  const payload =
    kernel.packing === 'zstd' ? Buffer.concat([zstdCompressSync(vmlinux), size]) : Buffer.from(gzipSync(vmlinux));
  const setup = Buffer.alloc(1024);
  setup.writeUInt8(1, 0x1f1);
  setup.writeUInt16LE(0xaa55, 0x1fe);
  setup.write('HdrS', 0x202);
  setup.writeUInt16LE(0x20f, 0x206);
  setup.writeUInt16LE(0x300 - 512, 0x20e);
  setup.writeUInt32LE(0, 0x248);
  setup.writeUInt32LE(payload.length, 0x24c);
  setup.write(`${kernel.release} (builder@example.org) #1\0`, 0x300);
  return Buffer.concat([setup, payload, Buffer.alloc(32)]);
}

function sampleModule(name: string, release: string, { depends = [], softdep }: SampleModule): Uint8Array {
  const lines = [`name=${name}`, `depends=${depends.join(',')}`, `vermagic=${release} SMP`];
  if (softdep !== undefined) lines.push(`softdep=${softdep}`);
  const info = Buffer.from(lines.map((line) => `${line}\0`).join(''));
  const names = Buffer.from('\0.modinfo\0');
  const header = elfHeader(62);
  const sections = Buffer.alloc(3 * 64);
  [info, names].forEach((content, index) => {
    const at = (index + 1) * 64;
    sections.writeUInt32LE(index === 0 ? 1 : 0, at);
    sections.writeUInt32LE(index === 0 ? 1 : 3, at + 4);
    sections.writeBigUInt64LE(BigInt(64 + index * info.length), at + 0x18);
    sections.writeBigUInt64LE(BigInt(content.length), at + 0x20);
  });
  header.writeBigUInt64LE(BigInt(64 + info.length + names.length), 0x28);
  [64, 3, 2].forEach((value, index) => header.writeUInt16LE(value, 0x3a + index * 2));
  return Buffer.concat([header, info, names, sections]);
}

function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(machine, 0x12);
  return header;
}
