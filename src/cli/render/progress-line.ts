import { formatSize } from '../../core/size.js';
import { formatDuration } from './time.js';
import { cutMiddle, displayWidth, printable } from './width.js';

/** How far a task is, for people. */
export interface ProgressState {
  readonly name: string;
  /** In bytes; a `total` of zero is not known yet. */
  readonly done: number;
  readonly total: number;
  readonly item: string | undefined;
  /** In bytes a second; undefined until it can be told. */
  readonly rate: number | undefined;
}

const BAR_WIDTH = 30;
const LEAST_BAR_WIDTH = 10;
const LEAST_ITEM_WIDTH = 12;

/**
 * One line of at most `columns`:
 *
 *     assets  ███████████████████░░░░░░░░░░░  63 %  6.1 of 9.6 GiB  1.4 GiB/s  ETA 2 s  photos/2019/IMG_2201.raw
 *
 * What does not fit goes, the item first, then the bar, the time left, the rate and the bytes.
 */
export function renderProgressLine(state: ProgressState, columns: number): string {
  const facts = progressFacts(state);
  const name = printable(state.name);
  while (facts.length > 1 && lineWidth([name, ...facts]) > columns) facts.pop();
  const parts = [name, ...facts];
  const barWidth = Math.min(BAR_WIDTH, columns - lineWidth(parts) - 2);
  if (state.total > 0 && barWidth >= LEAST_BAR_WIDTH) parts.splice(1, 0, bar(state, barWidth));
  const room = columns - lineWidth(parts) - 2;
  if (state.item !== undefined && room >= LEAST_ITEM_WIDTH) parts.push(cutMiddle(printable(state.item), room));
  return cutMiddle(parts.join('  '), columns);
}

/** The line without a bar and an item, for logs: `assets  63 %  6.1 of 9.6 GiB  1.4 GiB/s  ETA 2 s`. */
export function renderProgressLog(state: ProgressState): string {
  return [printable(state.name), ...progressFacts(state)].join('  ');
}

function progressFacts({ done, total, rate }: ProgressState): string[] {
  const facts =
    total > 0 ? [percent(done, total), `${amountOf(done, total)} ${formatSize(total)}`] : [formatSize(done)];
  if (rate === undefined || rate <= 0) return facts;
  facts.push(`${formatSize(rate)}/s`);
  if (total > done) facts.push(`ETA ${formatDuration(Math.max(1, Math.round((total - done) / rate)) * 1000)}`);
  return facts;
}

/** Never 100 % before the end. */
function percent(done: number, total: number): string {
  return `${String(Math.min(100, Math.floor((done / total) * 100))).padStart(3)} %`;
}

/** `6.1 of` 9.6 GiB, or `800 MiB of` 9.6 GiB: the unit is said once where it is the same. */
function amountOf(done: number, total: number): string {
  const [count = '', unit = ''] = formatSize(done).split(' ');
  return formatSize(total).endsWith(` ${unit}`) ? `${count} of` : `${count} ${unit} of`;
}

function bar({ done, total }: ProgressState, width: number): string {
  const filled = Math.max(0, Math.min(width, Math.floor((done / total) * width)));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function lineWidth(parts: readonly string[]): number {
  return parts.reduce((width, part) => width + displayWidth(part), (parts.length - 1) * 2);
}
