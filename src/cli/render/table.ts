/** How a value reads: on a terminal sizes, times and paths are shortened for people, elsewhere they stay exact. */
export type ColumnKind = 'text' | 'size' | 'time' | 'path';

export interface Column<Row> {
  readonly heading: string;
  /** A size is a count of bytes, a time a Date; `undefined` is an empty cell. Default kind: text. */
  readonly kind?: ColumnKind;
  readonly value: (row: Row) => string | number | Date | undefined;
  /** Who gives way on a narrow terminal: 1 first, then 2...; columns without it last. */
  readonly givesWay?: number;
}

/** Columns with their cells: what `tableOf` makes of rows. */
export interface Table {
  readonly columns: readonly Column<never>[];
  readonly cells: readonly (readonly (string | number | Date | undefined)[])[];
}

/** A table of `rows`, for {@link Output.result}. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return { columns, cells: rows.map((row) => columns.map((column) => column.value(row))) };
}
