import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QmpClient } from '../../../src/qemu/qmp/client.js';
import { QmpCommandError, QmpConnectionError } from '../../../src/qemu/qmp/errors.js';
import { FakeQemu, type FakeRequest } from './fake-qemu.js';

/** Text that is hard on a reader of lines: several bytes a letter, line ends and separators inside a string. */
const hostileText = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '\u2028', 'é', '語', '🦉', '}') });

/** Sizes of the chunks: one byte at a time, messages cut anywhere, several messages merged. */
const chunks = fc.array(fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 500 })), {
  minLength: 1,
  maxLength: 8,
});

const commands = fc.array(
  fc.record({ text: hostileText, refused: fc.boolean(), events: fc.array(hostileText, { maxLength: 3 }) }),
  { minLength: 1, maxLength: 8 },
);

const lineOf = (request: FakeRequest): string => String(request.arguments['command-line']);

describe('QMP client against hostile timing', () => {
  it('gives every command its own answer and every event once, in order, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, commands, fc.boolean(), async (sizes, calls, backwards) => {
        const held: object[][] = [];
        const qemu: FakeQemu = new FakeQemu({
          chunks: sizes,
          answer: (request) => {
            const call = calls[Number(lineOf(request))]!;
            const events = call.events.map((device) => ({ event: 'BLOCK_JOB_READY', data: { device } }));
            const result = call.refused ? { error: { class: 'GenericError', desc: call.text } } : { return: call.text };
            held.push([...events, { ...result, id: request.id }]);
            if (held.length < calls.length) return [];
            return (backwards ? held.toReversed() : held).flat();
          },
        });
        const client = await QmpClient.negotiate(qemu.client);
        const heard: string[] = [];
        client.on('BLOCK_JOB_READY', ({ device }) => heard.push(device));
        const results = await Promise.allSettled(
          calls.map((_, index) => client.execute('human-monitor-command', { 'command-line': String(index) })),
        );
        const texts = results.map((result) => {
          if (result.status === 'fulfilled') return { text: result.value, refused: false };
          assert.ok(result.reason instanceof QmpCommandError, String(result.reason));
          return { text: result.reason.description, refused: true };
        });
        assert.deepEqual(
          texts,
          calls.map(({ text, refused }) => ({ text, refused })),
        );
        const expected = (backwards ? calls.toReversed() : calls).flatMap(({ events }) => events);
        assert.deepEqual(heard, expected);
        await client.close();
      }),
      { numRuns: 150 },
    );
  });

  it('fails exactly what is not answered yet when QEMU goes away in the middle of a message', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 0, max: 5 }), hostileText, async (sizes, answered, text) => {
        const qemu: FakeQemu = new FakeQemu({
          chunks: sizes,
          answer: (request) => {
            const index = Number(lineOf(request));
            if (index < answered) return [{ return: text, id: request.id }];
            if (index === answered) qemu.sendText(`{"return": "cut off`);
            return [];
          },
        });
        const client = await QmpClient.negotiate(qemu.client);
        const calls = Array.from({ length: answered + 2 }, (_, index) =>
          client.execute('human-monitor-command', { 'command-line': String(index) }),
        );
        assert.deepEqual(await Promise.all(calls.slice(0, answered)), Array<string>(answered).fill(text));
        qemu.end();
        for (const call of calls.slice(answered)) await assert.rejects(call, QmpConnectionError);
      }),
      { numRuns: 100 },
    );
  });
});
