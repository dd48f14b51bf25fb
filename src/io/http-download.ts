import { createHash } from 'node:crypto';
import { createReadStream, writeSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { fileURLToPath } from 'node:url';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize } from '../core/size.js';
import { isSystemError, onHost, sourceError } from './host-errors.js';

export interface DownloadOptions extends OperationOptions {
  /** In bytes; what is longer is refused, before it is read where the server says so. */
  readonly maximumSize: number;
  /** What the bytes must have, in hexadecimal. */
  readonly sha256?: string;
  /** How long the server may be silent. Default 30,000. */
  readonly silenceMilliseconds?: number;
}

const MAXIMUM_REDIRECTS = 5;
const DEFAULT_SILENCE = 30_000;

/**
 * Downloads a small file into memory.
 *
 * @param url `https:`, `http:` or `file:`
 * @throws OpsError `download-failed`, `download-mismatch`, `usage-invalid` for what is no such address, `interrupted`;
 *   `source-not-found` and `source-unreadable` for files of this machine
 */
export async function downloadBytes(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await download(url, options, (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/**
 * Downloads into an open, empty file. After a failure what is in it means nothing.
 *
 * @returns how many bytes it has
 * @throws OpsError as {@link downloadBytes}, and `host-disk-full`, `host-file`
 */
export async function downloadFile(
  url: string,
  target: { readonly fd: number; readonly path: string },
  options: DownloadOptions,
): Promise<number> {
  let written = 0;
  await download(url, options, (chunk) => {
    onHost('write', target.path, () => {
      for (let done = 0; done < chunk.length;) {
        done += writeSync(target.fd, chunk, done, chunk.length - done, written + done);
      }
    });
    written += chunk.length;
  });
  return written;
}

/** An address for people: without a password, and without what may be a secret behind `?`. */
export function showUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  Object.assign(parsed, { username: '', password: '', search: '', hash: '' });
  return parsed.href;
}

async function download(url: string, options: DownloadOptions, take: (chunk: Uint8Array) => void): Promise<void> {
  throwIfAborted(options.signal);
  const { maximumSize, sha256, progress } = options;
  const hash = createHash('sha256');
  let received = 0;
  try {
    const { body, size } = await open(url, options);
    if (size > maximumSize) {
      body.destroy();
      throw tooLong(url, maximumSize);
    }
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (received > maximumSize) throw tooLong(url, maximumSize);
      hash.update(chunk);
      take(chunk);
      progress?.report(received, Math.max(size, received), showUrl(url));
    }
  } catch (error) {
    throwIfAborted(options.signal);
    throw translate(error, url);
  }
  const found = hash.digest('hex');
  if (sha256 === undefined || found === sha256.toLowerCase()) return;
  throw new OpsError('download-mismatch', `${showUrl(url)}: its sha256 is ${found}, not ${sha256}`, {
    hint: 'it was damaged on its way, or is not what was published: try again, or ask who publishes it',
    details: { url: showUrl(url), expected: sha256, found },
  });
}

interface OpenDownload {
  readonly body: NodeJS.ReadableStream & { destroy(): void };
  /** 0 where it is not known. */
  readonly size: number;
}

async function open(url: string, options: DownloadOptions): Promise<OpenDownload> {
  let address = parseUrl(url);
  if (address.protocol === 'file:') {
    return { body: createReadStream(fileURLToPath(address), { signal: options.signal }), size: 0 };
  }
  for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
    const response = await request(address, options);
    const { statusCode = 0, statusMessage = '', headers } = response;
    if (statusCode === 200) return { body: response, size: Number(headers['content-length'] ?? 0) };
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
      throw failed(url, `the server says ${statusCode} ${statusMessage}`, { status: statusCode });
    }
    address = redirected(url, address, headers.location);
  }
  throw failed(url, `leads to another address more than ${MAXIMUM_REDIRECTS} times`);
}

function request(address: URL, { signal, silenceMilliseconds = DEFAULT_SILENCE }: DownloadOptions) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const get = address.protocol === 'https:' ? getHttps : getHttp;
    // Packed once more on its way, it would not have its checksum.
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'ops' };
    let response: IncomingMessage | undefined;
    const sent = get(address, { headers, ...(signal && { signal }) }, (received) => {
      response = received;
      resolve(received);
    });
    sent.on('error', reject);
    sent.setTimeout(silenceMilliseconds, () => {
      (response ?? sent).destroy(failed(address.href, `the server was silent for ${silenceMilliseconds / 1000} s`));
    });
  });
}

function redirected(url: string, from: URL, location: string): URL {
  const to = URL.parse(location, from.href);
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to !== null && isSafe) return to;
  throw failed(url, `leads to ${to === null ? 'no address' : showUrl(to.href)}, which is not as safe`);
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null && ['https:', 'http:', 'file:'].includes(parsed.protocol)) return parsed;
  throw new OpsError('usage-invalid', `"${showUrl(url)}" is not an address to download from`, {
    hint: 'write it as https://..., http://... or file:///...',
  });
}

function tooLong(url: string, limit: number): OpsError {
  return failed(url, `is longer than ${formatSize(limit)}`, { limit });
}

function failed(url: string, reason: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
  return new OpsError('download-failed', `${showUrl(url)}: ${reason}`, {
    details: { url: showUrl(url), ...details },
    ...(cause !== undefined && { cause }),
  });
}

function translate(error: unknown, url: string): unknown {
  if (error instanceof OpsError) return error;
  if (url.startsWith('file:') && isSystemError(error)) return sourceError(error, fileURLToPath(url), 'read');
  if (!(error instanceof Error) || !('code' in error)) return error;
  const reason = error.code === 'ECONNRESET' ? 'the connection broke off' : `cannot be reached: ${String(error.code)}`;
  return failed(url, reason, { reason: String(error.code) }, error);
}
