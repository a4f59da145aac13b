import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { compareSamples } from '../../lib/drift/compare-samples.ts';
import { equalityTest } from '../../lib/drift/comparison/equality-test.ts';
import { commonShare, countOneWay } from '../../lib/drift/comparison/one-way.ts';
import { choose, draw, freeText, simulateRuns } from '../drift/simulated.ts';
import { supportAnswer } from '../drift/simulated-answers.ts';
import type { MmdDraw } from '../helpers/mmd/kernel-units.ts';
import { twoSampleMmd } from '../helpers/mmd/two-sample-mmd.ts';

const repeats = 600;
const alpha = 0.05;
// A rate of at most .05 and four standard errors of a proportion: fails by chance under 1 in 10,000 a null.
const mostRejections = alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / repeats);

type World = (random: Random) => readonly [before: ObservedRun[], after: ObservedRun[]];

function pValues(name: string, world: World, times = repeats): number[] {
  const random = seededRandom(name);
  return Array.from({ length: times }, () => {
    const [before, after] = world(random);
    return equalityTest(before, after, { permutations: 99, random }).pValue;
  });
}

function share(values: readonly number[], most: number): number {
  return values.filter((value) => value <= most + 1e-9).length / values.length;
}

/** A few likely answers to each golden, as at temperature 0 on a busy server. */
const fewAnswers = (random: Random) => (golden: number) =>
  choose([`yes ${golden}`, `no ${golden}`, 'perhaps'], [0.8, 0.15, 0.05], random);

/** Every run draws one of three regimes and keeps to it: all its answers come from that regime. */
function regimes(random: Random, runs: number, size: { goldens: number; repetitions: number }): ObservedRun[] {
  const regimeOf = Array.from({ length: runs }, () => Math.floor(random() * 3));
  return simulateRuns(runs, size, (golden, run) => {
    const own = 0.85 > random() ? (regimeOf[run] as number) : Math.floor(random() * 3);
    return `answer ${golden} in regime ${own}`;
  });
}

/** Failing answers come in clusters: the rate of a run is beta distributed around its mean. */
function overdispersed(random: Random, runs: number): ObservedRun[] {
  const rates = Array.from({ length: runs }, () => {
    const [a, b] = [gamma(0.6, random), gamma(2.4, random)];
    return a / (a + b);
  });
  return simulateRuns(runs, { goldens: 5, repetitions: 4 }, (golden, run) =>
    random() < (rates[run] as number) ? "I can't help with that." : `answer ${golden}`,
  );
}

/** Marsaglia and Tsang, with the boost for shapes below 1. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

const nulls: (readonly [string, World])[] = [
  [
    'few answers, heavy ties',
    (random) => {
      const size = { goldens: 6, repetitions: 3 };
      return [simulateRuns(8, size, fewAnswers(random)), simulateRuns(5, size, fewAnswers(random))];
    },
  ],
  [
    'free text that never repeats',
    (random) => {
      const size = { goldens: 4, repetitions: 2 };
      const text = () => freeText(8 + Math.floor(8 * random()), random);
      return [simulateRuns(6, size, text), simulateRuns(6, size, text)];
    },
  ],
  [
    'correlated runs in regimes',
    (random) => {
      const size = { goldens: 8, repetitions: 4 };
      return [regimes(random, 10, size), regimes(random, 4, size)];
    },
  ],
  ['beta-binomial failures', (random) => [overdispersed(random, 12), overdispersed(random, 6)]],
  [
    'one run after many',
    (random) => {
      const size = { goldens: 6, repetitions: 3 };
      return [regimes(random, 24, size), regimes(random, 1, size)];
    },
  ],
  [
    'more draws before than after, in regimes',
    (random) => [
      regimes(random, 7, { goldens: 6, repetitions: 6 }),
      regimes(random, 7, { goldens: 6, repetitions: 2 }),
    ],
  ],
  [
    'one run a side, independent draws',
    (random) => [
      simulateRuns(1, { goldens: 10, repetitions: 3 }, fewAnswers(random)),
      simulateRuns(1, { goldens: 10, repetitions: 4 }, fewAnswers(random)),
    ],
  ],
  [
    'two runs a side, lengths and log-probabilities',
    (random) => {
      const answer = () => {
        const words = 1 + Math.floor(random() ** 2 * 30);
        return draw(freeText(words, random, 3), { logprobs: Array.from({ length: 4 }, () => -(random() ** 3) * 5) });
      };
      const size = { goldens: 5, repetitions: 2 };
      return [simulateRuns(2, size, answer), simulateRuns(2, size, answer)];
    },
  ],
  [
    'missing goldens',
    (random) => {
      const runs = (count: number) =>
        regimes(random, count, { goldens: 6, repetitions: 2 }).map((run) => ({
          ...run,
          goldens: new Map([...run.goldens].filter(() => random() < 0.8)),
        }));
      return [runs(9), runs(6)];
    },
  ],
];

nulls.push(
  [
    'one draw a golden on each side, in other words each time',
    (random) => {
      const size = { goldens: 30, repetitions: 1 };
      const answer = (golden: number) => supportAnswer(golden, random);
      return [simulateRuns(1, size, answer), simulateRuns(1, size, answer)];
    },
  ],
  [
    'one draw a golden on each side, few answers',
    (random) => {
      const size = { goldens: 40, repetitions: 1 };
      return [simulateRuns(1, size, fewAnswers(random)), simulateRuns(1, size, fewAnswers(random))];
    },
  ],
  [
    'two draws against three, in other words each time',
    (random) => {
      const answer = (golden: number) => supportAnswer(golden, random);
      return [
        simulateRuns(1, { goldens: 12, repetitions: 2 }, answer),
        simulateRuns(1, { goldens: 12, repetitions: 3 }, answer),
      ];
    },
  ],
  [
    'one draw a golden, all labellings looked at',
    (random) => {
      const size = { goldens: 6, repetitions: 1 };
      const answer = (golden: number) => supportAnswer(golden, random);
      return [simulateRuns(1, size, answer), simulateRuns(1, size, answer)];
    },
  ],
);

describe('equalityTest when nothing changed', () => {
  it.each(nulls)('rejects no more often than it says: %s', (name, world) => {
    const values = pValues(name, world);
    for (const value of values) expect(value).toBeGreaterThan(0);
    expect(share(values, alpha)).toBeLessThan(mostRejections);
    // The level holds at others, too; 4 standard errors again.
    for (const level of [0.1, 0.2, 0.5])
      expect(share(values, level)).toBeLessThan(level + 4 * Math.sqrt((level * (1 - level)) / repeats));
  });

  it('is not merely conservative: with continuous data p-values are about uniform', () => {
    const values = pValues('uniform', (random) => {
      const size = { goldens: 4, repetitions: 2 };
      const text = () => freeText(12, random);
      return [simulateRuns(8, size, text), simulateRuns(8, size, text)];
    });
    for (const level of [0.05, 0.2, 0.5, 0.8])
      expect(Math.abs(share(values, level) - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / repeats));
  });

  it('holds where a test over draws rejects unchanged endpoints most of the time', () => {
    const random = seededRandom('draws are not exchangeable');
    const size = { goldens: 8, repetitions: 4 };
    const flat = (runs: readonly ObservedRun[], block: number): MmdDraw[] =>
      runs.flatMap(({ goldens }) =>
        [...goldens.values()].flatMap((draws, stratum) => draws.map(({ text }) => ({ stratum, block, text }))),
      );
    let overDraws = 0;
    let overRuns = 0;
    const times = 150;
    for (let i = 0; i < times; i++) {
      const [before, after] = [regimes(random, 5, size), regimes(random, 5, size)];
      const options = { permutations: 99, random };
      if (twoSampleMmd(flat(before, 0), flat(after, 1), options).pValue <= alpha) overDraws++;
      if (equalityTest(before, after, options).pValue <= alpha) overRuns++;
    }
    expect(overDraws / times).toBeGreaterThan(0.5);
    expect(overRuns / times).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / times));
  });
});

describe('the verdict "changed" from one run a side when nothing changed', () => {
  it('is not taken in by what the draws of a run have in common, where the p-value is', () => {
    const random = seededRandom('one run a side');
    const size = { goldens: 60, repetitions: 1 };
    const times = 300;
    let small = 0;
    let stands = 0;
    for (let i = 0; i < times; i++) {
      const [before, after] = [regimes(random, 1, size), regimes(random, 1, size)];
      const { pValue, verdict } = compareSamples(before, after, { permutations: 99, random });
      if (pValue <= alpha) small++;
      if (verdict === 'changed') stands++;
    }
    expect(small / times).toBeGreaterThan(0.3); // two of three pairs of runs are in different regimes
    // 4 standard errors: fails by chance under 1 in 10,000.
    expect(stands / times).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / times));
  });

  it('holds its level where a run moves as many goldens one way as is allowed for', () => {
    const random = seededRandom('nine in ten');
    const times = 3000;
    let rejections = 0;
    for (let i = 0; i < times; i++) {
      const shifts = Array.from({ length: 60 }, () => {
        const sign = random() < commonShare ? 1 : -1;
        return Float64Array.of(sign * (0.2 + random()), 0.1 * sign);
      });
      if (countOneWay(shifts, random).pValue <= alpha) rejections++;
    }
    // 4 standard errors: fails by chance under 1 in 10,000.
    expect(rejections / times).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / times));
    expect(rejections).toBeGreaterThan(0);
  });
});

describe('equalityTest when something changed', () => {
  const power = (name: string, world: World) => share(pValues(name, world, 100), alpha);

  it('finds one answer in four that is another, in 6 against 6 runs', () => {
    const size = { goldens: 10, repetitions: 3 };
    const found = power('a quarter', (random) => [
      simulateRuns(6, size, fewAnswers(random)),
      simulateRuns(6, size, (golden) => (random() < 0.25 ? `maybe ${golden}` : fewAnswers(random)(golden))),
    ]);
    expect(found).toBeGreaterThan(0.9);
  });

  it('finds a change of two goldens in twenty', () => {
    const size = { goldens: 20, repetitions: 3 };
    const found = power('sparse', (random) => [
      simulateRuns(7, size, fewAnswers(random)),
      simulateRuns(7, size, (golden) => (golden < 2 ? 'another answer' : fewAnswers(random)(golden))),
    ]);
    expect(found).toBeGreaterThan(0.9);
  });

  it('finds other words in free text that never repeats', () => {
    const size = { goldens: 10, repetitions: 3 };
    const found = power('vocabulary', (random) => [
      simulateRuns(7, size, () => freeText(20, random, 50)),
      simulateRuns(7, size, () => freeText(20, random, 65)),
    ]);
    expect(found).toBeGreaterThan(0.9);
  });

  it('finds log-probabilities that moved under answers that did not', () => {
    const size = { goldens: 6, repetitions: 1 };
    const world = (offset: number) => (golden: number) =>
      draw(`answer ${golden}`, { logprobs: Array.from({ length: 4 }, (_, i) => -0.3 * i - 0.1 + offset) });
    const found = power('logprobs', (random) => [
      simulateRuns(6, size, (golden) => world(0.02 * random())(golden)),
      simulateRuns(6, size, (golden) => world(0.02 * random() - 0.02)(golden)),
    ]);
    expect(found).toBeGreaterThan(0.9);
  });

  it('is no worse than the Hamming-MMD on draws, on what that test was made for', () => {
    const random = seededRandom('against MMD');
    const size = { goldens: 10, repetitions: 10 };
    let ours = 0;
    let theirs = 0;
    for (let i = 0; i < 60; i++) {
      const before = simulateRuns(1, size, fewAnswers(random));
      const after = simulateRuns(1, size, (golden) => (random() < 0.12 ? 'no idea' : fewAnswers(random)(golden)));
      const flat = (runs: readonly ObservedRun[]): MmdDraw[] =>
        runs.flatMap(({ goldens }, block) =>
          [...goldens.values()].flatMap((draws, stratum) => draws.map(({ text }) => ({ stratum, block, text }))),
        );
      const options = { permutations: 199, random };
      if (equalityTest(before, after, options).pValue <= alpha) ours++;
      if (twoSampleMmd(flat(before), flat(after), options).pValue <= alpha) theirs++;
    }
    // Both see the same data: a difference of 6 in 60 the wrong way is beyond chance if they are equally good.
    expect(ours).toBeGreaterThan(theirs - 6);
    expect(ours).toBeGreaterThan(30);
  });
});
