import { OpsError } from '../core/errors.js';

/** Bytes of `sun_path` less its terminator (unix(7)), on the system that has fewest: macOS has 104, Linux 108. */
const LONGEST = 103;

/** @throws OpsError `host-file` when no socket can be made at `path`, for its length */
export function checkSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= LONGEST) return;
  throw new OpsError(
    'host-file',
    `${path}: the path of a socket has at most ${LONGEST} bytes, this one has ${length}`,
    {
      hint: 'choose a home with a shorter path: OPS_HOME=/var/tmp/ops',
      details: { path },
    },
  );
}
