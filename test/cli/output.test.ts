import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOutput, type Output } from '../../src/cli/output.js';
import { renderPlainTable } from '../../src/cli/render/table.js';

interface Flags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

function capture(isTerminal: boolean, { json = false, quiet = false, verbose = false }: Flags = {}) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const facts = { isTerminal, columns: 60, color: false };
  const time = { now: 0 };
  const output: Output = createOutput({
    ...streams,
    terminal: { stdout: facts, stderr: facts },
    flags: { json, quiet, verbose },
    renderTable: renderPlainTable,
    userHome: undefined,
    now: () => new Date(0),
    clock: () => time.now,
  });
  const text = (stream: PassThrough): string => String(stream.read() ?? '');
  return { output, time, stdout: () => text(streams.stdout), stderr: () => text(streams.stderr) };
}

describe('output', () => {
  it('says what the flags let it say', () => {
    const said = (flags: Flags): string => {
      const { output, stdout, stderr } = capture(false, flags);
      output.note('noted');
      output.warn('warned');
      output.debug('debugged');
      assert.equal(stdout(), '');
      return stderr();
    };
    assert.equal(said({}), 'noted\nops: warning: warned\n');
    assert.equal(said({ quiet: true }), 'ops: warning: warned\n');
    assert.equal(said({ json: true }), 'ops: warning: warned\n');
    assert.equal(said({ verbose: true }), 'noted\nops: warning: warned\ndebugged\n');
  });

  it('prints no empty line for a result without a view or ids', () => {
    for (const flags of [{}, { quiet: true }]) {
      const { output, stdout } = capture(false, flags);
      output.result({ data: null });
      assert.equal(stdout(), '');
    }
  });

  it('keeps control characters of names from the terminal, not from a file', () => {
    const onTerminal = capture(true);
    onTerminal.output.result({ data: null, view: 'a\u001b[2J\nb' });
    assert.equal(onTerminal.stdout(), 'a?[2J\nb\n');
    const inFile = capture(false);
    inFile.output.result({ data: null, view: 'a\tb' });
    assert.equal(inFile.stdout(), 'a\tb\n');
  });

  it('draws a bar that steps aside for lines and results, and goes', async () => {
    const { output, time, stdout, stderr } = capture(true);
    {
      using bar = output.progress('assets');
      await sleep(50);
      time.now = 200;
      bar.report(512, 1024, 'a/b');
      assert.match(stderr(), /^\r\u001b\[2Kassets .*50 % {2}512 B of 1 KiB$/);
      output.note('a line');
      assert.equal(stderr(), '\r\u001b[2Ka line\n');
      time.now = 400;
      bar.report(1024, 1024);
      stderr();
    }
    assert.equal(stderr(), '\r\u001b[2K');
    output.result({ data: null, view: 'done' });
    assert.equal(stdout(), 'done\n');
  });

  it('draws nothing with -q and -j, and nothing once ended', async () => {
    for (const flags of [{ quiet: true }, { json: true }, {}]) {
      const { output, time, stderr } = capture(true, flags);
      const bar = output.progress('assets');
      bar.end();
      await sleep(20);
      time.now = 6000;
      bar.report(1, 2);
      assert.equal(stderr(), '');
    }
  });
});
