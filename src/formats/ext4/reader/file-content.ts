import type { ByteRange } from '../../tree.js';
import type { Extent } from '../extent.js';
import { BLOCK_MAP_SIZE, INODE_FLAGS } from '../inode.js';
import type { StoredAttributes } from './attribute-reader.js';
import { corrupt, unsupported } from './damage.js';
import { indexOfRun } from './file-runs.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

/** What a file holds: bytes kept in its inode, or runs of blocks. */
export type FileContent =
  | { readonly kind: 'inline'; readonly size: number; readonly bytes: Uint8Array }
  | { readonly kind: 'runs'; readonly size: number; readonly runs: readonly Extent[] };

export function isInline({ fields }: StoredInode): boolean {
  return (fields.flags & INODE_FLAGS.inlineData) !== 0;
}

/** @throws OpsError `format-unsupported` for an encrypted file */
export function refuseEncrypted({ number, fields }: StoredInode): void {
  if ((fields.flags & INODE_FLAGS.encrypted) !== 0) throw unsupported(`inode ${number}`, ['encrypt']);
}

/** The bytes that an inode keeps in itself, as many as its size says. */
export function inlineContent({ number, offset, fields }: StoredInode, { inlineData }: StoredAttributes): Uint8Array {
  const bytes = new Uint8Array(BLOCK_MAP_SIZE + (inlineData?.length ?? 0));
  bytes.set(fields.blockMap);
  if (inlineData) bytes.set(inlineData, BLOCK_MAP_SIZE);
  if (fields.size <= bytes.length) return bytes.subarray(0, fields.size);
  throw corrupt(`inode ${number}`, offset, `${fields.size} bytes are more than it keeps in itself`);
}

/** Fills `into` from byte `position`, as far as the content goes. @returns how many bytes there were */
export function readContent(volume: Volume, content: FileContent, position: number, into: Uint8Array): number {
  const length = Math.max(0, Math.min(into.length, content.size - position));
  const target = into.subarray(0, length);
  if (content.kind === 'inline') target.set(content.bytes.subarray(position, position + length));
  else fillFromRuns(volume, content.runs, position, target);
  return length;
}

function fillFromRuns({ blocks, geometry }: Volume, runs: readonly Extent[], position: number, into: Uint8Array): void {
  const { blockSize } = geometry;
  let filled = 0;
  let index = indexOfRun(runs, Math.floor(position / blockSize));
  for (let run = runs[index]; run; run = runs[++index]) {
    const from = Math.max(run.logical * blockSize - position, 0);
    if (from >= into.length) break;
    const end = Math.min((run.logical + run.length) * blockSize - position, into.length);
    into.fill(0, filled, from);
    const offset = position + from - run.logical * blockSize;
    blocks.readInto(run.start, offset, into.subarray(from, end), 'file content');
    filled = end;
  }
  into.fill(0, filled);
}

/** The ranges of a content that hold data; nothing when all of it does. */
export function dataRangesOf({ geometry }: Volume, content: FileContent): readonly ByteRange[] | undefined {
  if (content.kind === 'inline' || content.size === 0) return undefined;
  const ranges: { start: number; length: number }[] = [];
  for (const { logical, length } of content.runs) {
    const start = logical * geometry.blockSize;
    const end = Math.min((logical + length) * geometry.blockSize, content.size);
    const last = ranges.at(-1);
    if (start >= content.size) break;
    if (last && last.start + last.length === start) last.length += end - start;
    else ranges.push({ start, length: end - start });
  }
  const [first] = ranges;
  return first?.start === 0 && first.length === content.size ? undefined : ranges;
}
