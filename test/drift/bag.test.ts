import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import type { Draw, ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { Bag } from '../../lib/drift/bag.ts';
import { Panel } from '../../lib/drift/panel.ts';
import { profileRun } from '../../lib/drift/run-profile.ts';
import type { Nonconformity } from '../../lib/drift/statistics.ts';
import { loadedAnswers, makeRuns } from './detector-runs.ts';
import { draw, freeText } from './simulated.ts';

const groups = ['text', 'logprobs'] as const;

/** Scores of all runs, with every run laid out anew: nothing is shared between two bags. */
function scores(runs: readonly ObservedRun[]): readonly Nonconformity[] {
  const profiles = runs.map(profileRun);
  const panel = Panel.of(profiles);
  return new Bag(
    panel,
    profiles.map((profile) => panel.select(profile)),
  ).score(groups).runs;
}

/** Equal but for rounding: sums over runs are taken in another order. */
function expectSame(actual: readonly Nonconformity[], expected: readonly Nonconformity[]): void {
  actual.forEach(({ total, byChannel }, i) => {
    const other = expected[i] as Nonconformity;
    expect(Math.abs(total - other.total)).toBeLessThanOrEqual(1e-6 * (1 + other.total));
    for (const [channel, part] of Object.entries(byChannel))
      expect(part).toBeCloseTo(other.byChannel[channel as 'text'], 5);
  });
}

/** Draws of every kind: few words, none, tool calls, other characters, with and without log-probabilities. */
const someDraw: fc.Arbitrary<Draw> = fc
  .record({
    text: fc.oneof(fc.constantFrom('', 'yes', 'no', 'yes and no', '東京', '👍'), fc.string({ maxLength: 12 })),
    calls: fc.nat({ max: 1 }),
    logprobs: fc.option(fc.array(fc.double({ min: -30, max: 0, noNaN: true }), { maxLength: 4 })),
    first: fc.option(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.double({ min: -9, max: 0, noNaN: true })))),
    refusal: fc.nat({ max: 1 }),
  })
  .map(({ text, calls, logprobs, first, refusal }) =>
    draw(text, {
      toolCalls: Array.from({ length: calls }, () => ({ name: 'f', arguments: text })),
      ...(logprobs === null ? {} : { logprobs }),
      ...(first === null ? {} : { firstTokenTop: first }),
      properties: { refusal, json: 0 },
    }),
  );

const someRuns: fc.Arbitrary<ObservedRun[]> = fc
  .array(fc.array(fc.array(someDraw, { maxLength: 3 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 9 })
  .map((runs) =>
    runs.map((goldens, i) => ({
      run: `run-${i}`,
      at: '2026-01-01T00:00:00Z',
      goldens: new Map(goldens.flatMap((draws, g) => (draws.length === 0 ? [] : [[`golden-${g}`, draws] as const]))),
      identity: [],
      planned: 9,
      failed: 0,
    })),
  );

describe('the scores of a bag', () => {
  it('go with their runs, whatever the order: the newest is not special', () => {
    fc.assert(
      fc.property(someRuns, fc.integer(), (runs, seed) => {
        const order = shuffleInPlace(
          runs.map((_, i) => i),
          seededRandom(seed),
        );
        const plain = scores(runs);
        const shuffled = scores(order.map((i) => runs[i] as ObservedRun));
        expectSame(
          shuffled,
          order.map((i) => plain[i] as Nonconformity),
        );
      }),
      { seed: 41, numRuns: 150 },
    );
  });

  it('are finite and not negative, whatever the runs hold', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        for (const { total, byChannel } of scores(runs)) {
          expect(total).toBeGreaterThanOrEqual(0);
          expect(total).toBeLessThan(Number.POSITIVE_INFINITY);
          const sum = Object.values(byChannel).reduce((all, part) => all + part, 0);
          expect(sum).toBeCloseTo(total, 6);
        }
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  it('are equal to the last bit for equal runs, so that ties are ties', () => {
    const random = seededRandom('ties');
    const runs = makeRuns(0, 20, { goldens: 6, repetitions: 2 }, loadedAnswers(random));
    const twins = runs.flatMap((run) => [run, { ...run, run: `${run.run}-twin` }]);
    const both = scores(twins);
    for (let i = 0; i < twins.length; i += 2) expect(both[i + 1]).toEqual(both[i]);
  });

  it('are all zero when every run is the same', () => {
    const runs = makeRuns(0, 10, { goldens: 4, repetitions: 3 }, (golden) => `answer ${golden}`);
    expect(scores(runs).map(({ total }) => total)).toEqual(Array(10).fill(0));
  });

  it('do not change when the bag grew run by run', () => {
    const random = seededRandom('grown');
    const profiles = makeRuns(0, 15, { goldens: 5, repetitions: 2 }, () => freeText(12, random)).map(profileRun);
    const panel = Panel.of(profiles);
    const runs = profiles.map((profile) => panel.select(profile));
    let grown = new Bag(panel);
    for (const run of runs) {
      const next = grown.clone();
      next.add(run);
      next.score(groups);
      grown = next;
    }
    expect(grown.score(groups)).toEqual(new Bag(panel, runs).score(groups));
  });

  it('single out a run that says something else', () => {
    const random = seededRandom('odd one');
    const runs = makeRuns(0, 30, { goldens: 6, repetitions: 2 }, (golden, run) =>
      run === 17 ? 'I cannot help with that.' : `${freeText(8, random, 20)} ${golden}`,
    );
    const totals = scores(runs).map(({ total }) => total);
    expect(totals.indexOf(Math.max(...totals))).toBe(17);
  });
});

describe('a panel', () => {
  it('has the goldens that at least four of five runs answered', () => {
    const runs = makeRuns(0, 10, { goldens: 4, repetitions: 1 }, (golden, run) => {
      if (golden === 1 && run < 2) return undefined; // in 8 of 10
      if (golden === 2 && run < 3) return undefined; // in 7 of 10
      return 'yes';
    });
    expect(Panel.of(runs.map(profileRun)).goldens).toEqual(['golden-0', 'golden-1', 'golden-3']);
  });

  it('keeps less of a run than the run had: no text, and a bounded number of features', () => {
    const random = seededRandom('bounded');
    const runs = makeRuns(0, 5, { goldens: 3, repetitions: 4 }, () => freeText(20_000, random, 1e9));
    const profiles = runs.map(profileRun);
    const panel = Panel.of(profiles);
    for (const profile of profiles) {
      const { features, sketches, chosen } = panel.select(profile);
      expect(features.pairs.length).toBeLessThanOrEqual(8192);
      expect(features.units.length).toBeLessThanOrEqual(8192);
      expect(sketches.length + chosen.values.length).toBeLessThan(1000);
    }
  });
});
