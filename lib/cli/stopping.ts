import { exitCodes } from './exit-codes.ts';

/**
 * A signal that aborts on the first Ctrl-C (or SIGTERM): what is in flight is finished and stored. The second one quits
 * at once; even then nothing that was stored is lost.
 */
export function stopOnInterrupt(onStop: () => void): AbortSignal & Disposable {
  const stopping = new AbortController();
  const interrupt = () => {
    if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
    stopping.abort();
    onStop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return Object.assign(stopping.signal, {
    [Symbol.dispose]: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  });
}
