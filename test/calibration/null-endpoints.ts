import type { Random } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { type Answer, makeRun, type Size } from '../drift/detector-runs.ts';
import { choose, draw, freeText } from '../drift/simulated.ts';

/** An endpoint that never changes; each call makes its next run. */
export type Endpoint = (random: Random) => (run: number) => ObservedRun;

const size = { goldens: 3, repetitions: 2 };
const words = ['yes', 'well, yes', 'perhaps', 'no', 'not really'];

/** Gamma-distributed, by Marsaglia and Tsang. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A rate that runs differ in: beta distributed, so that draws of one run have this intraclass correlation. */
export function runRate(mean: number, correlation: number, random: Random): number {
  const total = 1 / correlation - 1;
  const [a, b] = [gamma(mean * total, random), gamma((1 - mean) * total, random)];
  return a / (a + b);
}

/** Every run decodes under one of three loads; most answers follow the load, as at temperature 0 on a busy server. */
export const regimes =
  (size: Size): Endpoint =>
  (random) =>
  (run) => {
    const load = Math.floor(3 * random() ** 2);
    return makeRun(run, size, (golden) => `answer ${random() < 0.9 ? load : Math.floor(3 * random())} to ${golden}`);
  };

/** Failing answers come in clusters: beta-binomial, intraclass correlation .2, mean rate .2. */
export const clusters =
  (size: Size): Endpoint =>
  (random) =>
  (run) => {
    const rate = runRate(0.2, 0.2, random);
    return makeRun(run, size, (golden) =>
      random() < rate
        ? draw("I can't help with that.", { properties: { refusal: 1 } })
        : draw(`the answer to ${golden}`, { properties: { refusal: 0 } }),
    );
  };

export const nulls: Readonly<Record<string, Endpoint>> = {
  'heavy ties: two answers, rarely the second': (random) => (run) =>
    makeRun(run, { goldens: 2, repetitions: 1 }, () => (random() < 0.06 ? 'no' : 'yes')),
  'unequal sizes: a tenth of all calls fails': (random) => (run) => {
    const answer: Answer = (golden) =>
      random() < 0.1 ? undefined : `${choose(words, [0.5, 0.2, 0.15, 0.1, 0.05], random)} ${golden}`;
    return makeRun(run, { goldens: 5, repetitions: 2 }, answer);
  },
  'load regimes': regimes(size),
  'beta-binomial clusters': clusters({ goldens: 2, repetitions: 5 }),
  'warm and cold prompt caches, which answer differently': (random) => (run) => {
    const isWarm = random() < 0.4;
    const shares = isWarm ? [0.2, 0.2, 0.2, 0.2, 0.2] : [0.6, 0.2, 0.1, 0.06, 0.04];
    const made = makeRun(run, size, (golden) => `${choose(words, shares, random)} ${golden}`);
    return { ...made, stratum: isWarm ? 'warm' : 'cold' };
  },
  'free text with log-probabilities and empty answers': (random) => (run) =>
    makeRun(run, size, (_, __, repetition) =>
      draw(random() < 0.05 ? '' : freeText(3 + Math.floor(9 * random() ** 2), random, 12), {
        ...(repetition === 0 ? { logprobs: [-random(), -(random() ** 2)], firstTokenTop: [['a', -random()]] } : {}),
      }),
    ),
};
