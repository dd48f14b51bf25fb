import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { planTfs, type TfsOptions, writeTfs } from '../../../src/formats/tfs/index.js';
import type { FileNode, TreeNode } from '../../../src/formats/tree.js';
import type { FilesystemReader, StoredContent } from '../../../src/formats/filesystem-reader.js';
import { type Bytes, type Directory, SOURCE } from '../ext4/trees.js';

export const MIB = 2 ** 20;
export const UUID = Uint8Array.from(Buffer.from('00112233445566778899aabbccddeeff', 'hex'));

const FIXTURES = path.resolve(import.meta.dirname, '../../../../fixtures/tfs');

/** A volume of `fixtures/tfs` by its name. */
export function fixture(name: string): Uint8Array {
  return Uint8Array.from(gunzipSync(readFileSync(path.join(FIXTURES, `${name}.raw.gz`))));
}

/** Plans and writes a volume in memory. */
export function makeVolume(root: Directory, options: Partial<TfsOptions> = {}): Uint8Array {
  const plan = planTfs(root, { size: 4 * MIB, uuid: UUID, ...options });
  const volume = new Uint8Array(plan.size);
  const target = {
    write: (position: number, bytes: Uint8Array) => {
      volume.set(bytes, position);
    },
  };
  const written = [...writeTfs(plan, SOURCE, target)];
  if (written.at(-1) !== plan.bytesToWrite) throw new Error(`${written.at(-1)} of ${plan.bytesToWrite} bytes`);
  return volume;
}

/** All of a file, asked for in pieces that fit no block. */
export function contentOf(reader: FilesystemReader, file: FileNode<StoredContent>, piece = 997): Bytes {
  const bytes = new Uint8Array(file.size);
  for (let at = 0; at < bytes.length; at += piece) reader.read(file, at, bytes.subarray(at, at + piece));
  return bytes;
}

/** A line for each file, by paths: its kind, and what it holds or leads to. */
export function listing(reader: FilesystemReader): string[] {
  const lines: string[] = [];
  const visit = (node: TreeNode<StoredContent>, at: string): void => {
    if (node.kind === 'file') lines.push(`${at} ${Buffer.from(contentOf(reader, node)).toString('latin1')}`);
    else if (node.kind === 'symlink') lines.push(`${at} -> ${Buffer.from(node.target).toString()}`);
    else if (node.kind === 'directory') {
      lines.push(`${at}/`);
      for (const { name, node: below } of node.entries) visit(below, `${at}/${Buffer.from(name).toString()}`);
    } else lines.push(`${at} ${node.kind}`);
  };
  visit(reader.readTree(), '');
  return lines;
}
