import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson } from '../../src/config/json-syntax.js';
import { SourceText } from '../../src/config/source-text.js';
import { ConfigSandbox } from './config-sandbox.js';

describe('syntax of config.json', () => {
  const sandbox = new ConfigSandbox();
  after(() => {
    sandbox.dispose();
  });

  const cases: readonly (readonly [name: string, text: string, ...mistakes: string[]])[] = [
    ['an empty file', '', '1:1  the file is empty; write {} when there is nothing to configure'],
    ['a blank file', ' \n\t', '1:1  the file is empty; write {} when there is nothing to configure'],
    ['a list', '[]', '1:1  expected an object, found an array'],
    ['null', ' null', '1:2  expected an object, found null'],
    ['a missing comma', '{"Force": true\n "Uefi": true}', '2:2  a comma is missing before this'],
    ['a missing colon', '{"Force" true}', '1:10  a colon is missing here'],
    ['a missing value', '{"Force": }', '1:11  a value is missing here'],
    ['a missing bracket', '{"Args": ["a"', '1:14  a closing ] is missing here'],
    ['single quotes', "{'Force': true}", '1:2  is not JSON; text is written in double quotes'],
    ['an open string', '{"Boot": "x\n"Args": [1,,2]}', '1:10  a closing double quote is missing'],
    ['a wrong escape', '{"Boot": "a\\q"}', '1:10  has an escape that JSON does not know; write a backslash as \\\\'],
    ['something behind', '{}\n{}', '2:1  nothing may follow the configuration'],
    ['too many levels', `{"Args": ${'['.repeat(200)}`, '1:109  nested deeper than 100 levels'],
    ['a trailing comma', '{"Args": ["a",\n],}', '1:14  a comma stands before the closing bracket', '2:2  a comma stands before the closing bracket'],
    ['a comment', '{\n// no\n"Force": true /* no */}', '2:1  JSON has no comments', '3:15  JSON has no comments'],
  ]; // prettier-ignore
  for (const [name, text, ...mistakes] of cases) {
    it(`says what is wrong with ${name}`, async () => {
      assert.deepEqual(await sandbox.mistakes(text), mistakes);
    });
  }

  it('goes on to what is wrong besides when the meaning is clear', async () => {
    assert.deepEqual(await sandbox.mistakes('{\n  "Froce": true, // now\n}'), [
      '2:3 Froce unknown; did you mean "Force"?',
      '2:16  a comma stands before the closing bracket',
      '2:18  JSON has no comments',
    ]);
  });

  it('takes text in UTF-8 only', async () => {
    assert.deepEqual(await sandbox.mistakes(Buffer.from('\uFEFF{}', 'utf16le')), ['1:1  is not text in UTF-8']);
  });

  it('agrees with JSON.parse on what is JSON', async () => {
    const fragments = ['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '1', '-', '.5', 'e', '0', 'true', 'null', ' ', '\n', '\t', '//', '/*', '\u0001', '\u00a0', '\\u12', 'x']; // prettier-ignore
    const text = fc.oneof(
      fc.json(),
      fc.array(fc.constantFrom(...fragments), { maxLength: 8 }).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (sample) => {
        const { issues } = await parseJson(new SourceText(sample));
        assert.equal(issues.length === 0, isJson(sample), JSON.stringify(issues));
      }),
      { numRuns: 2000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
