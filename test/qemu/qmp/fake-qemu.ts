import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface FakeRequest {
  readonly execute: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly id: number;
}

type Reply = readonly object[];

export const GREETING = {
  QMP: { version: { qemu: { micro: 22, minor: 2, major: 7 }, package: 'Debian' }, capabilities: ['oob'] },
};

export interface FakeQemuOptions {
  /** Messages for a request, in order; called for everything but `qmp_capabilities`. */
  readonly answer: (request: FakeRequest) => Reply;
  /** Where to cut what is sent: sizes of the chunks, used over and over; without it messages are whole. */
  readonly chunks?: readonly number[];
  readonly greeting?: object | undefined;
}

/** The other end of a QMP connection, in memory, so that every chunk arrives exactly as it was cut. */
export class FakeQemu {
  readonly client: Duplex;
  readonly requests: FakeRequest[] = [];
  readonly #server: Duplex;
  readonly #options: FakeQemuOptions;
  #outbox = Buffer.alloc(0);
  #sending: Promise<void> | undefined;
  #turn = 0;

  constructor(options: FakeQemuOptions) {
    [this.client, this.#server] = duplexPair();
    this.#options = { greeting: GREETING, ...options };
    let rest = '';
    this.#server.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(JSON.parse(line) as FakeRequest);
    });
    if (this.#options.greeting) this.send(this.#options.greeting);
  }

  send(...messages: Reply): void {
    this.sendText(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));
  }

  sendText(text: string): void {
    this.#outbox = Buffer.concat([this.#outbox, Buffer.from(text)]);
    this.#sending ??= this.#flush();
  }

  /** QEMU is gone. */
  end(): void {
    this.#server.destroy();
  }

  #take(request: FakeRequest): void {
    this.requests.push(request);
    if (request.execute === 'qmp_capabilities') this.send({ return: {}, id: request.id });
    else this.send(...this.#options.answer(request));
  }

  async #flush(): Promise<void> {
    await nextTurn();
    while (this.#outbox.length > 0) {
      const chunks = this.#options.chunks ?? [];
      const size = chunks[this.#turn++ % Math.max(1, chunks.length)] ?? this.#outbox.length;
      this.#server.write(this.#outbox.subarray(0, size));
      this.#outbox = this.#outbox.subarray(size);
      await nextTurn();
    }
    this.#sending = undefined;
  }
}
