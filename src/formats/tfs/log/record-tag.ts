/** What a record of a log begins with. */
export const TAG = {
  /** Nothing follows; who appends writes over it. */
  endOfLog: 1,
  /** Bytes of a tuple, bytes of it that are here, these bytes. */
  tuple: 2,
  /** More of the tuple that was begun: bytes that are here, these bytes. */
  tupleContinued: 3,
  /** Where the log ended before something was appended. */
  endOfSegment: 4,
  /** The log goes on elsewhere: sector, count of sectors. */
  link: 5,
} as const;
