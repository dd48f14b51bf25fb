import type { ProgressBar } from '../output.js';
import { renderProgressLine, renderProgressLog, type ProgressState } from './progress-line.js';

const DRAW_EVERY_MS = 100;
const LOG_EVERY_MS = 5000;
/** The rate is that of the last seconds: a pause shows, one slow file does not. */
const RATE_WINDOW_MS = 3000;
const CLEAR_LINE = '\r\u001b[2K';

/** Where a task is drawn. */
export interface ProgressSurface {
  readonly isTerminal: boolean;
  /** Asked each time: terminals are resized while work goes on. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/**
 * A task as a bar on a terminal, ten times a second at most, and gone at its end; elsewhere a line every five seconds,
 * so that short work says nothing. Reports are cheap: most only look at the clock.
 */
export class DrawnProgress implements ProgressBar {
  readonly #surface: ProgressSurface;
  readonly #name: string;
  #samples: { readonly time: number; readonly done: number }[] = [];
  #lastDrawn: number;
  #visible = false;
  #ended = false;

  constructor(name: string, surface: ProgressSurface) {
    this.#name = name;
    this.#surface = surface;
    this.#lastDrawn = surface.clock();
  }

  report(done: number, total: number, item?: string): void {
    if (this.#ended) return;
    const now = this.#surface.clock();
    if (now - this.#lastDrawn < (this.#surface.isTerminal ? DRAW_EVERY_MS : LOG_EVERY_MS)) {
      if (this.#samples.length === 0) this.#samples.push({ time: now, done });
      return;
    }
    this.#lastDrawn = now;
    this.#draw({ name: this.#name, done, total, item, rate: this.#rate(now, done) });
  }

  /** Takes the bar off the screen, so that a line can be printed; the next report draws it again. */
  hide(): void {
    if (this.#visible) this.#surface.write(CLEAR_LINE);
    this.#visible = false;
  }

  end(): void {
    this.hide();
    this.#ended = true;
  }

  [Symbol.dispose](): void {
    this.end();
  }

  #draw(state: ProgressState): void {
    const { isTerminal, columns, write } = this.#surface;
    if (!isTerminal) {
      write(`${renderProgressLog(state)}\n`);
      return;
    }
    // One column stays free: a full line makes some terminals wrap.
    write(CLEAR_LINE + renderProgressLine(state, columns() - 1));
    this.#visible = true;
  }

  #rate(now: number, done: number): number | undefined {
    const oldest = this.#samples.find(({ time }) => now - time <= RATE_WINDOW_MS) ?? this.#samples.at(-1);
    this.#samples = [...this.#samples.filter(({ time }) => now - time <= RATE_WINDOW_MS), { time: now, done }];
    if (oldest === undefined || now === oldest.time || done < oldest.done) return undefined;
    return ((done - oldest.done) * 1000) / (now - oldest.time);
  }
}
