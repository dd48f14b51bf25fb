import { closeSync, constants, mkdirSync, openSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import { formatSize } from '../core/size.js';
import type { DirectoryNode, FileNode, SymbolicLinkNode, TreeNode } from '../formats/tree.js';
import { FileTarget } from '../io/file-target.js';
import { onHost } from '../io/host-errors.js';
import { joinRawPath, rawPathFromBytes, showRawPath, toRawPath, toSystemPath, type RawPath } from '../io/raw-path.js';
import { HostContentSource, type TreeContent } from './host-content.js';

export interface HostTreeRules {
  /** The directory of the tree that stands for the root of a guest: absolute links below it are made relative. */
  readonly guestRoot: string;
  /** How many files, links and directories there may be. */
  readonly maximumEntries: number;
  /** How many bytes all files may have together, holes included. */
  readonly maximumSize: number;
}

const CHUNK = 1024 * 1024;
const DIRECTORY_MODE = 0o755;
const PROGRAM_MODE = 0o755;
const FILE_MODE = 0o644;
const ANY_EXECUTE = 0o111;
const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

/**
 * Writes a tree from somewhere else into a new directory of this machine, so that nothing in it reaches out of it: no
 * link leads outside, there are no devices, and of the attributes only whether a file is a program is kept: no owner, no
 * set-user-id. Yields how many bytes are written.
 *
 * @throws OpsError `package-invalid` for what may not be in it, `format-limit`, `host-file*`
 */
export function* writeHostTree(
  tree: DirectoryNode<TreeContent>,
  directory: string,
  rules: HostTreeRules,
): Generator<number, void> {
  using source = new HostContentSource();
  yield* new HostTreeWriter(source, rules).writeDirectory(tree, toRawPath(directory), []);
}

class HostTreeWriter {
  readonly #source: HostContentSource;
  readonly #rules: HostTreeRules;
  #entries = 0;
  #size = 0;
  #written = 0;

  constructor(source: HostContentSource, rules: HostTreeRules) {
    this.#source = source;
    this.#rules = rules;
  }

  *writeDirectory(node: DirectoryNode<TreeContent>, to: RawPath, names: readonly string[]): Generator<number, void> {
    onHost('create', showRawPath(to), () => {
      mkdirSync(toSystemPath(to), { mode: DIRECTORY_MODE });
    });
    for (const entry of node.entries) {
      const name = rawPathFromBytes(entry.name);
      this.#count(entry.node);
      yield* this.#write(entry.node, joinRawPath(to, name), [...names, name]);
    }
  }

  *#write(node: TreeNode<TreeContent>, to: RawPath, names: readonly string[]): Generator<number, void> {
    switch (node.kind) {
      case 'directory':
        yield* this.writeDirectory(node, to, names);
        return;
      case 'file':
        yield* this.#writeFile(node, to);
        return;
      case 'symlink':
        this.#writeLink(node, to, names);
        yield this.#written;
        return;
      case 'fifo':
      case 'socket':
      case 'character-device':
      case 'block-device':
        throw refused(names, `a package has no ${node.kind.replace('-', ' ')}`);
    }
  }

  *#writeFile(node: FileNode<TreeContent>, to: RawPath): Generator<number, void> {
    const shown = showRawPath(to);
    const mode = (node.mode & ANY_EXECUTE) === 0 ? FILE_MODE : PROGRAM_MODE;
    const fd = onHost('create', shown, () => openSync(toSystemPath(to), NEW_FILE, mode));
    try {
      const target = new FileTarget(fd, shown, node.size);
      const buffer = new Uint8Array(Math.min(CHUNK, node.size));
      for (let done = 0; done < node.size;) {
        const chunk = buffer.subarray(0, Math.min(CHUNK, node.size - done));
        this.#source.read(node, done, chunk);
        target.write(done, chunk);
        done += chunk.length;
        this.#written += chunk.length;
        yield this.#written;
      }
    } finally {
      closeSync(fd);
    }
  }

  #writeLink(node: SymbolicLinkNode, to: RawPath, names: readonly string[]): void {
    const target = this.#confine(rawPathFromBytes(node.target), names);
    onHost('create', showRawPath(to), () => {
      symlinkSync(toSystemPath(target), toSystemPath(to));
    });
  }

  /** Where the link leads, so that it stays in the tree wherever that is. */
  #confine(target: RawPath, names: readonly string[]): RawPath {
    const depth = names.length - 1;
    const parts = target.split('/').filter((part) => part !== '' && part !== '.');
    const climbs = parts.findIndex((part) => part !== '..');
    const up = climbs === -1 ? parts.length : climbs;
    // A `..` behind a name may stand behind a link, and then leads who knows where.
    if (parts.slice(up).includes('..')) throw refused(names, `its target "${showRawPath(target)}" has ".." inside`);
    if (!target.startsWith('/')) {
      if (up <= depth) return target;
      throw refused(names, `its target "${showRawPath(target)}" is outside of the package`);
    }
    if (names[0] !== this.#rules.guestRoot || names.length < 2 || up > 0) {
      throw refused(names, `its target "${showRawPath(target)}" is outside of the package`);
    }
    return (path.posix.join(...Array<string>(depth - 1).fill('..'), ...parts) || '.') as RawPath;
  }

  #count(node: TreeNode<TreeContent>): void {
    const { maximumEntries, maximumSize } = this.#rules;
    this.#entries += 1;
    this.#size += node.kind === 'file' ? node.size : 0;
    if (this.#entries > maximumEntries) {
      throw new OpsError('format-limit', `a package has at most ${maximumEntries} files`);
    }
    if (this.#size > maximumSize) {
      throw new OpsError('format-limit', `the files of a package have at most ${formatSize(maximumSize)}`);
    }
  }
}

function refused(names: readonly string[], reason: string): OpsError {
  const member = showRawPath(names.join('/') as RawPath);
  return new OpsError('package-invalid', `${member}: ${reason}`, { details: { member } });
}
