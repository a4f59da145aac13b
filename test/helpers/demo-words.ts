import type { Outcome } from './cli.ts';

/** What the demo says, without what differs from one time to the next: ports, times, numbers of the runs themselves. */
export function steady({ stdout }: Outcome): string {
  return stdout
    .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT')
    .replaceAll(/\d{8}T\d{9}Z/g, 'TIME')
    .replaceAll(/([▁▂▃▄▅▆▇█]+) {2}(?:\d+ min(?: \d+ s)?|\d+ s)$/gm, 'BARS')
    .replaceAll(/ {2}(?:\d+ min(?: \d+ s)?|\d+ s)$/gm, '  TOOK');
}

export const opening = `Pinwatch demo  the model behind a pinned ID changes, and nobody says so

  Pinwatch learns how a pinned model answers the golden requests of a support desk, and goes on
  watching. Then its provider changes what is served behind the ID, silently.
  The model is real and runs on this machine. Only time is played: runs that are due every hour
  follow each other at once, and what is stored says the hours.

  Model      nano-2026-06-01 at http://127.0.0.1:PORT/v1
  A run      16 golden requests, 32 answers, every 1h
  Promise    at most 1 false alarm a year is expected
  Baseline   24 runs learned as normal  TOOK
  Watching   6 runs: no drift detected  BARS
`;
