import type { Timestamp } from '../formats/tree.js';

/** A moment of this machine as file systems write it. */
export function toTimestamp(date: Date): Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanoseconds: (milliseconds - seconds * 1000) * 1_000_000 };
}
