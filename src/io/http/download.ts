import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasErrorCode } from '../../core/errors.js';
import { formatSize } from '../../core/size.js';
import type { OperationOptions } from '../../core/progress.js';
import { onHost } from '../host-errors.js';
import { failed, refused } from './failure.js';
import { forgetValidator, keepValidator, readValidator, sizeOf } from './partial-file.js';
import { httpGet, type HttpAnswer, type HttpOptions } from './request.js';

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
      forgetValidator(request.file);
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

async function goOn(request: DownloadRequest): Promise<void> {
  const { url, file, signal, silenceMilliseconds } = request;
  const validator = readValidator(file);
  const have = validator === undefined ? 0 : sizeOf(file);
  const range = have > 0 && validator !== undefined ? { range: `bytes=${have}-`, 'if-range': validator } : {};
  const answer = await httpGet(url, { headers: range, signal, ...(silenceMilliseconds && { silenceMilliseconds }) });
  if (answer.status === 206 && startOf(answer) === have) {
    await receive(answer, have, request);
  } else if (answer.status === 200) {
    forgetValidator(file);
    await receive(answer, 0, request);
  } else {
    // What we have is no beginning of what is there: the next try begins anew.
    if (answer.status === 416 || answer.status === 206) forgetValidator(file);
    await answer.discard();
    throw refused(answer);
  }
}

/** Writes what comes behind the `start` bytes that are there. */
async function receive(answer: HttpAnswer, start: number, request: DownloadRequest): Promise<void> {
  const { file, progress } = request;
  const length = answer.headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  const fd = onHost('open', file, () => openSync(file, start === 0 ? 'w' : 'r+', 0o600));
  try {
    onHost('write', file, () => {
      ftruncateSync(fd, start);
    });
    // Now that no byte of another version is there.
    if (start === 0) keepValidator(file, answer.headers);
    let at = start;
    for await (const chunk of answer.body) {
      checkLength(total ?? at + chunk.length, answer, request);
      writeAll(fd, chunk, at, file);
      at += chunk.length;
      progress?.report(at, total ?? at, 'download');
    }
    if (total !== undefined && at !== total) throw failed(answer.url, `it ended after ${at} of ${total} bytes`);
  } finally {
    closeSync(fd);
  }
}

function checkLength(length: number, { url, status }: HttpAnswer, { limit }: DownloadRequest): void {
  if (length > limit) throw failed(url, `it has more than ${formatSize(limit)}`, { status });
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

/** Asking again helps when the server is busy or a part of it is down, and after 416 from the beginning. */
function isFinal(status: unknown): boolean {
  return typeof status === 'number' && status < 500 && ![206, 408, 416, 429].includes(status);
}
