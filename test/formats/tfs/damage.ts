import assert from 'node:assert/strict';
import { OpsError } from '../../../src/core/errors.js';
import { bytesAccess, type RandomAccess } from '../../../src/formats/random-access.js';
import { checkTfs } from '../../../src/formats/tfs/check/index.js';
import { openTfs, type TfsReader } from '../../../src/formats/tfs/index.js';
import type { StoredContent } from '../../../src/formats/filesystem-reader.js';
import type { TreeNode } from '../../../src/formats/tree.js';

/** As much as reading the whole volume once may take, many times over. */
const READ_LIMIT = 64 * 2 ** 20;
const PIECE = 4096;

/** A volume and where its log is: the bytes that are worth damaging. */
export interface Patient {
  readonly name: string;
  readonly volume: Uint8Array;
  /** Bytes of the volume that belong to the log and are not zeros of its end. */
  readonly log: readonly { readonly start: number; readonly end: number }[];
}

/** What became of a damaged volume. */
export type Outcome = 'refused' | 'read';

/** @throws when a reader asks for what is not there, or again and again */
function metered(volume: Uint8Array): RandomAccess {
  const whole = bytesAccess(volume);
  let total = 0;
  return {
    size: volume.length,
    read(position, length) {
      assert.ok(position >= 0 && position + length <= volume.length + 512, `${length} bytes from ${position}`);
      total += length;
      assert.ok(total <= READ_LIMIT, `${total} bytes read`);
      return whole.read(position, length);
    },
  };
}

/** Reads and checks all there is, and sees that both agree on whether it can be read. */
export function readDamaged(volume: Uint8Array): Outcome {
  const outcome = attempt(() => {
    const reader = openTfs(metered(volume));
    reader.usage();
    readFiles(reader);
  });
  const steps = attempt(() => {
    const check = checkTfs(metered(volume));
    let step = check.next();
    while (!step.done) step = check.next();
    if (step.value.clean) assert.equal(outcome, 'read', 'clean, and cannot be read');
  });
  assert.ok(steps === 'read' || outcome === 'refused', 'can be read, and not be checked');
  return outcome;
}

function readFiles(reader: TfsReader): void {
  const pending: TreeNode<StoredContent>[] = [reader.readTree()];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'directory') pending.push(...node.entries.map((entry) => entry.node));
    if (node.kind !== 'file') continue;
    const { inode } = node.content;
    reader.readFile(inode, 0, new Uint8Array(PIECE));
    reader.readFile(inode, Math.max(0, node.size - 10), new Uint8Array(20));
  }
}

function attempt(work: () => void): Outcome {
  try {
    work();
    return 'read';
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    assert.ok(['format-corrupt', 'format-unsupported'].includes(error.code), String(error));
    return 'refused';
  }
}

/** Bytes that begin values or records, or make counts huge. */
const TELLING = [0, 1, 2, 3, 4, 5, 0x10, 0x11, 0x20, 0x7f, 0x80, 0x81, 0x90, 0x91, 0x9f, 0xa1, 0xb0, 0xb1, 0xc1, 0xff];

/** Damages the log of `volume` in one of several ways. */
export function damage(volume: Uint8Array, { log }: Patient, random: (below: number) => number): void {
  const place = (): number => {
    const part = log[random(log.length)]!;
    return part.start + random(part.end - part.start);
  };
  switch (random(6)) {
    case 0: {
      const at = place();
      volume[at] = volume[at]! ^ (1 << random(8));
      return;
    }
    case 1:
      for (let count = 1 + random(5); count > 0; count--) volume[place()] = random(256);
      return;
    case 2:
      volume[place()] = TELLING[random(TELLING.length)]!;
      return;
    case 3:
      // A number of up to ten bytes: a count, an index, a sector, a block.
      return void volume.fill(0xff, ...span(place(), 1 + random(9)));
    case 4: {
      // A reference to something else that there is: loops of tuples, two names for one directory.
      const at = place();
      volume[at] = [0x10, 0x11, 0x90][random(3)]!;
      volume[at + 1] = random(40);
      return;
    }
    case 5: {
      const [from, to] = [place(), place()];
      volume.copyWithin(to, from, from + 1 + random(30));
    }
  }
}

function span(start: number, length: number): [number, number] {
  return [start, start + length];
}
