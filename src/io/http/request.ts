import { throwIfAborted } from '../../core/abort.js';
import { failed, networkError, showUrl } from './failure.js';

export interface HttpOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the other side may be silent, before its answer and within it. Default 30000. */
  readonly silenceMilliseconds?: number;
}

export interface HttpAnswer {
  /** Where it came from, behind all redirects. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** @throws OpsError `download-failed`, `interrupted` */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the body of an answer whose body is not wanted. */
  readonly discard: () => Promise<void>;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 5;
const SILENCE = 30_000;

/**
 * Asks for `url`, follows redirects, and gives the answer, whatever its status.
 *
 * @throws OpsError `download-failed` when there is no answer, for more than 5 redirects, and for one from https to http;
 *   `interrupted`
 */
export async function httpGet(url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  let at = parseAddress(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(at, options);
    const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return answer;
    await answer.discard();
    const next = parseAddress(location, at);
    if (at.protocol === 'https:' && next.protocol !== 'https:') {
      throw failed(url, `it leads to ${showUrl(next.href)}, which is not secured`);
    }
    at = next;
  }
  throw failed(url, `more than ${MOST_REDIRECTS} redirects`);
}

async function ask(url: URL, options: HttpOptions): Promise<HttpAnswer> {
  const { signal, headers = {}, silenceMilliseconds = SILENCE } = options;
  throwIfAborted(signal);
  const silence = new SilenceTimer(silenceMilliseconds);
  const aborted = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  const onTheLine = async <T>(call: () => Promise<T>): Promise<T> => {
    silence.begin();
    try {
      return await call();
    } catch (error) {
      throwIfAborted(signal);
      throw silence.signal.aborted
        ? failed(url.href, `no answer for ${silenceMilliseconds / 1000} s`)
        : networkError(url.href, error);
    } finally {
      silence.end();
    }
  };
  const response = await onTheLine(() => {
    // Without this, archives could come packed once more, and ranges would be those of the packed ones.
    const all = { 'accept-encoding': 'identity', ...headers };
    return fetch(url, { redirect: 'manual', headers: all, signal: aborted });
  });
  return {
    url: url.href,
    status: response.status,
    headers: response.headers,
    body: readBody(response, onTheLine),
    discard: async () => response.body?.cancel(),
  };
}

async function* readBody(
  response: Response,
  onTheLine: <T>(call: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array, void> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await onTheLine(() => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Aborts what takes too long between `begin` and `end`. */
class SilenceTimer {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  begin(): void {
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, this.#milliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function parseAddress(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw failed(text, 'not an http or https address');
}
