import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { extractAll } from '../../oracles/e2fsprogs.js';
import { assertSameLines } from '../../oracles/same-lines.js';
import { bytesOf, type Directory, type Node } from './trees.js';

const LOST_AND_FOUND = 'lost+found';

/** Lets `debugfs` extract all of an image and compares names, types and contents with the tree it was made from. */
export function assertExtracts(image: string, root: Directory, scratch: string): void {
  mkdirSync(scratch);
  extractAll(image, scratch);
  compareDirectory(root, Buffer.from(scratch), true);
}

function compareDirectory(directory: Directory, host: Buffer, isRoot = false): void {
  const extracted = directory.entries.filter(({ node }) => ['file', 'directory', 'symlink'].includes(node.kind));
  const expected = new Set(extracted.map(({ name }) => Buffer.from(name).toString('latin1')));
  if (isRoot) expected.add(LOST_AND_FOUND);
  const found = readdirSync(host, { encoding: 'buffer' }).map((name) => name.toString('latin1'));
  assertSameLines(found, [...expected], host.toString());
  for (const { name, node } of extracted) compareNode(node, Buffer.concat([host, Buffer.from('/'), name]));
}

function compareNode(node: Node, host: Buffer): void {
  const where = host.toString();
  if (node.kind === 'directory') compareDirectory(node, host);
  else if (node.kind === 'symlink')
    assert.deepEqual(readlinkSync(host, { encoding: 'buffer' }), Buffer.from(node.target));
  else if (node.kind === 'file') {
    assert.equal(lstatSync(host).size, node.size, where);
    assert.ok(readFileSync(host).equals(bytesOf(node)), `${where}: another content`);
  }
}
