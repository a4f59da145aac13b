import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { newDetector, observe } from '../../lib/drift/detector.ts';
import { binomialCoefficient } from '../../lib/stats/labellings.ts';
import { type Answer, makeRun } from '../drift/detector-runs.ts';
import { choose, draw, freeText } from '../drift/simulated.ts';
import { alarmsAt, medianOf } from './ranked-scores.ts';

const size = { goldens: 6, repetitions: 2 };
const thresholds = [365, 8760, 876_000] as const;
const longest = 40;

/** Answers before and after a change. */
interface Change {
  readonly before: (random: Random) => Answer;
  readonly after: (random: Random) => Answer;
}

const words = ['yes', 'well, yes', 'perhaps', 'no', 'not really'];
const usual = (random: Random) => (golden: number) =>
  `${choose(words, [0.5, 0.25, 0.15, 0.07, 0.03], random)} ${golden}`;
const prose = (vocabulary: number) => (random: Random) => () => freeText(12, random, vocabulary);
const scored = (offset: number) => (random: Random) => (golden: number) =>
  draw(`answer ${golden}`, { logprobs: Array.from({ length: 6 }, (_, i) => -0.1 * i - 0.02 * random() - offset) });

const changes: Readonly<Record<string, Change>> = {
  'refuses everything': { before: usual, after: () => () => 'I cannot help with that.' },
  'prefers other answers': {
    before: usual,
    after: (random) => (golden) => `${choose(words, [0.03, 0.07, 0.15, 0.25, 0.5], random)} ${golden}`,
  },
  'opens every answer with a new phrase': {
    before: prose(40),
    after: (random) => () => `Certainly! ${freeText(12, random, 40)}`,
  },
  'is surer of itself by .05 nats a token, in the same words': { before: scored(0), after: scored(-0.05) },
};

/** Changed runs until the alarm at each threshold, the alarming one included. */
function delays({ before, after }: Change, baseline: number, seed: string): number[] {
  const random = seededRandom(seed);
  const settings = { threshold: 1e9, baselineRuns: baseline, salt: seed, trustBaseline: true };
  const found = thresholds.map(() => Number.POSITIVE_INFINITY);
  const [usually, changed] = [before(random), after(random)];
  let state = newDetector();
  for (let run = 0; run < baseline; run++) state = observe(state, makeRun(run, size, usually), settings).state;
  for (let delay = 1; delay <= longest && found.includes(Number.POSITIVE_INFINITY); delay++) {
    const observation = observe(state, makeRun(baseline + delay, size, changed), settings);
    state = observation.state;
    const logStatistic = observation.channels[0]?.logStatistic ?? Number.NEGATIVE_INFINITY;
    thresholds.forEach((threshold, i) => {
      if (logStatistic >= alarmsAt(threshold)) found[i] = Math.min(found[i] as number, delay);
    });
  }
  return found;
}

function rankBound(baseline: number, threshold: number): number {
  let m = 1;
  while (binomialCoefficient(baseline + m, m) < threshold) m++;
  return m;
}

describe.each(Object.entries(changes))('an endpoint that %s', (name, change) => {
  // Medians of 24 histories with fixed seeds: one run more than ranks allow, two where few runs were learned.
  it.each([
    [20, 2],
    [50, 1],
    [100, 1],
  ])('alarms close to the rank bound, with %i runs learned', (baseline, more) => {
    const histories = Array.from({ length: 24 }, (_, i) => delays(change, baseline, `${name} ${baseline} ${i}`));
    const medians = thresholds.map((_, i) => medianOf(histories.map((found) => found[i] as number)));
    const bounds = thresholds.map((threshold) => rankBound(baseline, threshold));
    console.log(`${name}, B = ${baseline}: median delays ${medians.join(' / ')}, rank bound ${bounds.join(' / ')}`);
    medians.forEach((median, i) => {
      // A short baseline is outvoted by a change that is not gross before the evidence for the highest threshold is there.
      if (change === changes['prefers other answers'] && baseline === 20 && i === 2) return;
      expect(median).toBeLessThanOrEqual((bounds[i] as number) + more);
    });
    if (baseline === 50) expect(medians[2]).toBeLessThanOrEqual(7);
  });
});
