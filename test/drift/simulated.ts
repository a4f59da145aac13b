import type { Random } from '../../lib/domain/random.ts';
import type { Draw, ObservedRun } from '../../lib/domain/run/observed-run.ts';

/** A draw as text alone gives it. */
export function draw(text: string, part: Partial<Draw> = {}): Draw {
  return { text, toolCalls: [], finishReason: 'stop', properties: { json: 0, refusal: 0, stop: 1, empty: 0 }, ...part };
}

/** Runs of which each golden's draws are made by `answer`. */
export function simulateRuns(
  runs: number,
  { goldens, repetitions }: { goldens: number; repetitions: number },
  answer: (golden: number, run: number) => Draw | string,
): ObservedRun[] {
  return Array.from({ length: runs }, (_, run) => ({
    run: `run-${run}`,
    at: new Date(Date.UTC(2026, 0, 1, run)).toISOString(),
    goldens: new Map(
      Array.from({ length: goldens }, (_, golden) => [
        `golden-${golden}`,
        Array.from({ length: repetitions }, () => {
          const answered = answer(golden, run);
          return typeof answered === 'string' ? draw(answered) : answered;
        }),
      ]),
    ),
    identity: [],
    planned: goldens * repetitions,
    failed: 0,
  }));
}

/** One of `items`, with these probabilities. */
export function choose<T>(items: readonly T[], probabilities: readonly number[], random: Random): T {
  let rest = random();
  for (let i = 0; i < items.length; i++) {
    rest -= probabilities[i] as number;
    if (rest < 0) return items[i] as T;
  }
  return items.at(-1) as T;
}

/** Free text of so many words; hardly ever twice the same. */
export function freeText(words: number, random: Random, vocabulary = 50): string {
  return Array.from({ length: words }, () => `w${Math.floor(random() * vocabulary)}`).join(' ');
}
