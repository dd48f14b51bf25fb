import { createHash } from 'node:crypto';
import type { OperationOptions } from '../core/progress.js';
import { uuidFromBytes, type Uuid } from '../core/uuid.js';
import { buildInto, type FilesystemContent } from '../filesystem/build-image.js';

const UUID_SIZE = 16;
/** The version for what is derived in a way of one's own (RFC 9562, section 5.8). */
const VERSION = 0x80;
const VARIANT = 0x80;

/**
 * The UUID of a volume that is to be the same each time: a digest of its name and of the bytes it has with the UUID of
 * `request`, which must be the same each time, too.
 *
 * @throws OpsError see `buildInto`
 */
export async function uuidOfContent<Content>(
  name: string,
  request: FilesystemContent<Content>,
  operation: OperationOptions,
): Promise<Uuid> {
  const hash = createHash('sha256').update(`${name}\0`);
  const target = {
    write: (position: number, bytes: Uint8Array) => {
      hash.update(`${position} ${bytes.length}\0`).update(bytes);
    },
  };
  await buildInto(request, target, operation);
  const digest = Uint8Array.from(hash.digest().subarray(0, UUID_SIZE));
  digest[6] = VERSION | ((digest[6] ?? 0) & 0x0f);
  digest[8] = VARIANT | ((digest[8] ?? 0) & 0x3f);
  return uuidFromBytes(digest);
}
