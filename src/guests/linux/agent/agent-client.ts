import type { Duplex } from 'node:stream';
import { OpsError } from '../../../core/errors.js';
import { formatRequest, parseAgentLine, type AgentEvent, type AgentItem, type AgentVerb } from './agent-protocol.js';
import { LineSplitter } from './line-splitter.js';

const LONGEST_LINE = 64 * 1024;
const DEFAULT_TIMEOUT = 30_000;
/** More than the longest answer has; a guest that goes on is not one of ours. */
const MOST_ITEMS = 1024;

export interface AgentWaitOptions {
  /** In milliseconds; 30 s when left out. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiter<Result> {
  readonly settle: (result: Result) => void;
  readonly fail: (error: OpsError) => void;
}

interface PendingRequest extends Waiter<readonly AgentItem[]> {
  readonly title: string;
  readonly items: AgentItem[];
}

interface PendingEvent extends Waiter<AgentEvent> {
  readonly matches: (event: AgentEvent) => boolean;
}

function failure(message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown): OpsError {
  return new OpsError('guest-request-failed', message, { details, ...(cause === undefined ? {} : { cause }) });
}

/**
 * The host's end of the agent line of one guest (docs/formats/agent-protocol.md). It owns the stream.
 *
 * @example
 * const agent = new AgentClient(socket, (event) => log(event));
 * await agent.request('unmount', ['name:data']);
 */
export class AgentClient implements AsyncDisposable {
  /** Resolves when the line is closed, however that came about. Never rejects. */
  readonly closed: Promise<void>;

  readonly #stream: Duplex;
  readonly #onEvent: (event: AgentEvent) => void;
  readonly #splitter = new LineSplitter(LONGEST_LINE);
  readonly #requests = new Map<number, PendingRequest>();
  readonly #events = new Set<PendingEvent>();
  #lastRequest: number;
  #isClosed = false;

  /**
   * @param onEvent hears every event from the first one on
   * @param firstRequest number of the first request. A guest that was slow may still answer what a former client of
   *   its line asked: clients of one guest begin with numbers that are far apart
   */
  constructor(stream: Duplex, onEvent: (event: AgentEvent) => void = () => undefined, firstRequest = 1) {
    this.#stream = stream;
    this.#onEvent = onEvent;
    this.#lastRequest = firstRequest - 1;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.closed = promise;
    const end = (cause?: unknown): void => {
      this.#end(cause);
      resolve(undefined);
    };
    stream.on('data', (bytes: Uint8Array) => {
      for (const line of this.#splitter.push(bytes)) this.#take(line);
    });
    stream.on('error', end);
    stream.on('end', () => {
      end();
    });
    stream.on('close', () => {
      end();
    });
    // Whatever half a line a former host left in the guest ends here.
    stream.write('\n');
  }

  /**
   * Asks the guest for something and waits for its answer.
   *
   * @returns the data of the answer; empty for most verbs
   * @throws OpsError `guest-request-failed` with `errno` and `items` in its details when the guest refuses, and without
   * them when it does not answer in time or the line is closed; `interrupted` when `signal` is aborted
   */
  async request(
    verb: AgentVerb,
    args: readonly (string | number)[] = [],
    options: AgentWaitOptions = {},
  ): Promise<readonly AgentItem[]> {
    const id = ++this.#lastRequest;
    const title = [verb, ...args].join(' ');
    const line = formatRequest(id, verb, args);
    const sent = this.#wait<readonly AgentItem[]>(title, options, (waiter) => {
      this.#requests.set(id, { ...waiter, title, items: [] });
      this.#stream.write(line);
    });
    return await sent.finally(() => this.#requests.delete(id));
  }

  /**
   * Waits for an event that is still to come.
   *
   * @throws OpsError `guest-request-failed` when it does not come in time or the line is closed; `interrupted`
   */
  async waitForEvent<Type extends AgentEvent['type']>(
    type: Type,
    options: AgentWaitOptions & { readonly matches?: (event: Extract<AgentEvent, { type: Type }>) => boolean } = {},
  ): Promise<Extract<AgentEvent, { type: Type }>> {
    type Wanted = Extract<AgentEvent, { type: Type }>;
    const isWanted = (event: AgentEvent): event is Wanted =>
      event.type === type && (options.matches?.(event as Wanted) ?? true);
    let entry: PendingEvent | undefined;
    const came = this.#wait<AgentEvent>(`the event "${type}"`, options, (waiter) => {
      entry = { ...waiter, matches: isWanted };
      this.#events.add(entry);
    });
    return (await came.finally(() => entry && this.#events.delete(entry))) as Wanted;
  }

  /** Closes the line. Requests that wait are refused. */
  async close(): Promise<void> {
    this.#stream.destroy();
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #wait<Result>(
    title: string,
    { timeout = DEFAULT_TIMEOUT, signal }: AgentWaitOptions,
    start: (waiter: Waiter<Result>) => void,
  ): Promise<Result> {
    if (this.#isClosed) throw failure(`${title}: the agent line is closed`);
    if (signal?.aborted) throw new OpsError('interrupted', `${title}: interrupted`, { cause: signal.reason });
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const timer = setTimeout(() => {
      reject(failure(`${title}: the guest has not answered in ${timeout / 1000} s`));
    }, timeout);
    const abort = (): void => {
      reject(new OpsError('interrupted', `${title}: interrupted`, { cause: signal?.reason }));
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      start({ settle: resolve, fail: reject });
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  #take(text: string): void {
    const line = parseAgentLine(text);
    if (line.kind === 'unknown') return;
    if (line.kind === 'event') {
      this.#onEvent(line.event);
      for (const waiter of [...this.#events]) if (waiter.matches(line.event)) waiter.settle(line.event);
      return;
    }
    // An answer to a request that nobody waits for any more, or to one of a former host.
    const request = this.#requests.get(line.request);
    if (!request) return;
    if (line.kind === 'ok') request.settle(request.items);
    else if (line.kind === 'item' && request.items.length < MOST_ITEMS) request.items.push(line.item);
    else if (line.kind === 'error') {
      const { errno, text: why } = line;
      request.fail(failure(`${request.title}: ${why} (${errno})`, { errno, items: request.items }));
    }
  }

  #end(cause: unknown): void {
    this.#isClosed = true;
    for (const { title, fail } of this.#requests.values()) fail(failure(`${title}: the agent line closed`, {}, cause));
    for (const { fail } of this.#events) fail(failure('the agent line closed before the event came', {}, cause));
  }
}
