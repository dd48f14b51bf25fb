import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { isBzImage, readBzImage } from '../../../formats/bzimage/bzimage.js';
import { findPvhEntry, findRelease, isElf64 } from '../../../formats/vmlinux/vmlinux.js';
import { onHost, sourceError } from '../../../io/host-errors.js';
import { unpackKernel } from './decompress.js';
import { modulePath, modulesDirectory, RECORD, recordText, VMLINUX, type KernelRecord } from './kernel.js';
import { openModuleTree } from './module-tree.js';
import { resolveModuleSets } from './resolve-modules.js';

/** What {@link importKernel} makes a kernel's folder from. */
export interface KernelSource {
  /** A boot image (`vmlinuz`, `bzImage`) or an uncompressed ELF file (`vmlinux`). */
  readonly image: string;
  /** The folder of its modules, given its release: `/lib/modules/<release>`. */
  readonly modulesOf: (release: string) => string;
  readonly package?: { readonly name: string; readonly version: string };
}

/**
 * Fills the existing, empty folder `into` with a kernel that is ready to boot: `vmlinux`, the modules that guests
 * need, and `kernel.json`. Takes a second or two, most of it to unpack.
 *
 * @throws OpsError `kernel-unsupported` when a guest cannot boot it; `format-corrupt` when a file is damaged
 */
export function importKernel(source: KernelSource, into: string, now: Date): KernelRecord {
  const { vmlinux, release } = readKernel(source.image);
  if (findPvhEntry(vmlinux) === undefined) {
    throw new OpsError('kernel-unsupported', `${source.image}: it cannot be booted uncompressed (no PVH entry)`, {
      hint: 'use the kernel of the distribution: ops kernel install',
    });
  }
  const tree = openModuleTree(source.modulesOf(release));
  const modules = resolveModuleSets(tree, release);
  const names = new Set(Object.values(modules).flat());

  onHost('write', into, () => {
    mkdirSync(modulesDirectory(into));
    for (const name of names) writeFileSync(modulePath(into, name), tree.read(name).bytes);
    writeFileSync(path.join(into, VMLINUX), vmlinux);
  });
  const record: KernelRecord = {
    release,
    package: source.package?.name ?? null,
    version: source.package?.version ?? null,
    architecture: 'amd64',
    sha256: createHash('sha256').update(vmlinux).digest('hex'),
    source: source.package ? null : source.image,
    installed: now.toISOString(),
    modules,
  };
  onHost('write', into, () => {
    writeFileSync(path.join(into, RECORD), recordText(record));
  });
  return record;
}

/** Reads and unpacks a kernel's image. */
function readKernel(image: string): { readonly vmlinux: Uint8Array; readonly release: string } {
  const file = readImage(image);
  try {
    if (isBzImage(file)) {
      const bzImage = readBzImage(file);
      return { vmlinux: unpackKernel(bzImage), release: bzImage.release };
    }
    const release = isElf64(file) ? findRelease(file) : undefined;
    if (release !== undefined) return { vmlinux: file, release };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    throw new OpsError(error.code, `${image}: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      details: { ...error.details, path: image },
      cause: error,
    });
  }
  throw new OpsError('kernel-unsupported', `${image}: neither a Linux boot image nor an uncompressed kernel`, {
    details: { path: image },
  });
}

function readImage(image: string): Uint8Array {
  try {
    return readFileSync(image);
  } catch (error) {
    throw sourceError(error, image, 'read');
  }
}
