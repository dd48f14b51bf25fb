import { formatSize } from '../../core/size.js';
import { formatRelativeTime } from './time.js';
import { printable } from './width.js';

/** How a value reads: on a terminal sizes, times and paths are shortened for people, elsewhere they stay exact. */
export type ColumnKind = 'text' | 'size' | 'time' | 'path';

/** A size is a count of bytes; `undefined` is an empty cell. */
export type CellValue = string | number | Date | undefined;

export interface Column<Row> {
  readonly heading: string;
  /** Default: text. */
  readonly kind?: ColumnKind;
  readonly value: (row: Row) => CellValue;
  /** Who gives way on a narrow terminal: 1 first, then 2...; columns without it last. */
  readonly givesWay?: number;
}

/** Columns with their cells: what `tableOf` makes of rows. */
export interface Table {
  readonly columns: readonly Omit<Column<never>, 'value'>[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** A table of `rows`, for a `Result`'s view. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return { columns, rows: rows.map((row) => columns.map((column) => column.value(row))) };
}

/**
 * For programs: a heading line and a line for each row, cells between tabs; sizes in bytes, times in ISO 8601, paths in
 * full. Tabs and newlines in names become `?` so that a row stays a line; `-j` has them as they are.
 */
export function renderPlainTable({ columns, rows }: Table): string {
  const text = (value: CellValue): string => (value instanceof Date ? value.toISOString() : String(value ?? ''));
  const lines = [
    columns.map(({ heading }) => heading),
    ...rows.map((row) => row.map((value) => printable(text(value)))),
  ];
  return lines.map((cells) => cells.join('\t')).join('\n');
}

export interface ReaderFacts {
  readonly now: Date;
  /** The user's home directory, shown as `~`; undefined where it is not known. */
  readonly userHome: string | undefined;
}

/** The cells as people read them: `64 MiB`, `2 minutes ago`, `~/.ops/volumes/...`. */
export function readableCells({ columns, rows }: Table, facts: ReaderFacts): string[][] {
  return rows.map((row) =>
    row.map((value, index) => printable(readable(value, columns[index]?.kind ?? 'text', facts))),
  );
}

function readable(value: CellValue, kind: ColumnKind, { now, userHome }: ReaderFacts): string {
  if (value instanceof Date) return formatRelativeTime(value, now);
  if (typeof value === 'number') return kind === 'size' ? formatSize(value) : String(value);
  if (value === undefined) return '';
  const inHome = kind === 'path' && userHome !== undefined && value.startsWith(`${userHome}/`);
  return inHome ? `~${value.slice(userHome.length)}` : value;
}
