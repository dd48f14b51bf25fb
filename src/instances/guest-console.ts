import type { Readable, Writable } from 'node:stream';

/** Where the console of a guest goes. */
export interface GuestConsole {
  /** What the program reads. */
  readonly input: NodeJS.ReadableStream;
  /** What the program writes, byte for byte. */
  readonly output: NodeJS.WritableStream;
  /** What the kernel and init say, before, beside and after the program. */
  readonly diagnostics: NodeJS.WritableStream;
}

/** What init writes on the console when the program begins and when it has ended: see docs/formats/agent-protocol.md. */
const MARK_LENGTH = 34;
const TAIL_BYTES = 4096;

/**
 * Takes the program's output out of the console. Init marks where it begins and ends with a secret that it got on the
 * kernel's command line; everything else on the line is the kernel's and init's.
 */
export class ConsoleSplitter {
  readonly #mark: Buffer;
  readonly #console: Pick<GuestConsole, 'output' | 'diagnostics'>;
  #inProgram = false;
  #held = Buffer.alloc(0);
  #tail = Buffer.alloc(0);

  /** @param secret 32 hexadecimal digits */
  constructor(secret: string, console: Pick<GuestConsole, 'output' | 'diagnostics'>) {
    this.#mark = consoleMark(secret);
    this.#console = console;
  }

  /** Reads a console to its end, no faster than its readers read. */
  async follow(stream: Readable): Promise<void> {
    for await (const chunk of stream) {
      for (const full of this.#push(chunk as Buffer)) await untilDrained(full);
    }
    for (const full of this.#emit(this.#held)) await untilDrained(full);
  }

  /** The last lines that were no output of the program: why a guest did not come up. */
  tail(lines: number): string {
    return this.#tail.toString('utf8').replaceAll('\r', '').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** @returns the writers that ask for a pause */
  #push(chunk: Buffer): NodeJS.WritableStream[] {
    const full: NodeJS.WritableStream[] = [];
    let bytes = Buffer.concat([this.#held, chunk]);
    for (let at = bytes.indexOf(this.#mark); at >= 0; at = bytes.indexOf(this.#mark)) {
      full.push(...this.#emit(bytes.subarray(0, at)));
      this.#inProgram = !this.#inProgram;
      bytes = bytes.subarray(at + this.#mark.length);
    }
    const kept = partialMark(bytes, this.#mark);
    this.#held = bytes.subarray(bytes.length - kept);
    return [...full, ...this.#emit(bytes.subarray(0, bytes.length - kept))];
  }

  #emit(bytes: Buffer): NodeJS.WritableStream[] {
    if (bytes.length === 0) return [];
    if (!this.#inProgram) this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-TAIL_BYTES);
    const target = this.#inProgram ? this.#console.output : this.#console.diagnostics;
    return target.write(bytes) || !target.writable ? [] : [target];
  }
}

/** Waits for a writer to take more, or to be gone: what becomes of standard output is its owner's matter. */
export function untilDrained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stream.removeListener(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.on(event, done);
  });
}

/** The mark on the console: the secret between two record separators, which no terminal shows. */
export function consoleMark(secret: string): Buffer {
  const mark = Buffer.from(`\x1e${secret}\x1e`, 'latin1');
  if (mark.length !== MARK_LENGTH) throw new RangeError(`a console secret has 32 digits, not ${secret.length}`);
  return mark;
}

/** How many bytes at the end of `bytes` may be the beginning of `mark`. */
function partialMark(bytes: Buffer, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}

const END_OF_INPUT = '\x04';
const LINE_FEED = 0x0a;

/**
 * Hands what comes in to the guest. Its end is the end-of-file character of the guest's terminal, which after half a
 * line only hands on that half: it takes another one then.
 */
export function feedConsole(input: NodeJS.ReadableStream, stdin: Writable): void {
  let last: number | undefined = LINE_FEED;
  const end = (): void => void stdin.write(last === LINE_FEED ? END_OF_INPUT : END_OF_INPUT.repeat(2));
  input.on('data', (chunk: Buffer | string) => {
    last = Buffer.from(chunk.slice(-1)).at(-1);
  });
  input.on('end', end);
  input.on('error', end);
  input.pipe(stdin, { end: false });
}
