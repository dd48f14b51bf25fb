/**
 * What a file system cannot hold of what was to be in it: of files, or of the volume itself (`label`).
 *
 * - `owner`, `mode`, `time`, `attribute` (an extended one), `flags` (of chattr(1)): files are without these
 * - `device`, `fifo`, `socket`: such files are left out
 */
export type LossKind = 'owner' | 'mode' | 'time' | 'attribute' | 'flags' | 'device' | 'fifo' | 'socket' | 'label';

export interface Loss {
  readonly kind: LossKind;
  /** Files that lost it. */
  readonly count: number;
  /** One of them, by its path, with bytes that are no printable text as `\xNN`; empty when none is to be named. */
  readonly example: string;
}
