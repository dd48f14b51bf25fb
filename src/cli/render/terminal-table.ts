import Drawer from 'cli-table3';
import { readableCells, type ReaderFacts, type Table } from './table.js';
import { cutEnd, cutMiddle, displayWidth, isAscii } from './width.js';

/** A column gives way down to this many columns of text before it is left out. */
const LEAST_WIDTH = 8;

interface FittedColumn {
  readonly heading: string;
  readonly isPath: boolean;
  readonly givesWay: number;
  readonly least: number;
  readonly cells: readonly string[];
  width: number;
}

/** The table as box drawing, no wider than `columns`: columns are cut, then left out, in the order of `givesWay`. */
export function renderTerminalTable(table: Table, columns: number, facts: ReaderFacts): string {
  const fitted = fit(measure(table, facts), columns);
  const cut = (text: string, { isPath, width }: FittedColumn): string => (isPath ? cutMiddle : cutEnd)(text, width);
  const head = fitted.map((column) => cut(column.heading, column));
  const rows = table.rows.map((_, row) => fitted.map((column) => cut(column.cells[row] ?? '', column)));
  return draw(head, rows);
}

/** Stands for one column of text while cli-table3 draws. */
const STAND_IN = '\ue000';

/**
 * Draws with cli-table3, which counts the columns of some scripts and emoji as Unicode did in 2018: text that is not
 * ASCII is put in afterwards, in the places that were kept for it.
 */
function draw(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const texts = [head, ...rows].flat().filter((text) => displayWidth(text) > 0 && !isAscii(text));
  const place = (text: string): string => (isAscii(text) ? text : STAND_IN.repeat(displayWidth(text)));
  const drawing = new Drawer({ head: head.map(place), style: { head: [], border: [], compact: true } });
  drawing.push(...rows.map((row) => row.map(place)));
  let next = 0;
  return drawing.toString().replaceAll(/\ue000+/g, () => texts[next++] ?? '');
}

function measure(table: Table, facts: ReaderFacts): FittedColumn[] {
  const rows = readableCells(table, facts);
  return table.columns.map(({ heading, kind, givesWay = Number.POSITIVE_INFINITY }, index) => {
    const cells = rows.map((row) => row[index] ?? '');
    const width = Math.max(displayWidth(heading), ...cells.map(displayWidth));
    return { heading, isPath: kind === 'path', givesWay, least: Math.min(width, LEAST_WIDTH), cells, width };
  });
}

/** One border and two spaces for each column, and the last border. */
function tableWidth(columns: readonly FittedColumn[]): number {
  return columns.reduce((total, { width }) => total + width + 3, 1);
}

function fit(columns: readonly FittedColumn[], limit: number): FittedColumn[] {
  let shown = [...columns];
  // Later columns give way first among equals: the first one names the row.
  const order = columns
    .map((column, index) => ({ column, index }))
    .sort((a, b) => compare(a.column, b.column) || b.index - a.index);
  for (const { column } of order) {
    const excess = tableWidth(shown) - limit;
    if (excess <= 0) break;
    column.width = Math.max(column.least, column.width - excess);
    const mayGo = column.givesWay !== Number.POSITIVE_INFINITY;
    if (mayGo && tableWidth(shown) > limit) shown = shown.filter((other) => other !== column);
  }
  for (const { column } of order) {
    if (tableWidth(shown) > limit && shown.length > 1) shown = shown.filter((other) => other !== column);
  }
  const [only] = shown;
  if (only !== undefined && shown.length === 1) only.width = Math.max(1, Math.min(only.width, limit - 4));
  return shown;
}

function compare(a: FittedColumn, b: FittedColumn): number {
  return a.givesWay === b.givesWay ? 0 : a.givesWay - b.givesWay;
}
