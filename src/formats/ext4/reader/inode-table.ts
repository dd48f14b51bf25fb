import type { TreeNode } from '../../tree.js';
import { BASE_INODE_SIZE, decodeInode, extraSizeOf, FILE_TYPES, type Inode, isInodeSealed } from '../inode.js';
import { viewOf } from '../../binary/bytes.js';
import { corrupt } from './damage.js';
import type { GroupTable } from './group-table.js';
import type { Volume } from './volume.js';

/** An inode as it stands in its table. */
export interface StoredInode {
  readonly number: number;
  /** Byte of the image. */
  readonly offset: number;
  readonly kind: TreeNode<unknown>['kind'];
  readonly fields: Inode;
  /** All of its bytes: attributes follow the fields. */
  readonly bytes: Uint8Array;
}

const TYPE_MASK = 0xf000;
const KINDS: ReadonlyMap<number, StoredInode['kind']> = new Map(
  Object.entries(FILE_TYPES).map(([kind, type]) => [type, kind as StoredInode['kind']]),
);
const SIZE_HIGH = 0x6c;
/** Sizes of 2^53 bytes and more no file has. */
const LARGEST_SIZE_HIGH = 2 ** 21 - 1;

export class InodeTable {
  readonly #volume: Volume;
  readonly #groups: GroupTable;

  constructor(volume: Volume, groups: GroupTable) {
    this.#volume = volume;
    this.#groups = groups;
  }

  /**
   * @param mayBeNameless whether it may be one that was deleted while it was open
   * @throws OpsError `format-corrupt` when there is no such inode, when it is damaged, and when nothing has it in use
   */
  read(number: number, mayBeNameless = false): StoredInode {
    const { geometry, blocks, features, seed } = this.#volume;
    const { inodesPerGroup, inodeSize, blockSize } = geometry;
    const structure = `inode ${number}`;
    if (!(number >= 1 && number <= geometry.inodeCount)) {
      throw corrupt(structure, 0, `is not one of the volume's ${geometry.inodeCount}`);
    }
    const table = this.#groups.inodeTable(Math.floor((number - 1) / inodesPerGroup));
    const within = ((number - 1) % inodesPerGroup) * inodeSize;
    const start = within % blockSize;
    const block = table + Math.floor(within / blockSize);
    const bytes = blocks.read(block, structure).subarray(start, start + inodeSize);
    const offset = block * blockSize + start;
    if (features.checksums && !isInodeSealed(bytes, number, seed)) {
      throw corrupt(structure, offset, 'its checksum is wrong');
    }
    const extra = extraSizeOf(bytes);
    if (extra % 4 !== 0 || BASE_INODE_SIZE + extra > inodeSize) {
      throw corrupt(structure, offset, `its extra fields cannot be ${extra} bytes`);
    }
    if (viewOf(bytes).getUint32(SIZE_HIGH, true) > LARGEST_SIZE_HIGH)
      throw corrupt(structure, offset, 'its size is absurd');
    const decoded = decodeInode(bytes);
    if (decoded.links === 0 && !mayBeNameless) throw corrupt(structure, offset, 'is not in use');
    const kind = KINDS.get(decoded.mode & TYPE_MASK);
    if (!kind) throw corrupt(structure, offset, `its mode 0${decoded.mode.toString(8)} is of no kind of file`);
    return { number, offset, kind, fields: this.#fieldsOf(decoded, kind), bytes };
  }

  /** The fields without the halves that are no part of the format for this volume, or for this kind of file. */
  #fieldsOf(fields: Inode, kind: StoredInode['kind']): Inode {
    const { is64Bit, hasLargeDirectories } = this.#volume.features;
    const isLarge = kind === 'file' || (kind === 'directory' && hasLargeDirectories);
    return {
      ...fields,
      size: isLarge ? fields.size : fields.size % 2 ** 32,
      attributeBlock: is64Bit ? fields.attributeBlock : fields.attributeBlock % 2 ** 32,
    };
  }
}
