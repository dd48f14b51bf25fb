import type { RandomAccess } from './random-access.js';
import type { ByteTarget } from './tree.js';

/** A part of something larger, such as a partition of a disk. Bytes. */
export interface Extent {
  readonly offset: number;
  readonly size: number;
}

/**
 * The part of `target` that a partition is, written as if it were all there is.
 *
 * @throws RangeError when a write reaches out of the part: a mistake of the writer, which nothing of its neighbours
 * shall pay for
 */
export function targetWindow(target: ByteTarget, { offset, size }: Extent): ByteTarget {
  return {
    write(position, bytes) {
      if (position < 0 || position + bytes.length > size) {
        throw new RangeError(`${bytes.length} bytes at ${position} are not within a part of ${size} bytes`);
      }
      target.write(offset + position, bytes);
    },
  };
}

/** The part of `image` that a partition is, read as if it were all there is; shorter where the image ends. */
export function accessWindow(image: RandomAccess, { offset, size }: Extent): RandomAccess {
  const held = Math.max(0, Math.min(size, image.size - offset));
  return {
    size: held,
    read(position, length) {
      const end = Math.min(position + length, held);
      return position < end ? image.read(offset + position, end - position) : new Uint8Array(0);
    },
  };
}
