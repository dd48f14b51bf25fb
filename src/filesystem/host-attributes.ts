import type { BigIntStats } from 'node:fs';
import type { FileAttributes, Timestamp } from '../formats/tree.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What the tree says differently from the host. */
export interface HostAttributeOptions {
  /** Everything belongs to this owner, whoever owns it on this machine. */
  readonly owner?: Owner;
  /**
   * For builds that can be repeated (SOURCE_DATE_EPOCH): no modification time is later than this, and the times of
   * access and change, which no checkout can restore, are the modification time.
   */
  readonly latestTime?: Timestamp;
}

const NANOSECONDS = 1_000_000_000n;
const MODE_BITS = 0o7777n;

/** The attributes of what is no regular file: there are few enough to hold them as objects. */
export function readAttributes(stat: BigIntStats, options: HostAttributeOptions): FileAttributes {
  const mtime = limitTime(toTimestamp(stat.mtimeNs), options);
  return {
    mode: toMode(stat),
    uid: options.owner?.uid ?? Number(stat.uid),
    gid: options.owner?.gid ?? Number(stat.gid),
    atime: options.latestTime ? mtime : toTimestamp(stat.atimeNs),
    mtime,
    ctime: options.latestTime ? mtime : toTimestamp(stat.ctimeNs),
  };
}

export function toMode(stat: BigIntStats): number {
  return Number(stat.mode & MODE_BITS);
}

export function toTimestamp(nanoseconds: bigint): Timestamp {
  const rest = nanoseconds % NANOSECONDS;
  const fraction = rest < 0n ? rest + NANOSECONDS : rest;
  return { seconds: Number((nanoseconds - fraction) / NANOSECONDS), nanoseconds: Number(fraction) };
}

/** `time`, or the latest that `options` allow. */
export function limitTime(time: Timestamp, options: HostAttributeOptions): Timestamp {
  const latest = options.latestTime;
  if (!latest || time.seconds < latest.seconds) return time;
  return time.seconds === latest.seconds && time.nanoseconds <= latest.nanoseconds ? time : latest;
}
