import { viewOf } from '../binary/bytes.js';
import type { Timestamp } from '../tree.js';
import { encodeLabel } from './boot-sector.js';
import { ATTRIBUTES, DIRECTORY_ENTRY } from './directory-entry.js';
import { SLOT_SIZE } from './geometry.js';
import { type FatNode, hasLongName, type NamedNode, slotsOf } from './inventory.js';
import { encodeLongName, shortNameChecksum } from './long-name.js';
import type { FatOptions } from './options.js';
import type { PlacedDirectory } from './placement.js';
import { encodeShortName } from './short-name.js';
import { encodeTime } from './timestamp.js';

const ANY_WRITE = 0o222;
const SELF = { base: '.', extension: '' };
const PARENT = { base: '..', extension: '' };

/** What a slot says beside its name. */
interface SlotFacts {
  readonly attributes: number;
  readonly created: Timestamp;
  readonly accessed: Timestamp;
  readonly modified: Timestamp;
  readonly firstCluster: number;
  readonly size: number;
}

/** The bytes of the root: the volume's label, if it has one, and what is in it. */
export function encodeRoot(directory: PlacedDirectory<unknown>, { label, created }: FatOptions): Uint8Array {
  const bytes = new Uint8Array(directory.slots * SLOT_SIZE);
  if (label !== undefined) {
    const times = { created, accessed: created, modified: created };
    const facts = { ...times, attributes: ATTRIBUTES.volumeLabel, firstCluster: 0, size: 0 };
    encodeSlot(bytes, 0, encodeLabel(label), facts);
  }
  encodeChildren(bytes, label === undefined ? 0 : SLOT_SIZE, directory, created);
  return bytes;
}

/**
 * The bytes of a directory that is not the root: itself and its parent, and what is in it.
 * @param parentCluster where its parent begins, 0 for the root
 */
export function encodeDirectory(
  directory: PlacedDirectory<unknown>,
  parentCluster: number,
  created: Timestamp,
): Uint8Array {
  const bytes = new Uint8Array(directory.slots * SLOT_SIZE);
  const facts = factsOf(directory.node, directory.firstCluster, created);
  encodeSlot(bytes, 0, encodeShortName(SELF), facts);
  encodeSlot(bytes, SLOT_SIZE, encodeShortName(PARENT), { ...facts, firstCluster: parentCluster });
  encodeChildren(bytes, 2 * SLOT_SIZE, directory, created);
  return bytes;
}

function encodeChildren(bytes: Uint8Array, start: number, directory: PlacedDirectory<unknown>, created: Timestamp) {
  let offset = start;
  for (const [index, child] of directory.children.entries()) {
    encodeChild(bytes, offset, child, factsOf(child.node, directory.childClusters[index] ?? 0, created));
    offset += slotsOf(child) * SLOT_SIZE;
  }
}

function encodeChild(bytes: Uint8Array, offset: number, child: NamedNode<unknown>, facts: SlotFacts): void {
  const shortName = encodeShortName(child.short);
  if (hasLongName(child)) encodeLongName(bytes, offset, child.name, shortNameChecksum(shortName));
  encodeSlot(bytes, offset + (slotsOf(child) - 1) * SLOT_SIZE, shortName, facts);
}

function factsOf(node: FatNode<unknown>, firstCluster: number, created: Timestamp): SlotFacts {
  const kind = node.kind === 'directory' ? ATTRIBUTES.directory : ATTRIBUTES.archive;
  const writable = node.kind === 'directory' || (node.mode & ANY_WRITE) !== 0;
  return {
    attributes: kind | (writable ? 0 : ATTRIBUTES.readOnly),
    created: node.crtime ?? created,
    accessed: node.atime,
    modified: node.mtime,
    firstCluster,
    size: node.kind === 'file' ? node.size : 0,
  };
}

function encodeSlot(bytes: Uint8Array, offset: number, name: Uint8Array, facts: SlotFacts): void {
  const created = encodeTime(facts.created);
  const modified = encodeTime(facts.modified);
  DIRECTORY_ENTRY.encode(viewOf(bytes), offset, {
    name,
    attributes: facts.attributes,
    smallLetters: 0,
    createdHundredths: created.hundredths,
    createdTime: created.time,
    createdDate: created.date,
    accessedDate: encodeTime(facts.accessed).date,
    modifiedTime: modified.time,
    modifiedDate: modified.date,
    firstCluster: facts.firstCluster,
    size: facts.size,
  });
}
