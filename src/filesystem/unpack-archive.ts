import { OpsError } from '../core/errors.js';
import type { FileAttributes } from '../formats/tree.js';
import { readTar, type MemberFile, type TarMember } from '../formats/tar/index.js';
import { rawPathFromBytes } from '../io/raw-path.js';
import { ArchivedContent, type OpenArchive } from './archived-content.js';
import type { ComposedDirectory, FileLike } from './composed-directory.js';
import { limitTime, type HostAttributeOptions } from './host-attributes.js';
import { HostFile } from './host-file.js';
import type { PathFilter } from './ignore-patterns.js';

export interface UnpackOptions extends HostAttributeOptions {
  readonly exclude?: PathFilter;
}

const YIELD_EVERY = 256;
/** The unit in which file systems have holes. */
const BLOCK = 4096;
const LONGEST_PATH = 4095;
const LARGEST_MAJOR = 0xfff;
const LARGEST_MINOR = 0xf_ffff;

/**
 * Puts the members of a tar archive into a tree, in order: a later file replaces an earlier one, directories merge, and
 * a path that leads through a symbolic link goes where the guest would go. Contents stay in the archive. Yields how
 * many members it has seen.
 *
 * @throws OpsError `format-corrupt`, `source-unsupported` for names that no volume can have or that lead out of the
 *   archive by `..`, `source-changed`
 */
export function* unpackArchive(
  archive: OpenArchive,
  into: ComposedDirectory,
  options: UnpackOptions,
): Generator<number, void> {
  const unpacker = new Unpacker(archive, into, options);
  let count = 0;
  try {
    for (const member of readTar(archive)) {
      unpacker.add(member);
      if (++count % YIELD_EVERY === 0) yield count;
    }
  } catch (error) {
    throw inArchive(error, archive);
  }
}

class Unpacker {
  readonly #archive: OpenArchive;
  readonly #into: ComposedDirectory;
  readonly #options: UnpackOptions;
  /** Files that are left out, which others may be hard links to. */
  readonly #excluded = new Map<string, FileLike>();

  constructor(archive: OpenArchive, into: ComposedDirectory, options: UnpackOptions) {
    this.#archive = archive;
    this.#into = into;
    this.#options = options;
  }

  add(member: TarMember): void {
    const path = toPlainPath(member.name, member);
    const excluded = path.length > 0 && this.#isExcluded(path, member.kind === 'directory');
    if (member.kind === 'directory') {
      if (!excluded) this.#into.resolve(path.join('/')).attributes = this.#attributesOf(member);
      return;
    }
    const node = this.#toNode(member);
    if (excluded) this.#excluded.set(path.join('/'), node);
    else this.#into.resolve(path.slice(0, -1).join('/')).place(path.at(-1) ?? '', node);
  }

  /** A directory that is left out takes all below it along. */
  #isExcluded(path: readonly string[], isDirectory: boolean): boolean {
    const { exclude } = this.#options;
    if (!exclude) return false;
    return path.some((_, index) => exclude(toText(path.slice(0, index + 1)), isDirectory || index < path.length - 1));
  }

  #toNode(member: Exclude<TarMember, { kind: 'directory' }>): FileLike {
    switch (member.kind) {
      case 'file':
        return this.#toFile(member);
      case 'hard-link':
        return this.#linked(member.target, member);
      case 'symlink':
        if (member.target.length > LONGEST_PATH)
          throw refused(member, 'the target of its link is over 4095 bytes long');
        return { kind: 'symlink', ...this.#attributesOf(member), target: member.target };
      case 'character-device':
      case 'block-device': {
        const { kind, major, minor } = member;
        if (major > LARGEST_MAJOR || minor > LARGEST_MINOR) throw refused(member, `no device is ${major}:${minor}`);
        return { kind, ...this.#attributesOf(member), major, minor };
      }
      case 'fifo':
        return { kind: 'fifo', ...this.#attributesOf(member) };
    }
  }

  #toFile(member: TarMember & MemberFile): FileLike {
    const { size, stored } = member;
    const content = new ArchivedContent(this.#archive, stored);
    const data = findData(member);
    return { kind: 'file', ...this.#attributesOf(member), size, content, ...(data && { data }) };
  }

  #linked(target: Uint8Array, member: TarMember): FileLike {
    const path = toPlainPath(target, member);
    const text = path.join('/');
    const node = this.#excluded.get(text) ?? this.#into.resolve(path.slice(0, -1).join('/')).find(path.at(-1) ?? '');
    // A file of this machine, from an earlier source.
    if (node instanceof HostFile) node.hasOneName = false;
    if (node) return node;
    throw refused(member, `it is a hard link to "${toText(path)}", which is no file before it`);
  }

  #attributesOf({ mode, uid, gid, atime, mtime, ctime, crtime, xattrs }: TarMember): FileAttributes {
    const { owner, latestTime } = this.#options;
    const time = limitTime(mtime, this.#options);
    return {
      mode,
      uid: owner?.uid ?? uid,
      gid: owner?.gid ?? gid,
      mtime: time,
      atime: latestTime ? time : atime,
      ctime: latestTime ? time : ctime,
      ...(crtime && { crtime: limitTime(crtime, this.#options) }),
      ...(xattrs && { xattrs }),
    };
  }
}

/** The names of a path, one character a byte; none for the root. Absolute paths are taken from the root. */
function toPlainPath(path: Uint8Array, member: TarMember): string[] {
  if (path.length > LONGEST_PATH) throw refused(member, `its path of ${path.length} bytes is over 4095`);
  const names = rawPathFromBytes(path)
    .split('/')
    .filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refused(member, 'its path has ".." in it, and could lead out of the archive');
  return names;
}

function toText(path: readonly string[]): string {
  return Buffer.from(path.join('/'), 'latin1').toString();
}

/** The blocks of a file that hold data; undefined when all do. */
function findData({ size, stored }: MemberFile): { start: number; length: number }[] | undefined {
  const [first] = stored;
  if (size === 0 || (first?.start === 0 && first.length === size)) return undefined;
  const data: { start: number; length: number }[] = [];
  for (const range of stored) {
    const start = Math.floor(range.start / BLOCK) * BLOCK;
    const end = Math.min(Math.ceil((range.start + range.length) / BLOCK) * BLOCK, size);
    const last = data.at(-1);
    if (last && last.start + last.length >= start) last.length = end - last.start;
    else data.push({ start, length: end - start });
  }
  return data;
}

function refused({ offset, name }: TarMember, reason: string): OpsError {
  const member = new TextDecoder().decode(name);
  return new OpsError('source-unsupported', `tar member "${member}" at byte ${offset}: ${reason}`, {
    details: { offset, member },
  });
}

/** Says which archive it was. */
function inArchive(error: unknown, { shown }: OpenArchive): unknown {
  if (!(error instanceof OpsError) || error.code === 'source-changed') return error;
  return new OpsError(error.code, `${shown}: ${error.message}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    details: { ...error.details, path: shown },
    cause: error,
  });
}
