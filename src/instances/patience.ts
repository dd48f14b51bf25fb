/** How long a command waits for a guest, in milliseconds. */
export interface Patience {
  /** For any answer at all: a guest that is paused, or whose machine hangs, gives none. */
  readonly answer: number;
  /** For a disk that has appeared in the guest to be mounted: its bus is scanned, and a journal may be replayed. */
  readonly mount: number;
  /** For a volume to be written out and unmounted. */
  readonly unmount: number;
  /** For a guest that was told to stop, beyond the time that its program has: all is written out and unmounted. */
  readonly powerOff: number;
}

const PATIENCE: Patience = { answer: 10_000, mount: 20_000, unmount: 60_000, powerOff: 20_000 };

export function patienceOf(wanted: Partial<Patience> = {}): Patience {
  return { ...PATIENCE, ...wanted };
}
