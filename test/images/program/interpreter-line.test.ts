import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpsError } from '../../../src/core/errors.js';
import { parseEnvArgument } from '../../../src/images/program/env-command.js';
import { parseInterpreterLine } from '../../../src/images/program/interpreter-line.js';
import { failure } from './plans.js';

const parse = (text: string) => parseInterpreterLine(new TextEncoder().encode(text), 's');

/** Runs an action that may be refused, but in no other way than as an invalid program. */
function mayRefuse(action: () => void): void {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof OpsError && error.code === 'program-invalid', String(error));
  }
}

describe('images/program/interpreter-line', () => {
  it('reads a path and one argument', () => {
    assert.deepEqual(parse('#!/bin/sh\n'), { interpreter: '/bin/sh' });
    assert.deepEqual(parse('#! \t/bin/sh\t \n'), { interpreter: '/bin/sh' });
    assert.deepEqual(parse('#!/bin/awk  -f  x \nrest'), { interpreter: '/bin/awk', argument: '-f  x' });
    assert.equal(parse('# !/bin/sh\n'), undefined);
    assert.equal(parse(''), undefined);
  });

  it('accepts a line of 255 bytes and refuses one more', () => {
    const line = `#!/${'x'.repeat(252)}`;
    assert.equal(parse(`${line}\n`)?.interpreter, line.slice(2));
    failure('program-invalid', () => parse(`${line}x\n`));
  });

  it('reads back any path and argument', () => {
    const path = fc.stringMatching(/^\/[!-~]{0,80}$/);
    const argument = fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/);
    fc.assert(
      fc.property(path, argument, (interpreter, rest) => {
        assert.deepEqual(parse(`#!${interpreter} ${rest}\n`), { interpreter, argument: rest });
      }),
    );
  });

  it('reads, or refuses, any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        mayRefuse(() => parseInterpreterLine(Uint8Array.from([0x23, 0x21, ...bytes]), 's'));
      }),
    );
  });
});

describe('images/program/env-command', () => {
  const words = (argument: string) => {
    const { environment, command, arguments: rest } = parseEnvArgument(argument, 's');
    return [environment, command, ...rest];
  };

  it('reads a command, and with -S its variables and arguments', () => {
    assert.deepEqual(words('node'), [{}, 'node']);
    assert.deepEqual(words('-S node'), [{}, 'node']);
    assert.deepEqual(words('-Snode -x'), [{}, 'node', '-x']);
    assert.deepEqual(words('--split-string=node -x=1'), [{}, 'node', '-x=1']);
    assert.deepEqual(words('-S A=1 B="2 3=4" n C=5'), [{ A: '1', B: '2 3=4' }, 'n', 'C=5']);
    assert.deepEqual(words(String.raw`-S n 'a "b' "c 'd\"" e\ f ""`), [{}, 'n', 'a "b', `c 'd"`, 'e f', '']);
  });

  it('reads back words that are quoted', () => {
    const word = fc.stringMatching(/^[!-~ ]{0,12}$/).filter((text) => !text.includes("'") && !text.includes('${'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (list) => {
        const quoted = list.map((text) => `'${text}'`).join(' ');
        assert.deepEqual(parseEnvArgument(`-S node ${quoted}`, 's').arguments, list);
      }),
    );
  });

  it('reads, or refuses, any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '=', ' ', '"', "'", '\\', '-', '$', '{', '\t') }), (text) => {
        mayRefuse(() => parseEnvArgument(text, 's'));
        mayRefuse(() => parseEnvArgument(`-S ${text}`, 's'));
      }),
      { numRuns: 1000 },
    );
  });
});
