import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { QmpCommand, QmpCommands } from './commands.js';
import { openConnection, type QmpAddress } from './connection.js';
import { QmpCommandError, QmpConnectionError, qmpTimeout } from './errors.js';
import type { QmpEventName, QmpEvents } from './events.js';
import { LineSplitter } from './lines.js';
import { parseMessage, type QmpEventMessage, type QmpMessage } from './messages.js';
import { Pending, type WaitOptions } from './pending.js';

interface Call {
  readonly command: string;
  readonly pending: Pending<unknown>;
}

interface Waiter {
  readonly accepts: (event: QmpEventMessage) => boolean;
  readonly pending: Pending<QmpEventMessage['data']>;
}

type Listener = (event: QmpEventMessage) => void;

const GREETING_TIMEOUT = 3_000;
const ANSWER_TIMEOUT = 10_000;
const EVENT_TIMEOUT = 30_000;
const BUSY_HINT = 'QEMU talks to one client at a time: end the other one (an ops command, a monitor), and try again';

/**
 * A client of QEMU's monitor protocol. QEMU serves one client of a socket at a time and leaves the next one waiting
 * without a word, so connections are short: connect, do the work, close.
 * Source: QEMU, docs/interop/qmp-spec.rst.
 *
 * @example
 * await using client = await QmpClient.connect({ path: '/home/me/.ops/instances/17951650328317/qmp.sock' });
 * const deleted = client.waitForEvent('DEVICE_DELETED', ({ device }) => device === 'volume-a');
 * await client.execute('device_del', { id: 'volume-a' });
 * await deleted;
 */
export class QmpClient {
  readonly #stream: Duplex;
  readonly #greeting: Pending<undefined>;
  readonly #calls = new Map<number, Call>();
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<Listener>();
  #lastId = 0;
  #broken: Error | undefined;

  /**
   * Connects, takes the greeting and leaves negotiation mode.
   *
   * @param options `timeout`: 3 seconds for the greeting unless told otherwise
   * @throws OpsError `qmp-failed` when nobody listens, `qmp-timeout` when no greeting comes, `interrupted`
   */
  static async connect(address: QmpAddress, options: WaitOptions = {}): Promise<QmpClient> {
    return QmpClient.negotiate(await openConnection(address, options.signal), options);
  }

  /** As {@link QmpClient.connect}, over a stream that is open already. Destroys it on failure. */
  static async negotiate(stream: Duplex, options: WaitOptions = {}): Promise<QmpClient> {
    const client = new QmpClient(stream, options);
    try {
      await client.#greeting.promise;
      await client.execute('qmp_capabilities', {}, options);
      return client;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  private constructor(stream: Duplex, { timeout = GREETING_TIMEOUT, signal }: WaitOptions) {
    const timedOut = (): Error => qmpTimeout('its monitor did not greet us', timeout, BUSY_HINT);
    this.#stream = stream;
    this.#greeting = new Pending(timeout, signal, timedOut);
    const lines = new LineSplitter();
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      for (const line of lines.push(chunk)) this.#receive(line);
    });
    stream.on('error', (error) => {
      this.#fail(new QmpConnectionError('the connection to its monitor broke', error));
    });
    stream.on('close', () => {
      this.#fail(new QmpConnectionError('its monitor closed the connection'));
    });
    stream.on('end', () => stream.destroy());
  }

  /**
   * Sends a command and waits for its own answer; several may be on their way at once.
   *
   * @param options `timeout`: 10 seconds unless told otherwise
   * @throws QmpCommandError (`qmp-failed`, with QEMU's class and description) when QEMU refuses it
   * @throws OpsError `qmp-failed` when the connection ends before the answer, `qmp-timeout`, `interrupted`
   */
  async execute<Command extends QmpCommand>(
    command: Command,
    args: QmpCommands[Command]['arguments'],
    { timeout = ANSWER_TIMEOUT, signal }: WaitOptions = {},
  ): Promise<QmpCommands[Command]['result']> {
    if (this.#broken) throw this.#broken;
    const id = ++this.#lastId;
    const pending = new Pending<unknown>(timeout, signal, () => qmpTimeout(`${command}: no answer`, timeout));
    this.#calls.set(id, { command, pending });
    this.#stream.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    try {
      return (await pending.promise) as QmpCommands[Command]['result'];
    } finally {
      this.#calls.delete(id);
    }
  }

  /**
   * The data of the next event `name` that `accepts` takes. Events come before the answer of the command that caused
   * them: call this first, send the command, then await what this returned.
   *
   * @param options `timeout`: 30 seconds unless told otherwise
   * @throws OpsError `qmp-failed` when the connection ends before it, `qmp-timeout`, `interrupted`
   */
  waitForEvent<Name extends QmpEventName>(
    name: Name,
    accepts: (data: QmpEvents[Name]) => boolean = () => true,
    { timeout = EVENT_TIMEOUT, signal }: WaitOptions = {},
  ): Promise<QmpEvents[Name]> {
    const pending = new Pending<QmpEventMessage['data']>(timeout, signal, () => qmpTimeout(`no ${name}`, timeout));
    const waiter: Waiter = {
      accepts: (event) => event.name === name && accepts(event.data as QmpEvents[Name]),
      pending,
    };
    this.#waiters.add(waiter);
    if (this.#broken) pending.reject(this.#broken);
    const data = pending.promise.finally(() => this.#waiters.delete(waiter)) as Promise<QmpEvents[Name]>;
    // The caller sends a command before it awaits this: until then a failure is not unhandled.
    data.catch(() => undefined);
    return data;
  }

  /** Calls `listener` for every event `name` from now on; the result ends that. */
  on<Name extends QmpEventName>(name: Name, listener: (data: QmpEvents[Name]) => void): () => void {
    const filtered: Listener = (event) => {
      if (event.name === name) listener(event.data as QmpEvents[Name]);
    };
    this.#listeners.add(filtered);
    return () => this.#listeners.delete(filtered);
  }

  /** Ends QEMU; its disks are flushed, its guest is not told. QEMU may go before it answers: that is success. */
  async quit(options: WaitOptions = {}): Promise<void> {
    try {
      await this.execute('quit', {}, options);
    } catch (error) {
      if (!(error instanceof QmpConnectionError)) throw error;
    }
    await this.close();
  }

  /** Leaves the monitor to the next client. What still waits for an answer fails with `qmp-failed`. */
  async close(): Promise<void> {
    if (this.#stream.closed) return;
    this.#stream.destroy();
    await once(this.#stream, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(line: string): void {
    let message: QmpMessage;
    try {
      message = parseMessage(line);
    } catch (error) {
      this.#fail(
        error instanceof Error ? error : new QmpConnectionError('its monitor sent what we cannot read', error),
      );
      return;
    }
    this.#dispatch(message);
  }

  #dispatch(message: QmpMessage): void {
    switch (message.kind) {
      case 'greeting':
        this.#greeting.resolve(undefined);
        return;
      case 'return':
        this.#calls.get(message.id)?.pending.resolve(message.value);
        return;
      case 'error':
        this.#refuse(message);
        return;
      case 'event':
        for (const listener of this.#listeners) listener(message.event);
        for (const { accepts, pending } of this.#waiters)
          if (accepts(message.event)) pending.resolve(message.event.data);
    }
  }

  #refuse({ id, errorClass, description }: Extract<QmpMessage, { kind: 'error' }>): void {
    if (id === undefined) {
      this.#fail(new QmpConnectionError(`its monitor could not read a command: ${description}`));
      return;
    }
    const call = this.#calls.get(id);
    call?.pending.reject(new QmpCommandError(call.command, errorClass, description));
  }

  #fail(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    this.#greeting.reject(error);
    for (const { pending } of this.#calls.values()) pending.reject(error);
    for (const { pending } of this.#waiters) pending.reject(error);
    this.#stream.destroy();
  }
}
