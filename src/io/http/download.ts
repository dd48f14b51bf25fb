import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasErrorCode } from '../../core/errors.js';
import { formatSize } from '../../core/size.js';
import type { OperationOptions } from '../../core/progress.js';
import { onHost } from '../host-errors.js';
import { failed, httpGet, type HttpAnswer, type HttpOptions } from './request.js';

export interface DownloadRequest extends OperationOptions, Pick<HttpOptions, 'silenceMilliseconds'> {
  readonly url: string;
  /** Where the bytes go. What an interrupted download left there is gone on with. */
  readonly file: string;
  /** Bytes: what is longer is refused. */
  readonly limit: number;
  /** How long to wait before another try, times their number. Default 500. */
  readonly retryMilliseconds?: number;
}

/** Tries without a single byte of progress. */
const TRIES = 3;

/**
 * Fetches a file. When the line breaks it goes on where it was, if the server can; also the next time, unless what is
 * published has changed.
 *
 * @throws OpsError `download-failed`, with the `status` in its details when the server refuses; `interrupted`;
 *   `host-disk-full`, `host-file`. What has come by then stays in `file`, for another time
 */
export async function downloadFile(request: DownloadRequest): Promise<void> {
  for (let tries = 1; ; tries++) {
    const before = sizeOf(request.file);
    try {
      await goOn(request);
      rmSync(validatorFile(request.file), { force: true });
      return;
    } catch (error) {
      if (!hasErrorCode(error, 'download-failed') || isFinal(error.details['status'])) throw error;
      if (sizeOf(request.file) > before) tries = 0;
      if (tries >= TRIES) throw error;
      await delay(tries * (request.retryMilliseconds ?? 500), undefined, { signal: request.signal }).catch(
        () => undefined,
      );
    }
  }
}

/** A small text, such as a checksum; `undefined` when there is none at that address. @throws OpsError as `downloadFile` */
export async function fetchText(
  url: string,
  options: HttpOptions & { readonly limit: number },
): Promise<string | undefined> {
  const answer = await httpGet(url, options);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > options.limit) throw failed(url, `longer than ${formatSize(options.limit)}`);
  }
  // Stores of objects say "forbidden" for what is not there.
  if (answer.status === 404 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw refused(answer);
  return Buffer.concat(chunks).toString('utf8');
}

async function goOn(request: DownloadRequest): Promise<void> {
  const { url, file, signal, silenceMilliseconds } = request;
  const validator = readValidator(file);
  const have = validator === undefined ? 0 : sizeOf(file);
  const range = have > 0 && validator !== undefined ? { range: `bytes=${have}-`, 'if-range': validator } : {};
  const answer = await httpGet(url, { headers: range, signal, ...(silenceMilliseconds && { silenceMilliseconds }) });
  if (answer.status === 206 && startOf(answer) === have) {
    await receive(answer, have, request);
  } else if (answer.status === 200) {
    writeValidator(file, answer.headers);
    await receive(answer, 0, request);
  } else {
    // What we have is no beginning of what is there: the next try begins anew.
    if (answer.status === 416 || answer.status === 206) rmSync(validatorFile(file), { force: true });
    await answer.discard();
    throw refused(answer);
  }
}

async function receive(answer: HttpAnswer, start: number, request: DownloadRequest): Promise<void> {
  const { file, limit, progress } = request;
  const length = answer.headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  if ((total ?? 0) > limit)
    throw failed(answer.url, `it has more than ${formatSize(limit)}`, { status: answer.status });
  const fd = onHost('open', file, () => openSync(file, start === 0 ? 'w' : 'r+', 0o600));
  try {
    onHost('write', file, () => {
      ftruncateSync(fd, start);
    });
    let at = start;
    for await (const chunk of answer.body) {
      if (at + chunk.length > limit)
        throw failed(answer.url, `it has more than ${formatSize(limit)}`, { status: answer.status });
      writeAll(fd, chunk, at, file);
      at += chunk.length;
      progress?.report(at, total ?? at, 'download');
    }
    if (total !== undefined && at !== total) throw failed(answer.url, `it ended after ${at} of ${total} bytes`);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, chunk: Uint8Array, position: number, file: string): void {
  onHost('write', file, () => {
    for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done, chunk.length - done, position + done);
  });
}

function startOf({ headers }: HttpAnswer): number | undefined {
  const start = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** What tells one version of what is published from another. Weak ones do not promise the same bytes. */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function validatorFile(file: string): string {
  return `${file}.validator`;
}

function writeValidator(file: string, headers: Headers): void {
  const validator = validatorOf(headers);
  onHost('write', validatorFile(file), () => {
    if (validator === undefined) rmSync(validatorFile(file), { force: true });
    else writeFileSync(validatorFile(file), validator);
  });
}

function readValidator(file: string): string | undefined {
  if (!statSync(validatorFile(file), { throwIfNoEntry: false })) return undefined;
  return onHost('read', validatorFile(file), () => readFileSync(validatorFile(file), 'latin1'));
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Asking again helps when the server is busy or a part of it is down, and after 416 from the beginning. */
function isFinal(status: unknown): boolean {
  return typeof status === 'number' && status < 500 && ![206, 408, 416, 429].includes(status);
}

function refused({ url, status }: HttpAnswer): Error {
  return failed(url, status === 404 ? 'there is nothing there (404)' : `the server answers ${status}`, { status });
}
