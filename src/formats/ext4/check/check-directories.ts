import { ENTRY_TYPES } from '../directory-entry.js';
import { RO_COMPAT } from '../features.js';
import { INODE_FLAGS, LINK_MAX, ROOT_INODE } from '../inode.js';
import { showName } from '../names.js';
import type { StoredEntry } from '../reader/directory-reader.js';
import type { NodeReader } from '../reader/node-reader.js';
import { checkHtree } from './check-htree.js';
import type { InodeCheck, InodeFacts } from './check-inodes.js';
import type { Findings } from './findings.js';

interface Visit {
  readonly directory: number;
  readonly parent: number;
}

/** Walks all directories from the root, and compares names with what inodes say. */
export class DirectoryCheck {
  readonly #nodes: NodeReader;
  readonly #inodes: InodeCheck;
  readonly #findings: Findings;
  /** By inode: how many names lead to it, `.` and `..` among them. */
  readonly #names = new Map<number, number>();
  readonly #pending: Visit[] = [{ directory: ROOT_INODE, parent: ROOT_INODE }];

  constructor(nodes: NodeReader, inodes: InodeCheck, findings: Findings) {
    this.#nodes = nodes;
    this.#inodes = inodes;
    this.#findings = findings;
  }

  /** Yields `progress` after each directory. */
  *check<Progress>(progress: Progress): Generator<Progress, void> {
    this.#count(ROOT_INODE);
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) {
      this.#checkDirectory(next);
      yield progress;
    }
    this.#checkLinks();
  }

  #checkDirectory({ directory, parent }: Visit): void {
    const findings = this.#findings;
    const inode = findings.attempt(() => this.#nodes.inode(directory));
    const found = inode && findings.attempt(() => this.#nodes.directory(inode));
    if (!found) return;
    const structure = `directory ${directory}`;
    this.#count(directory);
    if (directory !== ROOT_INODE) this.#count(parent);
    if (found.parent !== parent) {
      findings.add(structure, inode.offset, `says to be in ${found.parent}, and is in ${parent}`);
    }
    const { hasFileTypes } = this.#nodes.volume.features;
    if (hasFileTypes && found.dotTypes.some((type) => type !== ENTRY_TYPES.directory)) {
      findings.add(structure, inode.offset, 'itself or its parent is no directory in it');
    }
    for (const entry of found.entries) this.#checkEntry(entry, directory, inode.offset);
    if ((inode.fields.flags & INODE_FLAGS.index) !== 0) {
      findings.attempt(() => {
        checkHtree(this.#nodes.volume, inode, findings);
      });
    }
  }

  #checkEntry(entry: StoredEntry, directory: number, offset: number): void {
    const { inode, fileType, name } = entry;
    const report = (problem: string): void => {
      this.#findings.add(`directory ${directory}`, offset, `${showName(name)} ${problem}`);
    };
    const facts = this.#inodes.found.get(inode);
    if (this.#inodes.unreadable.has(inode)) {
      this.#count(inode);
      return;
    }
    if (!facts) report(`leads to inode ${inode}, which is not in use`);
    else if (inode < this.#nodes.volume.geometry.firstInode) report(`cannot be inode ${inode}`);
    else {
      if (fileType !== 0 && fileType !== ENTRY_TYPES[facts.kind]) {
        report(`has type ${fileType} here, and is a ${facts.kind}`);
      }
      if (facts.kind === 'directory') this.#enter(inode, directory, report);
      this.#count(inode);
    }
  }

  #enter(inode: number, parent: number, report: (problem: string) => void): void {
    if (this.#names.has(inode)) report('is a directory that has another name');
    else this.#pending.push({ directory: inode, parent });
  }

  #count(inode: number): void {
    this.#names.set(inode, (this.#names.get(inode) ?? 0) + 1);
  }

  #checkLinks(): void {
    for (const [number, facts] of this.#inodes.found) {
      const names = this.#names.get(number) ?? 0;
      if (facts.isNameless) continue;
      if (names === 0) this.#findings.add(`inode ${number}`, facts.offset, 'is in no directory');
      else if (facts.links !== names && !this.#isUncounted(facts, names)) {
        this.#findings.add(`inode ${number}`, facts.offset, `says ${facts.links} names, and has ${names}`);
      }
    }
  }

  /** Directories with very many others in them say 1. */
  #isUncounted({ kind, links }: InodeFacts, names: number): boolean {
    const { superblock } = this.#nodes.volume;
    return kind === 'directory' && links === 1 && names > LINK_MAX && (superblock.roCompat & RO_COMPAT.dir_nlink) !== 0;
  }
}
