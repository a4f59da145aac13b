import { columns, cutEnd } from '../report/words/printable.ts';
import { hasColour } from './terminal.ts';

/** How often the line is drawn again, at most. */
const frameMs = 80;

/**
 * What goes on during long work, on standard error: one line that changes on a terminal, and plain lines of what was
 * finished anywhere else, where a line that changes would fill a log.
 */
export class Progress {
  readonly #stream = process.stderr;
  /** Whether there is a terminal, with a line that can change. */
  readonly live = process.stderr.isTTY === true;
  readonly #colour = hasColour(process.stderr);
  #shown = false;
  #line = '';
  #drawnAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** The line as it is now; only a terminal shows it. */
  update(line: string): void {
    if (!this.live) return;
    this.#line = line;
    const wait = this.#drawnAt + frameMs - performance.now();
    if (wait <= 0) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), wait);
  }

  /** A line that stays. */
  note(line: string): void {
    this.clear();
    this.#stream.write(`${this.#colour ? `\u001b[2m${line}\u001b[0m` : line}\n`);
  }

  /** Takes the changing line away, e.g. before something else is written. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#shown) this.#stream.write('\r\u001b[2K');
    this.#shown = false;
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawnAt = performance.now();
    this.#stream.write(`\r\u001b[2K${cutEnd(this.#line, (this.#stream.columns ?? 80) - 1)}`);
    this.#shown = true;
  }
}

/** `▕████████▌           ▏` */
export function bar(done: number, of: number, width = 20): string {
  const eighths = of === 0 ? 0 : Math.floor(Math.min(1, done / of) * width * 8);
  const whole = '█'.repeat(Math.floor(eighths / 8));
  const part = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  const filled = whole + part;
  return `▕${filled}${' '.repeat(width - columns(filled))}▏`;
}
