import { exitCodes } from './exit-codes.ts';

let atWork = 0;

/** Whether answers may be in flight, so that a terminal that went away must not end the process before they are stored. */
export function isAtWork(): boolean {
  return atWork > 0;
}

/**
 * A signal that aborts on the first Ctrl-C, on SIGTERM, and when the terminal is closed: what is in flight is finished and
 * stored. A second Ctrl-C quits at once, and even then nothing that was stored is lost; a closed terminal, which shells and
 * the system tell of more than once, never does.
 */
export function stopOnInterrupt(onStop: () => void): AbortSignal & Disposable {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    onStop();
  };
  const interrupt = () => {
    if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
    stop();
  };
  atWork++;
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', stop);
  return Object.assign(stopping.signal, {
    [Symbol.dispose]: () => {
      atWork--;
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      process.off('SIGHUP', stop);
    },
  });
}
