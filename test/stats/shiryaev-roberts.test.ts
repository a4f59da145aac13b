import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { defaultBets, type WeightedBet } from '../../lib/stats/bets.ts';
import { binomialCoefficient } from '../../lib/stats/labellings.ts';
import { logSumExp } from '../../lib/stats/log-sum-exp.ts';
import {
  likeliestStart,
  newShiryaevRoberts,
  type ShiryaevRobertsState,
  shiryaevRobertsStep,
} from '../../lib/stats/shiryaev-roberts.ts';

/** The mixture of the reference vectors (docs/statistics.md names their source): ten bets of equal weight. */
const vectorBets: readonly WeightedBet[] = [
  ...[0.05, 0.1, 0.2, 0.4].map((k) => ({ kind: 'power', k }) as const),
  ...[0.02, 0.05, 0.1, 0.2].map((epsilon) => ({ kind: 'jump', lambda: 0.8, epsilon }) as const),
  { kind: 'block', slack: 0, lambda: 0.9 } as const,
  { kind: 'block', slack: 1, lambda: 0.8 } as const,
].map((bet) => ({ bet, weight: 0.1 }));

/** Rank and statistic of each run; the first was ranked against ten runs, the second against eleven, and so on. */
const vectors: readonly (readonly [p: number, statistic: number])[] = [
  [0.62, 0.215854],
  [0.31, 0.37033],
  [0.88, 0.290042],
  [0.05, 6.64278],
  [0.47, 1.67836],
  [0.93, 0.58295],
  [0.22, 0.766838],
  [0.71, 0.438261],
  [0.55, 0.387994],
  [0.09, 3.48864],
  [0.012, 34.5845],
  [0.004, 478.509],
  [0.03, 1861.28],
  [0.008, 19870.3],
];

interface Played {
  readonly state: ShiryaevRobertsState;
  readonly logStatistics: readonly number[];
}

function play(pValues: readonly number[], { bets = defaultBets, before = 10 } = {}): Played {
  let state = newShiryaevRoberts(bets);
  const logStatistics = pValues.map((pValue, i) => {
    const step = shiryaevRobertsStep(state, pValue, { before: before + i, run: i + 1 }, bets);
    state = step.state;
    return step.logStatistic;
  });
  return { state, logStatistics };
}

const six = (value: number) => Number(value.toPrecision(6));
const pValues = vectors.map(([p]) => p);

describe('the Shiryaev-Roberts mixture', () => {
  it('agrees with the reference vectors to all their six digits', () => {
    const { logStatistics } = play(pValues, { bets: vectorBets });
    expect(logStatistics.map((log) => six(Math.exp(log)))).toEqual(vectors.map(([, statistic]) => statistic));
  });

  it('agrees with them component by component', () => {
    const { state } = play(pValues.slice(0, 4), { bets: vectorBets });
    expect(state.logComponents.map((log) => six(Math.exp(log as number)))).toEqual(
      [0.91747, 1.70362, 3.00515, 4.74672, 0.2496, 20.2176, 10.2336, 5.2416, 13.3863, 6.72619].map(six),
    );
  });

  it('follows its recursion: payoff times one more than before', () => {
    const bets: WeightedBet[] = [{ bet: { kind: 'jump', lambda: 0.5, epsilon: 0.2 }, weight: 1 }];
    const { logStatistics } = play([0.9, 0.1, 0.9], { bets });
    // 0.5 * 1; then 3 * (0.5 + 1); then 0.5 * (4.5 + 1)
    expect(logStatistics.map(Math.exp).map(six)).toEqual([0.5, 4.5, 2.75]);
  });

  it('stays finite and exact far beyond what a number can hold', () => {
    const { logStatistics } = play(Array(3000).fill(1e-300), { before: 100 });
    expect(logStatistics.every(Number.isFinite)).toBe(true);
    expect(logStatistics.at(-1)).toBeGreaterThan(1e6); // e to this power has half a million digits
    const growth = logStatistics.slice(-3).map((log, i) => log - (logStatistics[2997 - 1 + i] as number));
    // The power bet with k = 0.1 is the one that grows fastest here: k p^(k - 1) a run.
    for (const one of growth) expect(one).toBeCloseTo(Math.log(0.1) + 0.9 * Math.log(1e300), 6);
  });

  it('takes a rank of zero and years of ordinary runs', () => {
    expect(play([0, 0]).logStatistics.every(Number.isFinite)).toBe(true);
    const random = seededRandom('years');
    const { logStatistics, state } = play(Array.from({ length: 5000 }, () => 1 - random() / 4));
    expect(logStatistics.every(Number.isFinite)).toBe(true);
    expect(state.starts).toHaveLength(64);
  });

  it('is stored as plain JSON and goes on from there with the same bits', () => {
    const { state } = play(pValues);
    const restored = JSON.parse(JSON.stringify(state)) as ShiryaevRobertsState;
    const at = { before: 24, run: 15 };
    expect(shiryaevRobertsStep(restored, 0.07, at, defaultBets)).toEqual(
      shiryaevRobertsStep(state, 0.07, at, defaultBets),
    );
    const fresh = JSON.parse(JSON.stringify(newShiryaevRoberts(defaultBets))) as ShiryaevRobertsState;
    expect(shiryaevRobertsStep(fresh, 0.07, at, defaultBets)).toEqual(
      shiryaevRobertsStep(newShiryaevRoberts(defaultBets), 0.07, at, defaultBets),
    );
  });

  it('grows at the pace of the rank bound when every run outranks all before the change', () => {
    // i changed runs rank evenly among themselves, beyond all B others: p is uniform on (0, i / (B + i)]. That has
    // probability 1 / C(B + m, m) while nothing changed, so no statistic can be beyond m times its inverse on average.
    const random = seededRandom('gross');
    const [before, m] = [50, 5];
    const logs = Array.from({ length: 400 }, () => {
      const ranks = Array.from({ length: m }, (_, i) => ((1 - random()) * (i + 1)) / (before + i + 1));
      return play(ranks, { before }).logStatistics.at(-1) as number;
    }).sort((a, b) => a - b);
    const logBound = Math.log(binomialCoefficient(before + m, m));
    expect(logSumExp(logs) - Math.log(logs.length)).toBeLessThan(logBound + Math.log(m));
    expect(logs[200]).toBeGreaterThan(logBound - 3);
  });
});

describe('the likeliest start', () => {
  it('is the first of the runs that stand out', () => {
    const ordinary = [0.7, 0.2, 0.9, 0.4, 0.55, 0.8, 0.35, 0.6, 0.95, 0.45];
    const since = ordinary.length + 1;
    const strange = Array.from({ length: 5 }, (_, i) => (0.3 * (i + 1)) / (60 + since + i));
    const { state } = play([...ordinary, ...strange], { before: 60 });
    const start = likeliestStart(state, defaultBets);
    expect(start?.run).toBe(since);
    expect(start?.earliest).toBeGreaterThanOrEqual(since - 2);
    expect(start?.latest).toBeLessThanOrEqual(since + 1);
  });

  it('is found where the reference is frozen and no rank can be small', () => {
    const smallest = 0.0172;
    let state = newShiryaevRoberts(defaultBets);
    for (let run = 1; run <= 45; run++) {
      const pValue = run <= 40 ? 0.3 + (0.7 * ((run * 7) % 10)) / 10 : smallest;
      state = shiryaevRobertsStep(state, pValue, { before: 300, run, smallest }, defaultBets).state;
    }
    expect(likeliestStart(state, defaultBets)?.run).toBe(41);
  });

  it('is not lost when the reference is cut while a change goes on', () => {
    let state = newShiryaevRoberts(defaultBets);
    for (let run = 1; run <= 20; run++) {
      const before = run <= 17 ? 102 + run : 60 + run - 18; // from 119 references to 60
      const pValue = run <= 14 ? 0.3 + (0.7 * ((run * 7) % 10)) / 10 : (run - 14) / 2 / (before + 1);
      state = shiryaevRobertsStep(state, pValue, { before, run }, defaultBets).state;
    }
    expect(likeliestStart(state, defaultBets)?.run).toBe(15);
  });

  it('is unknown before the first run, and the only run after it', () => {
    expect(likeliestStart(newShiryaevRoberts(defaultBets), defaultBets)).toBeUndefined();
    expect(likeliestStart(play([0.5]).state, defaultBets)).toEqual({ run: 1, earliest: 1, latest: 1 });
  });

  it('bounds an interval that holds it, whatever the ranks', () => {
    const random = seededRandom('starts');
    for (let i = 0; i < 50; i++) {
      const { state } = play(Array.from({ length: 100 }, () => 1 - random()));
      const { run, earliest, latest } = likeliestStart(state, defaultBets) as NonNullable<
        ReturnType<typeof likeliestStart>
      >;
      expect(earliest).toBeLessThanOrEqual(run);
      expect(run).toBeLessThanOrEqual(latest);
      expect(earliest).toBeGreaterThan(100 - 64);
      expect(latest).toBeLessThanOrEqual(100);
    }
  });
});
