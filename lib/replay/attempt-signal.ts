/** The signal of one attempt; disposed of once the attempt is over. */
export interface AttemptSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * A signal that aborts with a `TimeoutError` after so long, or when `cancel` does. In place of `AbortSignal.any` and
 * `AbortSignal.timeout`, which stay in memory until the time is up: 100,000 attempts are made in less.
 */
export function attemptSignal(cancel: AbortSignal, withinMs: number): AttemptSignal {
  const controller = new AbortController();
  const onCancel = () => controller.abort(cancel.reason);
  const onTimeout = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  const timer = setTimeout(onTimeout, withinMs);
  if (cancel.aborted) onCancel();
  else cancel.addEventListener('abort', onCancel, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
    },
  };
}
