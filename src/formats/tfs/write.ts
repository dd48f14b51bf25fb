import { CHUNK_SIZE, Output } from '../ext4/output.js';
import { FileWriter } from '../ext4/write-files.js';
import type { ByteTarget, ContentSource } from '../tree.js';
import { BLOCK_SIZE } from './constants.js';
import { extentsOf } from './file-extents.js';
import type { TfsPlan } from './plan.js';

/**
 * Writes the volume that was planned: the contents of files, as they are read from `source`; then the log, sector 0
 * last, without which nothing of it is a volume. What stays zero is never written.
 *
 * @returns a generator that yields the bytes written so far after each MiB, {@link TfsPlan.bytesToWrite} in the end;
 * between two steps the caller may do as it likes, and may stop
 * @throws whatever `source` and `target` throw
 */
export function* writeTfs<Content>(
  plan: TfsPlan<Content>,
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
  { layout }: TfsPlan<Content>,
  source: ContentSource<Content>,
  output: Output,
): Generator<void, void, undefined> {
  const { files, starts, log } = layout;
  const writer = new FileWriter(output, source, BLOCK_SIZE);
  for (const file of files) {
    const extents = extentsOf(file, starts.get(file) ?? 0);
    yield* writer.write(file, { extents, treeBlocks: [], blocks: 0 });
  }
  writer.stream.flush();
  for (const { sector, bytes } of log.toReversed()) {
    output.write(sector * BLOCK_SIZE, bytes);
    yield;
  }
}
