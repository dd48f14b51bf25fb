import type { ByteTarget, ContentSource } from '../tree.js';
import { volumeSeed } from './checksum.js';
import { describeVolume } from './describe-volume.js';
import { groupStart } from './group-counts.js';
import { FIRST_INODE, RESIZE_INODE, ROOT_INODE } from './inode.js';
import { JOURNAL_INODE } from './journal.js';
import { CHUNK_SIZE, Output } from './output.js';
import type { Ext4Plan } from './plan.js';
import { encodeSuperblock, SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from './superblock.js';
import { writeGroups } from './write-groups.js';
import { InodeWriter } from './write-inodes.js';
import { NodeWriter } from './write-nodes.js';
import { SystemFileWriter } from './write-system-files.js';

/**
 * Writes the volume that was planned: the contents of files, in the order of their inodes, as they are read from
 * `source`; then the group structures; the superblock last. What stays zero is never written.
 *
 * @returns a generator that yields the bytes written so far after each MiB, {@link Ext4Plan.bytesToWrite} in the end;
 * between two steps the caller may do as it likes, and may stop
 * @throws whatever `source` and `target` throw
 */
export function* writeExt4<Content>(
  plan: Ext4Plan<Content>,
  source: ContentSource<Content>,
  target: ByteTarget,
): Generator<number, void, undefined> {
  const output = new Output(target);
  let reported = 0;
  for (const steps = writeSteps(plan, source, output); !steps.next().done;) {
    if (output.written - reported < CHUNK_SIZE) continue;
    reported = output.written;
    yield reported;
  }
  yield output.written;
}

function* writeSteps<Content>(
  plan: Ext4Plan<Content>,
  source: ContentSource<Content>,
  output: Output,
): Generator<void, void, undefined> {
  const { layout, usage } = plan;
  const { uuid, created } = plan.options;
  const seed = volumeSeed(uuid);
  const inodes = new InodeWriter(output, layout.geometry, seed, created);
  const nodes = new NodeWriter(layout, inodes, seed, output, source);
  const system = new SystemFileWriter(layout, inodes, seed, created, output);

  let journalMap: Uint8Array | undefined;
  for (let inode = 1; inode < FIRST_INODE; inode++) {
    if (inode === ROOT_INODE) nodes.writeRoot();
    else if (inode === RESIZE_INODE) system.writeResize();
    else if (inode === JOURNAL_INODE) journalMap = system.writeJournal(uuid);
    else inodes.writeEmpty(inode);
  }
  yield* nodes.writeAll();
  for (const writer of [system, nodes, inodes]) writer.flush();
  yield* writeGroups(output, layout.geometry, usage, seed);
  writeSuperblocks(plan, journalMap, output);
}

function writeSuperblocks(plan: Ext4Plan<unknown>, journalMap: Uint8Array | undefined, output: Output): void {
  const { geometry } = plan.layout;
  const superblock = describeVolume(plan, journalMap);
  const bytes = new Uint8Array(SUPERBLOCK_SIZE);
  for (const group of geometry.superblockGroups.toReversed()) {
    // A backup never counts as clean: who starts from one has to check the volume. Its group's number is 16 bits wide.
    const state = group === 0 ? superblock.state : 0;
    encodeSuperblock(bytes, { ...superblock, groupNumber: group % 2 ** 16, state });
    const position = groupStart(geometry, group) * geometry.blockSize;
    output.write(group === 0 ? SUPERBLOCK_OFFSET : position, bytes);
  }
}
