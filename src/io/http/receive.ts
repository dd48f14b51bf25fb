import { createHash } from 'node:crypto';
import { createReadStream, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { throwIfAborted } from '../../core/abort.js';
import { OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import { formatSize } from '../../core/size.js';
import { isSystemError, onHost, sourceError } from '../host-errors.js';
import { failed, refused, showUrl } from './failure.js';
import { httpGet } from './request.js';

export interface ReceiveOptions extends OperationOptions {
  /** In bytes; what is longer is refused, before it is read where the server says so. */
  readonly maximumSize: number;
  /** What the bytes must have, in hexadecimal. */
  readonly sha256?: string;
  /** How long the server may be silent. Default 30,000. */
  readonly silenceMilliseconds?: number;
}

/**
 * Fetches a small file into memory.
 *
 * @param url `https:`, `http:` or `file:`
 * @throws OpsError `download-failed`, `download-mismatch`, `usage-invalid` for what is no such address, `interrupted`;
 *   `source-not-found` and `source-unreadable` for files of this machine
 */
export async function receiveBytes(url: string, options: ReceiveOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await receive(url, options, (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/**
 * Fetches into an open, empty file, at one go. After a failure what is in it means nothing.
 *
 * @returns how many bytes it has
 * @throws OpsError as {@link receiveBytes}, and `host-disk-full`, `host-file`
 */
export async function receiveFile(
  url: string,
  target: { readonly fd: number; readonly path: string },
  options: ReceiveOptions,
): Promise<number> {
  let written = 0;
  await receive(url, options, (chunk) => {
    onHost('write', target.path, () => {
      for (let done = 0; done < chunk.length;) {
        done += writeSync(target.fd, chunk, done, chunk.length - done, written + done);
      }
    });
    written += chunk.length;
  });
  return written;
}

async function receive(url: string, options: ReceiveOptions, take: (chunk: Uint8Array) => void): Promise<void> {
  throwIfAborted(options.signal);
  const { maximumSize, sha256, progress } = options;
  const hash = createHash('sha256');
  let received = 0;
  try {
    const { body, size } = await open(url, options);
    for await (const chunk of body) {
      received += chunk.length;
      if (received > maximumSize || size > maximumSize) throw tooLong(url, maximumSize);
      hash.update(chunk);
      take(chunk);
      progress?.report(received, Math.max(size, received), showUrl(url));
    }
    if (received < size) throw failed(url, `it ended after ${received} of ${size} bytes`);
  } catch (error) {
    throwIfAborted(options.signal);
    throw isLocal(url) && isSystemError(error) ? sourceError(error, fileURLToPath(url), 'read') : error;
  }
  const found = hash.digest('hex');
  if (sha256 === undefined || found === sha256.toLowerCase()) return;
  throw new OpsError('download-mismatch', `${showUrl(url)}: its sha256 is ${found}, not ${sha256}`, {
    hint: 'it was damaged on its way, or is not what was published: try again, or ask who publishes it',
    details: { url: showUrl(url), expected: sha256, found },
  });
}

interface Opened {
  readonly body: AsyncIterable<Uint8Array>;
  /** 0 where it is not known. */
  readonly size: number;
}

async function open(url: string, { signal, silenceMilliseconds }: ReceiveOptions): Promise<Opened> {
  checkAddress(url);
  if (isLocal(url)) return { body: createReadStream(fileURLToPath(url), { signal }), size: 0 };
  const answer = await httpGet(url, { signal, ...(silenceMilliseconds !== undefined && { silenceMilliseconds }) });
  if (answer.status === 200) {
    return { body: answer.body, size: Number(answer.headers.get('content-length') ?? 0) };
  }
  await answer.discard();
  throw refused(answer);
}

function isLocal(url: string): boolean {
  return url.startsWith('file:');
}

function checkAddress(url: string): void {
  if (/^(https?|file):/.test(URL.parse(url)?.protocol ?? '')) return;
  throw new OpsError('usage-invalid', `"${showUrl(url)}" is not an address to download from`, {
    hint: 'write it as https://..., http://... or file:///...',
  });
}

function tooLong(url: string, limit: number): OpsError {
  return failed(url, `longer than ${formatSize(limit)}`, { limit });
}
