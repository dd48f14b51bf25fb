import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { findClosest } from '../../../core/suggest.js';
import { readElf } from '../../../formats/elf/reader.js';
import { bytesAccess } from '../../../formats/random-access.js';
import { onHost } from '../../../io/host-errors.js';
import { readBootImage, type BootImage } from '../image/boot-image.js';
import type { BootParts } from '../image/boot-tree.js';

/** A release of Nanos for x86-64 that is whole. */
export interface NanosRelease {
  /** Such as `0.1.54`, or `nightly`; of a folder elsewhere its name. */
  readonly version: string;
  readonly directory: string;
  /** The kernel's ELF file. */
  readonly kernel: string;
  /** The boot code. */
  readonly boot: string;
  /** Names of the klibs that it has, sorted. */
  readonly klibs: readonly string[];
}

/** The files of a release, in its folder. */
export const RELEASE_FILES = { kernel: 'kernel.img', boot: 'boot.img', klibs: 'klibs' } as const;

/** `e_machine` of x86-64 (System V ABI, AMD64 supplement). */
const MACHINE_X86_64 = 62;

/**
 * Opens the folder of a release, and looks whether its boot code and its kernel are what they should be.
 *
 * @throws OpsError `release-not-found` when one of them is missing; `format-corrupt`; `format-unsupported` for a kernel
 *   of another processor; `host-file`, `host-file-denied`
 */
export function openRelease(directory: string, version = path.basename(directory)): NanosRelease {
  const kernel = path.join(directory, RELEASE_FILES.kernel);
  const boot = path.join(directory, RELEASE_FILES.boot);
  const missing = [kernel, boot].filter((file) => !isFile(file));
  if (missing.length > 0) throw incomplete(directory, missing);
  readBootImage(readPart(boot), boot);
  checkKernel(readPart(kernel), kernel);
  return { version, directory, kernel, boot, klibs: klibsIn(path.join(directory, RELEASE_FILES.klibs)) };
}

/** What of a release goes onto a disk. @throws OpsError `release-not-found` for a klib that it has not */
export function readBootParts(
  release: NanosRelease,
  klibs: readonly string[],
): BootParts & { readonly image: BootImage } {
  return {
    image: readBootImage(readPart(release.boot), release.boot),
    kernel: readPart(release.kernel),
    klibs: [...new Set(klibs)].sort().map((name) => ({ name, bytes: readPart(klibPath(release, name)) })),
  };
}

function klibPath({ version, directory, klibs }: NanosRelease, name: string): string {
  if (klibs.includes(name)) return path.join(directory, RELEASE_FILES.klibs, name);
  const closest = findClosest(name, klibs);
  throw new OpsError('release-not-found', `Nanos ${version} has no klib "${name}"`, {
    hint: closest === undefined ? `it has ${klibs.join(', ') || 'none'}` : `did you mean "${closest}"?`,
    details: { klibs },
  });
}

function klibsIn(directory: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return onHost('list', directory, () => readdirSync(directory))
    .filter((name) => isFile(path.join(directory, name)))
    .sort();
}

function checkKernel(bytes: Uint8Array, name: string): void {
  const { machine, class: width } = readElf(bytesAccess(bytes), name);
  if (machine === MACHINE_X86_64 && width === 64) return;
  throw new OpsError('format-unsupported', `${name}: not a kernel for x86-64`, {
    hint: 'use the release for amd64, whose archive has no "-virt" in its name',
    details: { path: name, machine },
  });
}

function incomplete(directory: string, missing: readonly string[]): OpsError {
  const names = missing.map((file) => path.basename(file)).join(' and ');
  return new OpsError('release-not-found', `${directory}: not a whole Nanos release, there is no ${names} in it`, {
    hint: `put ${RELEASE_FILES.kernel}, ${RELEASE_FILES.boot} and ${RELEASE_FILES.klibs}/ of one release there`,
    details: { path: directory, missing },
  });
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readPart(file: string): Uint8Array {
  return onHost('read', file, () => readFileSync(file));
}
