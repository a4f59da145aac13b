import type { Clock } from '../ports/clock.ts';

/** The longest wait that a timer of Node takes; longer ones would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal?.aborted) return Promise.resolve();
    const timer = setTimeout(done, Math.min(Math.max(0, ms), longestTimerMs));
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    return promise;
  },
};
