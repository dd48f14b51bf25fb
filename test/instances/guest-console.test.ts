import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { consoleMark, ConsoleSplitter, feedConsole } from '../../src/instances/guest-console.js';

const SECRET = '0123456789abcdef0123456789abcdef';
const MARK = consoleMark(SECRET);

interface Split {
  readonly output: Buffer;
  readonly diagnostics: Buffer;
  readonly tail: string;
}

/** Cuts `bytes` at the given places, as a serial line may. */
async function split(bytes: Buffer, cuts: readonly number[] = []): Promise<Split> {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const chunks = places.map((place, index) => bytes.subarray(places[index - 1] ?? 0, place));
  const [output, diagnostics] = [new PassThrough(), new PassThrough()];
  const [said, told] = [buffer(output), buffer(diagnostics)];
  const splitter = new ConsoleSplitter(SECRET, { output, diagnostics });
  await splitter.follow(Readable.from(chunks));
  output.end();
  diagnostics.end();
  return { output: await said, diagnostics: await told, tail: splitter.tail(2) };
}

describe('instances/guest-console', () => {
  it('takes the program out of the console, wherever the line is cut', async () => {
    const anyBytes = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(anyBytes, anyBytes, anyBytes, fc.array(fc.nat(300)), async (before, program, after, cuts) => {
        const { output, diagnostics } = await split(Buffer.concat([before, MARK, program, MARK, after]), cuts);
        assert.deepEqual(output, program);
        assert.deepEqual(diagnostics, Buffer.concat([before, after]));
      }),
    );
  });

  it('keeps what only begins like a mark', async () => {
    const program = Buffer.concat([MARK.subarray(0, 20), MARK.subarray(0, 33), Buffer.from('x')]);
    const { output } = await split(Buffer.concat([MARK, program]), [40, 60, 70]);
    assert.deepEqual(output, program);
  });

  it('remembers the last lines that were not the program', async () => {
    const console = Buffer.concat([
      Buffer.from('a\r\nb\r\n'),
      MARK,
      Buffer.from('program\n'),
      MARK,
      Buffer.from('c\r\n'),
    ]);
    assert.equal((await split(console)).tail, 'b\nc');
  });

  it('goes on to the end when nobody reads the output any more', async () => {
    const output = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        setTimeout(done, 1, new Error('EPIPE'));
      },
    });
    output.on('error', () => undefined);
    const splitter = new ConsoleSplitter(SECRET, { output, diagnostics: new PassThrough() });
    await splitter.follow(Readable.from([MARK, ...Array.from({ length: 20 }, () => Buffer.alloc(100, 'x'))]));
    assert.ok(output.destroyed);
  });

  it('reads no faster than the output is read', async () => {
    const output = new PassThrough({ highWaterMark: 10 });
    let taken = 0;
    const source = Readable.from(
      (function* () {
        yield MARK;
        for (; taken < 50; taken++) yield Buffer.alloc(100, 'x');
      })(),
      { highWaterMark: 1 },
    );
    const splitter = new ConsoleSplitter(SECRET, { output, diagnostics: new PassThrough() });
    const followed = splitter.follow(source);
    await delay(20);
    assert.ok(taken < 10, `${taken} chunks were taken`);
    output.resume();
    await followed;
    assert.equal(taken, 50);
  });

  for (const [input, typed] of Object.entries({ '': '\x04', 'a\n': 'a\n\x04', 'a\nb': 'a\nb\x04\x04' })) {
    it(`ends ${JSON.stringify(input)} as a terminal does`, async () => {
      const stdin = new PassThrough();
      feedConsole(Readable.from(input === '' ? [] : [Buffer.from(input)]), stdin);
      await delay(5);
      assert.equal(String(stdin.read()), typed);
    });
  }
});
