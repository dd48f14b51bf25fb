import { createHash } from 'node:crypto';
import { OpsError } from '../../../core/errors.js';
import { KIB } from '../../../core/size.js';
import { failed } from '../../../io/http/failure.js';
import { fetchText } from '../../../io/http/fetch-text.js';
import type { HttpOptions } from '../../../io/http/request.js';
import type { ReleaseAddresses } from './addresses.js';

/** What is known of the bytes of an archive before it is fetched. */
export interface PublishedChecksum {
  readonly algorithm: 'sha256' | 'md5';
  /** Hexadecimal, lower case. */
  readonly digest: string;
}

const DIGITS = { sha256: 64, md5: 32 } as const;

/** The strongest checksum that is published; `undefined` when there is none. @throws OpsError `download-failed` */
export async function fetchChecksum(
  { checksums }: ReleaseAddresses,
  options: HttpOptions,
): Promise<PublishedChecksum | undefined> {
  for (const { algorithm, url } of checksums) {
    const text = await fetchText(url, { ...options, limit: 64 * KIB });
    if (text === undefined) continue;
    const digest = new RegExp(`^[0-9a-f]{${DIGITS[algorithm]}}\\b`, 'i').exec(text.trim())?.[0];
    if (digest === undefined) throw failed(url, `this is no ${algorithm} checksum`);
    return { algorithm, digest: digest.toLowerCase() };
  }
  return undefined;
}

/** @throws OpsError `format-corrupt` */
export function verifyChecksum(archive: Uint8Array, { algorithm, digest }: PublishedChecksum, url: string): void {
  const actual = createHash(algorithm).update(archive).digest('hex');
  if (actual === digest) return;
  throw new OpsError('format-corrupt', `${url}: its ${algorithm} checksum is ${actual}, published is ${digest}`, {
    hint: 'try again; when it stays so, what is published there was changed on its way or by somebody',
    details: { url, algorithm, actual, published: digest },
  });
}
