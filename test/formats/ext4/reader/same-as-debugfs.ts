import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { encodeAccessControlList } from '../../../../src/formats/ext4/access-control-list.js';
import { BLOCK_MAP_SIZE } from '../../../../src/formats/ext4/inode.js';
import type { Ext4Reader } from '../../../../src/formats/ext4/reader/index.js';
import type { FileAttributes, Timestamp, TreeNode } from '../../../../src/formats/tree.js';
import { type InodeFacts, listDirectories, statInodes } from '../../../oracles/debugfs-inodes.js';
import { extractAll } from '../../../oracles/e2fsprogs.js';
import { withReader } from './open-file.js';
import { contentOf, type Found, readWhole } from './read-whole.js';

const TYPES: Readonly<Record<TreeNode<unknown>['kind'], string>> = {
  file: 'regular',
  directory: 'directory',
  symlink: 'symlink',
  fifo: 'FIFO',
  socket: 'socket',
  'character-device': 'character special',
  'block-device': 'block special',
};

/**
 * Reads all of `image` and compares names, inodes, attributes and contents with what `debugfs` says of it and extracts
 * into `scratch`. @returns how many names there were
 */
export function assertSameAsDebugfs(image: string, scratch: string): number {
  mkdirSync(scratch);
  extractAll(image, scratch);
  return withReader(image, (reader) => {
    const found = readWhole(reader);
    compareNames(image, found);
    const facts = statInodes(image, found.map(({ inode }) => inode)); // prettier-ignore
    for (const [index, each] of found.entries()) {
      compareFacts(each, facts[index]!);
      compareContent(reader, each, scratch);
    }
    return found.length;
  });
}

function compareNames(image: string, found: readonly Found[]): void {
  const directories = found.filter(({ node }) => node.kind === 'directory');
  const lists = listDirectories(image, directories.map(({ inode }) => inode)); // prettier-ignore
  const expected = directories.flatMap(({ path }, index) =>
    Array.from(lists[index]!, ([name, inode]) => `${path}/${name} ${inode}`),
  );
  const names = found.slice(1).map(({ path, inode }) => `${path} ${inode}`);
  assert.deepEqual(names.sort(), expected.sort());
}

function compareFacts({ path, node }: Found, facts: InodeFacts): void {
  const device = 'major' in node ? [node.major, node.minor].map((part) => String(part).padStart(2, '0')) : [];
  assert.deepEqual(
    {
      type: TYPES[node.kind],
      mode: node.mode.toString(8),
      uid: node.uid,
      gid: node.gid,
      times: timesOf(node, facts),
      device: device.length > 0 ? device.join(':') : undefined,
      attributes: new Map(Array.from(node.xattrs ?? [], ([name, value]) => [name, storedLength(name, value)])),
    },
    {
      type: facts.type,
      mode: facts.mode,
      uid: facts.uid,
      gid: facts.gid,
      times: facts.times,
      device: facts.device,
      attributes: new Map([...facts.attributes].filter(([name]) => name !== 'system.data')),
    },
    path,
  );
  if (node.kind === 'file') assert.equal(node.size, facts.size, path);
}

/** Access control lists are shorter than the kernel shows them. */
function storedLength(name: string, value: Uint8Array): number {
  return name.startsWith('system.posix_acl_') ? encodeAccessControlList(name, value).length : value.length;
}

/** In the words of `debugfs`: both words of an inode's time. */
function timesOf(node: FileAttributes, { times }: InodeFacts): Map<string, string> {
  const all = { c: node.ctime, a: node.atime, m: node.mtime, cr: node.crtime };
  return new Map(
    Object.entries(all).flatMap(([kind, time]) => (time ? [[kind, words(time, times.get(kind))] as const] : [])),
  );
}

function words({ seconds, nanoseconds }: Timestamp, like: string | undefined): string {
  const low = (seconds >>> 0).toString(16).padStart(8, '0');
  const epoch = (seconds - (seconds | 0)) / 2 ** 32;
  const extra = (nanoseconds * 4 + epoch).toString(16).padStart(8, '0');
  // Inodes of 128 bytes have no second word.
  return like?.includes(':') === false && extra === '00000000' ? low : `${low}:${extra}`;
}

function compareContent(reader: Ext4Reader, { path, node }: Found, scratch: string): void {
  const host = Buffer.concat([Buffer.from(scratch), Buffer.from(path, 'latin1')]);
  if (node.kind === 'symlink') {
    assert.deepEqual(Buffer.from(node.target), readlinkSync(host, { encoding: 'buffer' }), path);
  } else if (node.kind === 'file') {
    // debugfs extracts all of the room that an inode has for a small file.
    const padding = Buffer.alloc(lstatSync(host).size - node.size);
    assert.ok(padding.length <= BLOCK_MAP_SIZE, path);
    const extracted = Buffer.concat([contentOf(reader, node), padding]);
    assert.ok(readFileSync(host).equals(extracted), `${path}: another content`);
  }
}
