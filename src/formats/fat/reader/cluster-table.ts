import { viewOf } from '../../binary/bytes.js';
import { ENTRY_WIDTH, FIRST_CLUSTER } from '../geometry.js';
import { TABLE_VALUE } from '../table.js';
import { corrupt, type Volume } from './volume.js';

const PAGE_SIZE = 4096;

/** Which cluster follows which. A page of the table is kept, so that chains in a row cost few reads. */
export class ClusterTable {
  readonly #volume: Volume;
  #page: DataView = new DataView(new ArrayBuffer(0));
  #pageStart = -1;

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  /** @throws OpsError `format-corrupt` for a number that no cluster has */
  check(cluster: number): number {
    const { clusterCount } = this.#volume;
    if (cluster >= FIRST_CLUSTER && cluster < FIRST_CLUSTER + clusterCount) return cluster;
    throw corrupt(`a file has cluster ${cluster}, which there is not`);
  }

  /** The cluster behind one of the same file; `undefined` at its end. @throws OpsError `format-corrupt` */
  next(cluster: number): number | undefined {
    const { type, tableStart } = this.#volume;
    const { mask, firstEnd } = TABLE_VALUE[type];
    const width = ENTRY_WIDTH[type];
    const position = tableStart + cluster * width;
    const pageStart = position - (position % PAGE_SIZE);
    if (pageStart !== this.#pageStart) {
      this.#page = viewOf(this.#volume.image.read(pageStart, PAGE_SIZE));
      this.#pageStart = pageStart;
    }
    const at = position - pageStart;
    const value = (width === 2 ? this.#page.getUint16(at, true) : this.#page.getUint32(at, true)) & mask;
    return value >= firstEnd ? undefined : this.check(value);
  }
}

/** Goes along one chain, forward. */
export class ChainCursor {
  readonly #table: ClusterTable;
  readonly first: number;
  #cluster: number;
  #index = 0;

  constructor(table: ClusterTable, first: number) {
    this.#table = table;
    this.first = table.check(first);
    this.#cluster = first;
  }

  /** The cluster at a place of the chain. @throws OpsError `format-corrupt` when the chain ends before it */
  at(index: number): number {
    if (index < this.#index) {
      this.#index = 0;
      this.#cluster = this.first;
    }
    for (; this.#index < index; this.#index++) {
      const next = this.#table.next(this.#cluster);
      if (next === undefined) throw corrupt('the clusters of a file end before the file does');
      this.#cluster = next;
    }
    return this.#cluster;
  }
}
