import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renderPlainTable, tableOf, type Column } from '../../../src/cli/render/table.js';
import { renderTerminalTable } from '../../../src/cli/render/terminal-table.js';
import { displayWidth } from '../../../src/cli/render/width.js';
import { runCli } from '../run-cli.js';

interface Row {
  readonly name: string;
  readonly size: number;
  readonly file: string;
  readonly made: Date;
  readonly note?: string;
}

const NOW = new Date('2026-05-12T10:00:00Z');
const COLUMNS: readonly Column<Row>[] = [
  { heading: 'NAME', value: (row) => row.name },
  { heading: 'SIZE', kind: 'size', givesWay: 3, value: (row) => row.size },
  { heading: 'LOCATION', kind: 'path', givesWay: 1, value: (row) => row.file },
  { heading: 'CREATED', kind: 'time', givesWay: 2, value: (row) => row.made },
  { heading: 'NOTE', givesWay: 2, value: (row) => row.note },
];
const ROWS: readonly Row[] = [
  {
    name: 'assets',
    size: 67_108_864,
    file: '/home/ann/.ops/volumes/assets:5f0c0d3e.raw',
    made: new Date('2026-05-12T09:58:00Z'),
  },
  { name: '日本\t\u001b[2J', size: 512, file: '/srv/x.raw', made: new Date('2025-05-12T10:00:00Z'), note: 'a\nb' },
];
const FACTS = { now: NOW, userHome: '/home/ann' };

function draw(columns: number, rows = ROWS): string[] {
  return renderTerminalTable(tableOf(COLUMNS, rows), columns, FACTS).split('\n');
}

describe('renderTerminalTable', () => {
  it('shows sizes, times and paths for people', () => {
    assert.deepEqual(draw(200), [
      '┌───────────┬────────┬────────────────────────────────────┬───────────────┬──────┐',
      '│ NAME      │ SIZE   │ LOCATION                           │ CREATED       │ NOTE │',
      '├───────────┼────────┼────────────────────────────────────┼───────────────┼──────┤',
      '│ assets    │ 64 MiB │ ~/.ops/volumes/assets:5f0c0d3e.raw │ 2 minutes ago │      │',
      '│ 日本??[2J │ 512 B  │ /srv/x.raw                         │ 1 year ago    │ a?b  │',
      '└───────────┴────────┴────────────────────────────────────┴───────────────┴──────┘',
    ]);
  });

  it('cuts the middle of LOCATION first', () => {
    const [, heading = '', , first = ''] = draw(70);
    assert.match(heading, /NAME.*SIZE.*LOCATION.*CREATED.*NOTE/);
    assert.match(first, /│ ~\/\.ops\/vol…f0c0d3e\.raw │ 2 minutes ago/);
  });

  it('leaves LOCATION out next, then cuts and leaves out what follows', () => {
    assert.match(draw(55)[1] ?? '', /NAME.*SIZE.*CREATED.*NOTE/);
    assert.equal(draw(40)[1], '│ NAME      │ SIZE   │ CREATED       │');
    assert.equal(draw(37)[1], '│ NAME      │ SIZE   │ CREATED      │');
    assert.equal(draw(24)[1], '│ NAME      │ SIZE   │');
    assert.equal(draw(14)[1], '│ NAME      │');
    assert.equal(draw(10)[4], '│ 日本?… │');
  });

  it('is never wider than the terminal, and never wraps', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('日本語', '👩‍💻', 'e\u0301', 'か\u3099', '\ue000'),
    );
    const row = fc.record(
      { name, size: fc.nat(), file: fc.string(), made: fc.constant(NOW), note: name },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 3 }), fc.integer({ min: 8, max: 200 }), (rows, columns) => {
        const lines = draw(columns, rows);
        assert.equal(lines.length, rows.length + (rows.length === 0 ? 3 : 4));
        for (const line of lines) assert.ok(displayWidth(line) <= columns, `${columns}: ${line}`);
        assert.equal(new Set(lines.map(displayWidth)).size, 1, lines.join('\n'));
      }),
    );
  });
});

describe('renderPlainTable', () => {
  it('puts exact values between tabs, a row to a line', () => {
    assert.equal(
      renderPlainTable(tableOf(COLUMNS, ROWS)),
      'NAME\tSIZE\tLOCATION\tCREATED\tNOTE\n' +
        'assets\t67108864\t/home/ann/.ops/volumes/assets:5f0c0d3e.raw\t2026-05-12T09:58:00.000Z\t\n' +
        '日本??[2J\t512\t/srv/x.raw\t2025-05-12T10:00:00.000Z\ta?b',
    );
  });
});

describe('a table on the command line', () => {
  it('is drawn on a terminal and plain elsewhere', async () => {
    for (const columns of [40, 80, 200]) {
      const { stdout } = await runCli('volume list', { columns });
      for (const line of stdout.trimEnd().split('\n')) assert.ok(displayWidth(line) <= columns, line);
      assert.match(stdout, /^┌─/);
    }
    assert.match(
      (await runCli('volume list')).stdout,
      /^UUID\tNAME\tSIZE\tLOCATION\tCREATED\n5f0c0d3e-\S+\tassets\t67108864\t/,
    );
  });
});
