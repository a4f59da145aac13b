import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/**
 * A clock that can be put forward. It runs at the speed of any other clock, so that durations, latencies and waits are
 * real; only the hours between two runs are left out.
 */
export class SteppedClock implements Clock {
  #origin: number;

  constructor(start: Date) {
    this.#origin = start.getTime() - performance.now();
  }

  now(): Date {
    return new Date(this.#origin + performance.now());
  }

  /** Puts the clock forward; a time that is over already changes nothing. */
  moveTo(time: Date): void {
    this.#origin = Math.max(this.#origin, time.getTime() - performance.now());
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }
}
