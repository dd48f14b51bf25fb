import { Buffer } from 'node:buffer';
import { OpsError } from '../core/errors.js';
import type { DirectoryNode, FileAttributes, SymbolicLinkNode, TreeNode } from '../formats/tree.js';
import { showRawPath, type RawPath } from '../io/raw-path.js';
import type { TreeContent } from './host-content.js';

/** A finished node as it came, until something has to go into it. */
type Child = TreeNode<TreeContent> | ComposedDirectory;

/** What holds no other nodes. */
export type FileLike = Exclude<TreeNode<TreeContent>, DirectoryNode<TreeContent>>;

/** How many links one path may still lead through: all of them count, also those inside of others' targets. */
interface LinkBudget {
  left: number;
}

/** As many links as Linux follows in one path (path_resolution(7)). */
const MOST_LINKS = 40;
const LONGEST_NAME = 255;
/** A path of 4095 bytes cannot have more names. */
const DEEPEST = 2048;

/** A directory of a tree that is being put together. Names are strings of one character a byte. */
export class ComposedDirectory {
  readonly kind = 'composed';
  #attributes: FileAttributes;
  readonly #root: ComposedDirectory;
  readonly #parent: ComposedDirectory;
  readonly #name: string;
  readonly #depth: number;
  /** Of parents that nobody asked for. */
  readonly #implied: FileAttributes;
  readonly #children = new Map<string, Child>();

  private constructor(attributes: FileAttributes, place?: { parent: ComposedDirectory; name: string }) {
    const parent = place?.parent;
    this.#attributes = attributes;
    this.#root = parent ? parent.#root : this;
    this.#parent = parent ?? this;
    this.#name = place?.name ?? '';
    this.#depth = parent ? parent.#depth + 1 : 0;
    this.#implied = parent ? parent.#implied : attributes;
  }

  /** @param attributes of the root, and of parents that are made on the way */
  static root(attributes: FileAttributes): ComposedDirectory {
    return new ComposedDirectory(attributes);
  }

  get attributes(): FileAttributes {
    return this.#attributes;
  }

  /** Flags and a project stay when there are no others: only a volume knows of them, and no source. */
  set attributes(attributes: FileAttributes) {
    const { flags, project } = this.#attributes;
    const kept = { ...(flags !== undefined && { flags }), ...(project !== undefined && { project }) };
    this.#attributes = { ...kept, ...attributes };
  }

  /**
   * The directory at `path`, made with its parents where it is missing; absolute paths and `..` stay inside the root.
   * @throws OpsError `source-unsupported` when something on the way is neither a directory nor a link to one
   */
  resolve(path: string, links: LinkBudget = { left: MOST_LINKS }): ComposedDirectory {
    let directory: ComposedDirectory = path.startsWith('/') ? this.#root : this;
    for (const name of path.split('/')) {
      if (name === '' || name === '.') continue;
      directory = name === '..' ? directory.#parent : directory.#enter(name, links);
    }
    return directory;
  }

  /** Puts `node`, which is no directory, under a name, in place of what is there. */
  place(name: string, node: FileLike): void {
    if (name === '' || name === '.' || name === '..') throw this.#conflict(name, 'is a directory, not a file');
    const present = this.#children.get(name);
    if (present && isDirectory(present)) throw this.#conflict(name, `is a directory, and cannot become a ${node.kind}`);
    this.#set(name, node);
  }

  /** What is under a name and is no directory; links are not followed. */
  find(name: string): FileLike | undefined {
    const child = this.#children.get(name);
    return child && !isDirectory(child) ? child : undefined;
  }

  /** Puts everything that `node` holds into this directory. */
  merge(node: DirectoryNode<TreeContent>): void {
    for (const { name: bytes, node: child } of node.entries) {
      const name = Buffer.from(bytes).toString('latin1');
      if (child.kind !== 'directory') {
        this.place(name, child);
      } else if (this.#children.has(name)) {
        const directory = this.#enter(name, { left: MOST_LINKS });
        directory.attributes = child;
        directory.merge(child);
      } else {
        this.#set(name, child);
      }
    }
  }

  toNode(): DirectoryNode<TreeContent> {
    const { mode, uid, gid, atime, mtime, ctime, crtime, xattrs, flags, project } = this.#attributes;
    const entries = Array.from(this.#children, ([name, child]) => ({
      name: Buffer.from(name, 'latin1'),
      node: child.kind === 'composed' ? child.toNode() : child,
    }));
    return {
      kind: 'directory',
      ...{ mode, uid, gid, atime, mtime, ctime },
      ...(crtime && { crtime }),
      ...(xattrs && { xattrs }),
      ...(flags !== undefined && { flags }),
      ...(project !== undefined && { project }),
      entries,
    };
  }

  #enter(name: string, links: LinkBudget): ComposedDirectory {
    const child = this.#children.get(name);
    switch (child?.kind) {
      case 'composed':
        return child;
      case undefined:
        return this.#make(name, this.#implied);
      case 'directory': {
        const directory = this.#make(name, child);
        directory.merge(child);
        return directory;
      }
      case 'symlink':
        return this.#follow(name, child, links);
      case 'file':
      case 'fifo':
      case 'socket':
      case 'character-device':
      case 'block-device':
        throw this.#conflict(name, 'is a file, and cannot hold others');
    }
  }

  #follow(name: string, link: SymbolicLinkNode, links: LinkBudget): ComposedDirectory {
    if (links.left-- === 0) throw this.#conflict(name, 'is one symbolic link too many: they lead round in a circle');
    return this.resolve(Buffer.from(link.target).toString('latin1'), links);
  }

  #make(name: string, attributes: FileAttributes): ComposedDirectory {
    if (this.#depth === DEEPEST) throw this.#conflict(name, `is more than ${DEEPEST} directories deep`);
    const directory = new ComposedDirectory(attributes, { parent: this, name });
    this.#set(name, directory);
    return directory;
  }

  #set(name: string, child: Child): void {
    if (name.length > LONGEST_NAME) throw this.#conflict(name, `has a name of ${name.length} bytes, over 255`);
    this.#children.set(name, child);
  }

  #path(): string {
    return this.#parent === this ? '' : `${this.#parent.#path()}/${this.#name}`;
  }

  #conflict(name: string, why: string): OpsError {
    const path = showRawPath(`${this.#path()}/${name}` as RawPath);
    return new OpsError('source-unsupported', `${path}: ${why}`, { details: { path } });
  }
}

function isDirectory(child: Child): child is DirectoryNode<TreeContent> | ComposedDirectory {
  return child.kind === 'composed' || child.kind === 'directory';
}
