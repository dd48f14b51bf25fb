import { viewOf } from '../../binary/bytes.js';
import { decodeAccessControlList } from '../access-control-list.js';
import {
  ATTRIBUTE_BLOCK_HEADER,
  ATTRIBUTE_ENTRY,
  ATTRIBUTE_MAGIC,
  isAttributeBlockSealed,
  PREFIXES,
} from '../extended-attribute.js';
import { BASE_INODE_SIZE } from '../inode.js';
import { corrupt, unsupported } from './damage.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

const MAGIC_SIZE = 4;
const SYSTEM_PREFIX = 7;
const INLINE_DATA_NAME = 'data';
/** As much as a kernel takes for one value. */
const LARGEST_VALUE = 65_536;

/** Reads `size` bytes from the beginning of a file whose inode is one attribute's value. */
export type ReadValueFile = (inode: number, size: number) => Uint8Array;

export interface StoredAttributes {
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
  /** What of a small file's or directory's content did not fit the block map. */
  readonly inlineData?: Uint8Array;
}

/** A list of entries: `entries` begins with the first, `values` is what offsets of values count from. */
interface Area {
  readonly structure: string;
  readonly offset: number;
  readonly entries: Uint8Array;
  readonly values: Uint8Array;
}

/** Reads the extended attributes of inodes, from the inodes themselves and from the blocks they name. */
export class AttributeReader {
  readonly #volume: Volume;
  readonly #readValueFile: ReadValueFile;

  constructor(volume: Volume, readValueFile: ReadValueFile) {
    this.#volume = volume;
    this.#readValueFile = readValueFile;
  }

  /**
   * Names that kernels do not show are left out.
   * @throws OpsError `format-corrupt`; `format-unsupported` for a name that is not UTF-8
   */
  read(inode: StoredInode): StoredAttributes {
    const found = new Map<string, Uint8Array>();
    const inInode = this.#areaOf(inode);
    if (inInode) this.#readArea(inInode, found);
    const { attributeBlock } = inode.fields;
    if (attributeBlock !== 0) this.#readArea(this.#readBlock(attributeBlock, inode.number), found);
    const inlineData = found.get(INLINE_DATA_KEY);
    found.delete(INLINE_DATA_KEY);
    return { xattrs: found, ...(inlineData && { inlineData }) };
  }

  #areaOf({ bytes, fields, number, offset }: StoredInode): Area | undefined {
    const start = BASE_INODE_SIZE + fields.extraSize;
    // The extra size of an inode without room for one reads as 0.
    if (bytes.length < start + MAGIC_SIZE || bytes.length === BASE_INODE_SIZE) return undefined;
    if (viewOf(bytes).getUint32(start, true) !== ATTRIBUTE_MAGIC) return undefined;
    const entries = bytes.subarray(start + MAGIC_SIZE);
    return {
      structure: `attributes of inode ${number}`,
      offset: offset + start + MAGIC_SIZE,
      entries,
      values: entries,
    };
  }

  #readBlock(block: number, inode: number): Area {
    const { blocks, geometry, features, seed } = this.#volume;
    const structure = `attribute block of inode ${inode}`;
    const offset = block * geometry.blockSize;
    if (block <= geometry.firstDataBlock) throw corrupt(structure, offset, `cannot be block ${block}`);
    const values = blocks.read(block, structure);
    const header = ATTRIBUTE_BLOCK_HEADER.decode(viewOf(values), 0);
    if (header.magic !== ATTRIBUTE_MAGIC)
      throw corrupt(structure, offset, `its magic is 0x${header.magic.toString(16)}`);
    if (header.blocks !== 1) throw corrupt(structure, offset, `it says to be ${header.blocks} blocks`);
    if (features.checksums && !isAttributeBlockSealed(values, block, seed)) {
      throw corrupt(structure, offset, 'its checksum is wrong');
    }
    const start = ATTRIBUTE_BLOCK_HEADER.size;
    return { structure, offset: offset + start, entries: values.subarray(start), values };
  }

  #readArea(area: Area, found: Map<string, Uint8Array>): void {
    const { structure, offset, entries } = area;
    const view = viewOf(entries);
    for (let at = 0; ;) {
      if (at + MAGIC_SIZE > entries.length) throw corrupt(structure, offset + at, 'has no end');
      if (view.getUint32(at, true) === 0) return;
      const nameAt = at + ATTRIBUTE_ENTRY.size;
      const nameEnd = nameAt + (entries[at] ?? 0);
      if (nameEnd > entries.length) throw corrupt(structure, offset + at, 'a name ends behind it');
      const entry = ATTRIBUTE_ENTRY.decode(view, at);
      const name = decodeName(structure, entry.prefix, entries.subarray(nameAt, nameEnd));
      const value = this.#readValue(area, entry, offset + at);
      if (name !== undefined) {
        if (found.has(name)) throw corrupt(structure, offset + at, `"${name}" occurs twice`);
        found.set(name, decodeValue(name, value, structure, offset + at));
      }
      at = (nameEnd + 3) & ~3;
    }
  }

  #readValue(
    { structure, values }: Area,
    entry: { valueOffset: number; valueInode: number; valueSize: number },
    offset: number,
  ) {
    const { valueOffset, valueInode, valueSize } = entry;
    if (valueSize > LARGEST_VALUE) throw corrupt(structure, offset, `a value cannot be ${valueSize} bytes`);
    if (valueInode !== 0) return this.#readValueFile(valueInode, valueSize);
    if (valueSize === 0) return new Uint8Array(0);
    if (valueOffset + valueSize > values.length) throw corrupt(structure, offset, 'a value ends behind it');
    return values.slice(valueOffset, valueOffset + valueSize);
  }
}

/** Kernels have no such name: they keep what it stands for to themselves. */
const INLINE_DATA_KEY = 'system.data';

function decodeName(structure: string, prefix: number, rest: Uint8Array): string | undefined {
  const known = PREFIXES.find(({ index }) => index === prefix);
  if (known?.whole) return known.text;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rest);
  } catch {
    throw unsupported(structure, ['attribute name that is not UTF-8']);
  }
  if (known) return known.text + text;
  return prefix === SYSTEM_PREFIX && text === INLINE_DATA_NAME ? INLINE_DATA_KEY : undefined;
}

function decodeValue(name: string, value: Uint8Array, structure: string, offset: number): Uint8Array {
  if (!PREFIXES.some(({ text, whole }) => whole && text === name)) return value;
  const list = decodeAccessControlList(value);
  if (list) return list;
  throw corrupt(structure, offset, `"${name}" is no access control list`);
}
