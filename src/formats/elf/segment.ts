/** One program header: what of the file goes where in memory. Offsets, addresses and sizes in bytes. */
export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}
