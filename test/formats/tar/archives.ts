import { execFileSync } from 'node:child_process';
import { bytesAccess } from '../../../src/formats/random-access.js';
import type { StoredRange, TarMember } from '../../../src/formats/tar/index.js';
import { readTar } from '../../../src/formats/tar/index.js';

/** An archive by GNU tar of `names` in `directory`. */
export function packWithTar(directory: string, flags: readonly string[], names: readonly string[] = ['.']): Uint8Array {
  const args = ['-C', directory, ...flags, '-cf', '-', '--', ...names];
  return execFileSync('tar', args, { maxBuffer: 2 ** 28 });
}

/** Unpacks `archive` with GNU tar, which complains of nothing. */
export function unpackWithTar(archive: Uint8Array, directory: string): void {
  execFileSync('tar', ['-C', directory, '--xattrs', '--xattrs-include=*', '-xpf', '-'], { input: archive });
}

/** An archive made by the statements of a Python program on `tar`, a `TarFile`. */
export function packWithPython(statements: string, format = 'PAX_FORMAT'): Uint8Array {
  const program = `import io, sys, tarfile
tar = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.${format})
def add(name, content=b'', **more):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in more.items(): setattr(info, key, value)
    tar.addfile(info, io.BytesIO(content))
${statements}
tar.close()`;
  return execFileSync('python3', ['-c', program], { maxBuffer: 2 ** 28 });
}

export function membersOf(archive: Uint8Array): TarMember[] {
  return [...readTar(bytesAccess(archive))];
}

export function nameOf({ name }: TarMember): string {
  return Buffer.from(name).toString('latin1');
}

/** The member of this name; fails when there is none. */
export function memberOf<Kind extends TarMember['kind']>(
  archive: Uint8Array,
  name: string,
  kind: Kind,
): TarMember & { readonly kind: Kind } {
  const found = membersOf(archive).find((member) => nameOf(member) === name);
  if (found?.kind !== kind) throw new Error(`${name} is ${found?.kind ?? 'not there'}, not a ${kind}`);
  return found as TarMember & { readonly kind: Kind };
}

/** What a file of an archive holds. */
export function contentOf(
  archive: Uint8Array,
  { size, stored }: { readonly size: number; readonly stored: readonly StoredRange[] },
): Buffer {
  const content = Buffer.alloc(size);
  for (const { start, length, at } of stored) content.set(archive.subarray(at, at + length), start);
  return content;
}

/** Puts a correct checksum on the header at `offset`, so that what else is wrong with it is seen. */
export function sealHeader(archive: Uint8Array, offset = 0): void {
  const header = archive.subarray(offset, offset + 512);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}
