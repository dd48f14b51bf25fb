import type { Findings } from '../../ext4/check/findings.js';
import { showName } from '../../ext4/names.js';
import type { CheckProgress } from '../../ext4/check/index.js';
import { kindOf, type NodeReader } from '../reader/node-reader.js';
import { linksOf } from '../reader/stored-attributes.js';
import { childrenOf, readEntry } from '../reader/stored-entries.js';
import { readExtents } from '../reader/stored-extents.js';
import type { Tuple } from '../tuple/index.js';
import type { BlockClaims } from './block-claims.js';

/** Looks at every file that has a name. */
export class TreeCheck {
  readonly #nodes: NodeReader;
  readonly #blockCount: number;
  readonly #claims: BlockClaims;
  readonly #findings: Findings;
  readonly #directories: Tuple[] = [];
  /** How many names each file has. */
  readonly #names = new Map<Tuple, number>();

  constructor(nodes: NodeReader, blockCount: number, claims: BlockClaims, findings: Findings) {
    this.#nodes = nodes;
    this.#blockCount = blockCount;
    this.#claims = claims;
    this.#findings = findings;
  }

  *check(root: Tuple): Generator<CheckProgress, void> {
    if (kindOf(root) !== 'directory') {
      this.#report(root, 'the root is no directory');
      return;
    }
    this.#names.set(root, 1);
    this.#checkFile(root);
    // What is found is added to what is gone through.
    for (const [done, directory] of this.#directories.entries()) {
      yield { done, total: this.#directories.length };
      this.#checkDirectory(directory);
    }
    for (const [tuple, names] of this.#names) this.#checkLinks(tuple, names);
  }

  #checkDirectory(directory: Tuple): void {
    for (const [symbol, value] of childrenOf(directory)) {
      const entry = this.#findings.attempt(() => readEntry(directory, symbol, value));
      if (!entry) continue;
      const { name, tuple } = entry;
      const names = this.#names.get(tuple) ?? 0;
      this.#names.set(tuple, names + 1);
      if (names === 0) this.#checkFile(tuple);
      else if (kindOf(tuple) === 'directory') {
        this.#report(directory, `${showName(name)} is a directory that has another name`);
      }
    }
  }

  #checkFile(tuple: Tuple): void {
    const kind = kindOf(tuple);
    if (kind === 'directory') this.#directories.push(tuple);
    if (!this.#findings.attempt(() => this.#nodes.node(tuple)) || kind !== 'file') return;
    for (const { start, allocated } of readExtents(tuple, this.#blockCount)) {
      const structure = `tuple ${tuple.index}`;
      this.#claims.add({ start, end: start + allocated, structure, offset: tuple.offset });
    }
  }

  #checkLinks(tuple: Tuple, names: number): void {
    if (kindOf(tuple) === 'directory') return;
    const links = this.#findings.attempt(() => linksOf(tuple));
    if (links === undefined || links === names) return;
    this.#report(tuple, `says to have ${links} names, and has ${names}`);
  }

  #report({ index, offset }: Tuple, problem: string): void {
    this.#findings.add(`tuple ${index}`, offset, problem);
  }
}
