import type { FileAttributes, TreeNode } from '../tree.js';
import { measureFile } from './file-extents.js';

/** A header, a tuple's own attributes with their names and numbers, and its number as an entry. */
const NODE_WEIGHT = 256;
/** Its place in the file as a name, and three attributes. */
export const EXTENT_WEIGHT = 112;
/** Headers of an attribute's name and value. */
const ATTRIBUTE_WEIGHT = 12;
const LONGEST_CHARACTER = 4;

/** No fewer bytes than a node takes in the log, with its extents but without what is in a directory. */
export function weightOf(node: TreeNode<unknown>): number {
  const own = NODE_WEIGHT + attributesWeight(node);
  if (node.kind === 'file') return own + measureFile(node).extents * EXTENT_WEIGHT;
  return node.kind === 'symlink' ? own + node.target.length : own;
}

/** What a name in a directory adds to the weight of the node. */
export function nameWeight(name: Uint8Array): number {
  return name.length + ATTRIBUTE_WEIGHT;
}

function attributesWeight({ xattrs }: FileAttributes): number {
  let weight = 0;
  for (const [name, value] of xattrs ?? []) {
    weight += name.length * LONGEST_CHARACTER + value.length + 2 * ATTRIBUTE_WEIGHT;
  }
  return weight;
}
