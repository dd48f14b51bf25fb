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

/** An address for people: without a password, and without what may be a secret behind `?`. */
export function showUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  Object.assign(parsed, { username: '', password: '', search: '', hash: '' });
  return parsed.href;
}

/** `<address>: <reason>`. */
export function failed(
  url: string,
  reason: string,
  details: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): OpsError {
  const shown = showUrl(url);
  return new OpsError('download-failed', `${shown}: ${reason}`, { details: { url: shown, ...details }, cause });
}

/** What undici throws says nothing; its cause does. */
export function networkError(url: string, error: unknown): OpsError {
  if (hasErrorCode(error, 'download-failed')) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return failed(url, reason, { reason: code }, error);
}

/** For an answer with a status that is none we can use. */
export function refused({ url, status }: { readonly url: string; readonly status: number }): OpsError {
  return failed(url, status === 404 ? 'there is nothing there (404)' : `the server answers ${status}`, { status });
}
