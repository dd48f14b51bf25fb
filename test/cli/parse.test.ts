import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Parser as WholeParser } from 'yargs/helpers';
import type { Options } from '../../src/cli/command.js';
import { parseWords, type ParsedWords } from '../../src/cli/parse.js';
import { loadParser, type Parser } from '../../src/cli/yargs.js';

const OPTIONS: Options = {
  size: { type: 'string', alias: 's', description: '' },
  data: { type: 'string', alias: 'd', description: '' },
  env: { type: 'list', alias: 'e', description: '' },
  port: { type: 'list', alias: 'p', description: '' },
  count: { type: 'number', description: '' },
  force: { type: 'boolean', alias: 'f', description: '' },
  accel: { type: 'boolean', default: true, description: '' },
  'instance-name': { type: 'string', alias: 'i', description: '' },
};

describe('parseWords', () => {
  let parser: Parser;
  const parse = (line: string | readonly string[]): ParsedWords =>
    parseWords(parser, typeof line === 'string' ? line.split(' ') : line, OPTIONS);

  before(async () => {
    parser = await loadParser();
  });

  it('leaves text as it was typed', () => {
    const { values, positionals } = parse('007 1e3 0x10 1.50 true -s 010 -e 1 --instance-name 2e5 --count 08');
    assert.deepEqual(positionals, ['007', '1e3', '0x10', '1.50', 'true']);
    assert.deepEqual(values, { size: '010', env: ['1'], 'instance-name': '2e5', count: '08' });
  });

  it('gives a list one value at a time', () => {
    const { values, positionals } = parse('-e A=1 one -e B=2 two --port 80 three --port=81');
    assert.deepEqual(values, { env: ['A=1', 'B=2'], port: ['80', '81'] });
    assert.deepEqual(positionals, ['one', 'two', 'three']);
  });

  it('takes no word for a switch', () => {
    assert.deepEqual(parse('--json true -f false').positionals, ['true', 'false']);
    assert.equal(parse('--json=yes').problem, '--json takes no value');
  });

  it('passes on what follows --', () => {
    const { positionals, rest, values } = parse('a -- -s --json b -- c');
    assert.deepEqual([positionals, rest, values], [['a'], ['-s', '--json', 'b', '--', 'c'], {}]);
  });

  it('splits letters as getopt does', () => {
    assert.deepEqual(parse('-s64m').values, { size: '64m' });
    assert.deepEqual(parse('-p8080').values, { port: ['8080'] });
    assert.deepEqual(parse('-jqs64m').values, { json: true, quiet: true, size: '64m' });
    assert.deepEqual(parse('-d./a.b/c').values, { data: './a.b/c' });
    assert.deepEqual(parse('-d=x').values, { data: 'x' });
    assert.deepEqual(parse('-eA=1=2').values, { env: ['A=1=2'] });
    assert.deepEqual(parse('-e=A=1').values, { env: ['A=1'] });
    assert.deepEqual(parse(['-fs', '5', 'x']).values, { force: true, size: '5' });
  });

  it('takes values that look like numbers below zero, and a lone hyphen', () => {
    assert.deepEqual(parse('-s -5 -d - -').values, { size: '-5', data: '-' });
    assert.deepEqual(parse('-s -5 -d - -').positionals, ['-']);
    assert.deepEqual(parse('--data=-x').values, { data: '-x' });
  });

  it('says which option lacks its value', () => {
    assert.equal(parse('--size').problem, '--size needs a value');
    assert.equal(parse('a -s').problem, '-s needs a value');
    assert.equal(parse('-s -j').problem, '-s needs a value');
    assert.equal(parse('-e').problem, '-e needs a value');
  });

  it('invents no --no-x but for what is on by default', () => {
    assert.deepEqual(parse('--no-accel').values, { 'no-accel': true });
    assert.deepEqual(parse('--no-accel').unknown, []);
    assert.deepEqual(parse('--no-force --no-size').unknown, ['--no-force', '--no-size']);
  });

  it('names what it does not know', () => {
    const { unknown } = parse('--siz 5 -Z --instanceName x --a.b --__proto__=1');
    assert.deepEqual(unknown, ['--siz', '-Z', '--instanceName', '--a.b', '--___proto___']);
  });

  it('never throws, and loses no plain word', () => {
    const hard = fc.constantFrom('-s', '--size', '-e', '-jq', '--accel', '-', '=', '--=', '-s=', '--size=', '---');
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 8 }), hard), { maxLength: 8 }), (words) => {
        const plain = words.filter((word) => !word.startsWith('-'));
        assert.equal(parse(words).positionals.length + parse(words).rest.length <= words.length, true);
        assert.deepEqual(parse(plain).positionals, plain);
      }),
    );
  });

  it('reads as the parser that yargs itself exports', () => {
    const word = fc.constantFrom(
      'a',
      '1e3',
      '-s',
      '-s5',
      '-sx',
      '--size=4',
      '-e',
      '-eA=1',
      '--env',
      '-f',
      '-jq',
      '--no-accel',
      '--',
      '-1',
      '--zz',
      '-Z',
      'true',
      '',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (words) => {
        assert.deepEqual(parseWords(parser, words, OPTIONS), parseWords(WholeParser, words, OPTIONS));
      }),
    );
  });
});
