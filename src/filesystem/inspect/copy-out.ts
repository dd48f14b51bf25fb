import { lstatSync, mkdirSync } from 'node:fs';
import { OpsError } from '../../core/errors.js';
import type { CopiedFiles } from '../../core/stored-file.js';
import { isSystemError, onHost } from '../../io/host-errors.js';
import { showRawPath, toSystemPath, type RawPath } from '../../io/raw-path.js';
import type { CopyPlan, CopyStep } from './copy-plan.js';
import type { DiskTree } from './disk-tree.js';
import { HostAttributes } from './host-attribute-writer.js';
import { linkFile, placeFile, placeSpecial, placeSymbolicLink } from './place-file.js';

type Counts = { -readonly [Key in keyof CopiedFiles]: CopiedFiles[Key] };

/**
 * Writes what was planned; every file appears whole. Yields bytes of content, as they are done. Symbolic links are made
 * as links, and nothing is written through one.
 *
 * @throws OpsError `host-file*`, `source-changed`, `format-corrupt`
 */
export function* copyOut(tree: DiskTree, plan: CopyPlan): Generator<number, CopiedFiles> {
  const writer = new Writer(tree);
  for (const step of plan.steps) yield* writer.write(step);
  writer.finishDirectories();
  return writer.counts;
}

class Writer {
  readonly counts: Counts = {
    ...{ files: 0, directories: 0, content: 0, otherOwners: 0, withoutAttributes: 0, sockets: 0 },
  };
  readonly #tree: DiskTree;
  readonly #attributes = new HostAttributes();
  readonly #directories: CopyStep[] = [];
  /** Where the first name of each file with several is. */
  readonly #names = new Map<number, RawPath>();

  constructor(tree: DiskTree) {
    this.#tree = tree;
  }

  *write(step: CopyStep): Generator<number, void> {
    const { entry, status, to } = step;
    const { node, links } = status;
    if (node.kind === 'directory') {
      this.#makeDirectory(step);
      return;
    }
    if (node.kind === 'socket') {
      this.counts.sockets++;
      return;
    }
    this.counts.files++;
    if (node.xattrs) this.counts.withoutAttributes++;
    const first = this.#names.get(entry.inode);
    if (first !== undefined) {
      linkFile(first, to);
      return;
    }
    if (links > 1) this.#names.set(entry.inode, to);
    const attributes = this.#attributes;
    if (node.kind === 'file') {
      for (const done of placeFile(this.#tree.reader, node, to, attributes)) yield this.counts.content + done;
      this.counts.content += node.size;
    } else if (node.kind === 'symlink') placeSymbolicLink(node, to, attributes);
    else placeSpecial(node, to, attributes);
    this.counts.otherOwners = attributes.otherOwners;
    yield this.counts.content;
  }

  /** Last: what is made in a directory changes its time, and its mode may forbid it. */
  finishDirectories(): void {
    for (const { status, to } of this.#directories.reverse()) this.#attributes.finishDirectory(to, status.node);
    this.counts.otherOwners = this.#attributes.otherOwners;
  }

  #makeDirectory(step: CopyStep): void {
    const { to, entry } = step;
    if (makeDirectory(to, entry.name.length === 0)) {
      this.#directories.push(step);
      this.counts.directories++;
    }
  }
}

/** @param isGiven the place is as the user typed it: a link to a directory will do @returns whether it is new */
function makeDirectory(place: RawPath, isGiven: boolean): boolean {
  const path = toSystemPath(place);
  const shown = showRawPath(place);
  return onHost('create', shown, () => {
    try {
      mkdirSync(path, 0o700);
      return true;
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
      if (isGiven || lstatSync(path).isDirectory()) return false;
      throw new OpsError('host-file-exists', `${shown}: is there, and is no directory`, { hint: 'remove it first' });
    }
  });
}
