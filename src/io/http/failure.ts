import { hasErrorCode, OpsError } from '../../core/errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host, or no network',
  EAI_AGAIN: 'there is no network',
  ENETUNREACH: 'there is no network',
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the line broke',
  UND_ERR_SOCKET: 'the line broke',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answers there',
};

/** `<address>: <reason>`. */
export function failed(url: string, reason: string, details: Readonly<Record<string, unknown>> = {}): OpsError {
  return new OpsError('download-failed', `${url}: ${reason}`, { details: { url, ...details } });
}

/** What undici throws says nothing; its cause does. */
export function networkError(url: string, error: unknown): OpsError {
  if (hasErrorCode(error, 'download-failed')) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new OpsError('download-failed', `${url}: ${reason}`, { details: { url, reason: code }, cause: error });
}

/** For an answer with a status that is none we can use. */
export function refused({ url, status }: { readonly url: string; readonly status: number }): OpsError {
  return failed(url, status === 404 ? 'there is nothing there (404)' : `the server answers ${status}`, { status });
}
