import type { Clock } from '../../lib/ports/clock.ts';

/** A clock that moves only when somebody sleeps: waits of hours take no time, and what was waited for can be read. */
export class TestClock implements Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly slept: number[] = [];
  #now: number;
  readonly #sleepers = new Set<{ readonly until: number; wake(): void }>();

  constructor(at = '2026-11-22T09:00:00.000Z') {
    this.#now = Date.parse(at);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    if (signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const sleeper = { until: this.#now + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', () => this.#wake(sleeper), { once: true });
    // Time passes when nothing else is left to do: then the first sleeper wakes.
    setImmediate(() => {
      const first = [...this.#sleepers].sort((a, b) => a.until - b.until)[0];
      if (first === undefined) return;
      this.#now = Math.max(this.#now, first.until);
      this.#wake(first);
    });
    await promise;
  }

  #wake(sleeper: { readonly until: number; wake(): void }): void {
    if (this.#sleepers.delete(sleeper)) sleeper.wake();
  }
}
