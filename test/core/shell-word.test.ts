import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../src/core/shell-word.js';

describe('core/shell-word', () => {
  it('leaves plain words alone', () => {
    for (const word of ['%1:./site', '/srv/a_b-c.d', 'data:/data:ro']) assert.equal(shellWord(word), word);
  });

  it('quotes what a shell would take apart', () => {
    const character = fc.constantFrom(...' |\'|"|$|`|\\|\n|*|?|;|&|<|>|~|#|!|(|)|é|-|a'.split('|'), '|');
    const text = fc.array(character, { minLength: 1 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
        assert.equal(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }), `${words.join('\0')}\0`);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
