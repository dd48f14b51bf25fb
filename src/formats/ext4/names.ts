import { OpsError } from '../../core/errors.js';
import { compareBytes } from '../binary/bytes.js';
import type { DirectoryEntry, FileNode, TreeNode } from '../tree.js';

const NAME_MAX = 255;
const TARGET_MAX = 4095;
const SLASH = 0x2f;
const DOT = 0x2e;

/** A name for messages: what is not UTF-8 shows as replacement characters. */
export function showName(name: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(name));
}

/**
 * Entries by name, bytewise: the given array where it is in order already.
 * @throws OpsError `name-invalid` for a name that no directory can hold or that occurs twice
 */
export function sortEntries<Content>(entries: readonly DirectoryEntry<Content>[]): readonly DirectoryEntry<Content>[] {
  const sorted = isSorted(entries) ? entries : entries.toSorted((a, b) => compareBytes(a.name, b.name));
  let before: Uint8Array | undefined;
  for (const { name } of sorted) {
    if (!isName(name)) throw new OpsError('name-invalid', `${showName(name)}: is not a name that a file can have`);
    if (before && compareBytes(before, name) === 0)
      throw new OpsError('name-invalid', `${showName(name)}: occurs twice`);
    before = name;
  }
  return sorted;
}

function isSorted(entries: readonly DirectoryEntry<unknown>[]): boolean {
  let before: Uint8Array | undefined;
  for (const { name } of entries) {
    if (before && compareBytes(before, name) > 0) return false;
    before = name;
  }
  return true;
}

/** Whether a directory can hold a name. */
export function isName(name: Uint8Array): boolean {
  if (name.length === 0 || name.length > NAME_MAX) return false;
  if (name[0] === DOT && (name.length === 1 || (name.length === 2 && name[1] === DOT))) return false;
  return !name.includes(0) && !name.includes(SLASH);
}

/** @throws OpsError `source-unsupported` for a node whose own facts contradict each other */
export function refuseNode(node: TreeNode<unknown>, name: Uint8Array): void {
  if (node.kind === 'file' && !isFile(node)) {
    throw new OpsError('source-unsupported', `${showName(name)}: its data ranges do not fit its size of ${node.size}`);
  }
  if (node.kind === 'symlink') {
    const { target } = node;
    if (target.length > 0 && target.length <= TARGET_MAX && !target.includes(0)) return;
    throw new OpsError(
      'source-unsupported',
      `${showName(name)}: its target is not 1 to ${TARGET_MAX} bytes without NUL`,
    );
  }
}

function isFile({ size, data }: FileNode<unknown>): boolean {
  if (!Number.isSafeInteger(size) || size < 0) return false;
  let end = 0;
  for (const range of data ?? []) {
    if (range.start < end || range.length <= 0 || range.start + range.length > size) return false;
    end = range.start + range.length;
  }
  return true;
}
