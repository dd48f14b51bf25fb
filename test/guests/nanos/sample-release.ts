import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { directory, file, pattern, SOURCE, type Node } from '../../formats/ext4/trees.js';
import { writeTar } from '../../../src/formats/tar/index.js';

/** `boot.img` with a second stage of so many sectors. Nothing in it runs. */
export function sampleBootImage(sectors = 94): Uint8Array {
  const bytes = Buffer.alloc(512 * (1 + sectors));
  bytes.set(pattern(0x1aa, 3));
  bytes.writeBigUInt64LE(0x8000n, 0x1aa);
  bytes.writeBigUInt64LE(BigInt(512 * sectors), 0x1b2);
  bytes.writeUInt32LE(12, 0x1ba);
  bytes.set([0x55, 0xaa], 510);
  bytes.set(pattern(512 * sectors, 5), 512);
  return Uint8Array.from(bytes);
}

/** The header of an ELF file for x86-64, and something behind it. */
export function sampleKernel(size = 2000, machine = 62): Uint8Array {
  const bytes = Buffer.alloc(size);
  bytes.set(pattern(size, 7));
  bytes.fill(0, 0, 64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  return Uint8Array.from(bytes);
}

/** The files of a release, as a tree. */
export function sampleTree(): Record<string, Node> {
  return {
    'kernel.img': file(sampleKernel()),
    'boot.img': file(sampleBootImage()),
    klibs: directory({ ntp: file(pattern(900)), tls: file(pattern(70_000)) }),
  };
}

/** A release in a folder of its own. */
export function writeRelease(folder: string): string {
  mkdirSync(path.join(folder, 'klibs'), { recursive: true });
  writeFileSync(path.join(folder, 'kernel.img'), sampleKernel());
  writeFileSync(path.join(folder, 'boot.img'), sampleBootImage());
  for (const name of ['ntp', 'tls']) writeFileSync(path.join(folder, 'klibs', name), pattern(900));
  return folder;
}

/** The archive of a release. */
export function sampleArchive(tree: Readonly<Record<string, Node>> = sampleTree()): Buffer {
  const chunks: Uint8Array[] = [];
  const target = { write: (_: number, bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)) };
  for (const steps = writeTar(directory(tree), SOURCE, target); !steps.next().done;);
  return gzipSync(Buffer.concat(chunks));
}
