import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { Explanation } from '../../lib/domain/verdict/explanation.ts';
import type { ChangeStart } from '../../lib/drift/detector-state.ts';
import { totalVariation } from '../../lib/drift/effect-size.ts';
import { explain } from '../../lib/drift/explain.ts';
import { goldenPValues, goldenShifts } from '../../lib/drift/golden-shifts.ts';
import type { RecentRun } from '../../lib/drift/recent-run.ts';
import { sketchDraws, sketchSize } from '../../lib/drift/sketch.ts';
import { textUnits } from '../../lib/drift/text-units.ts';
import { trafficShare } from '../../lib/drift/traffic-share.ts';
import { type Answer, makeRuns } from './detector-runs.ts';
import { choose, draw, freeText } from './simulated.ts';

const size = { goldens: 8, repetitions: 3 };
const recentOf = ({ run, at }: ObservedRun, number: number): RecentRun => ({
  run,
  at,
  number,
});

/** A change of goldens 0 and 1 to refusals at run 20, back to what it was from run `back` on, of which the last `afterAlarm` runs came behind the alarm. */
function explained(afterAlarm: number, until = 30, back = until) {
  const random = seededRandom('explain');
  const runs = makeRuns(0, until, size, (golden, run) =>
    golden < 2 && run >= 20 && run < back
      ? draw('I cannot help with that.', { properties: { refusal: 1, 'expectation:polite': 1 } })
      : draw(choose(['yes, of course', 'yes, gladly', 'certainly'], [0.5, 0.3, 0.2], random), {
          properties: { refusal: 0, 'expectation:polite': 0 },
        }),
  );
  const at = (i: number) => recentOf(runs[i] as ObservedRun, i + 1);
  const since: ChangeStart = { run: at(20), earliest: at(19), latest: at(21) };
  const [before, after] = [runs.slice(0, 19), runs.slice(20)];
  const moved = totalVariation(before, after, { random: seededRandom('effect') });
  return explain({ since, before, after, afterAlarm, size: moved, alarms: [], seed: 'fixed' });
}

describe('an explanation', () => {
  it('says since when: the likeliest run and an interval of runs, with their times', () => {
    expect(explained(0).since).toEqual({
      run: 'run-00020',
      at: '2026-01-01T20:00:00.000Z',
      earliest: { run: 'run-00019', at: '2026-01-01T19:00:00.000Z' },
      latest: { run: 'run-00021', at: '2026-01-01T21:00:00.000Z' },
    });
  });

  it('says how big: total variation over goldens with an interval that holds it', () => {
    const { effect } = explained(0);
    expect(effect?.low).toBeLessThanOrEqual(2 / 8);
    expect(effect?.high).toBeGreaterThanOrEqual(2 / 8);
    expect(Math.abs((effect?.estimate as number) - 2 / 8)).toBeLessThan(0.08);
  });

  it('ranks goldens, and calls it a ranking as long as every run was used to find the change', () => {
    const { goldens, goldensBy } = explained(0);
    expect(goldensBy).toBe('ranking');
    expect(
      goldens
        .slice(0, 2)
        .map(({ golden }) => golden)
        .sort(),
    ).toEqual(['golden-0', 'golden-1']);
    for (const { pValue, significant } of goldens) {
      expect(pValue).toBeUndefined();
      expect(significant).toBe(false);
    }
    const effects = goldens.map(({ effect }) => effect);
    expect(effects).toEqual([...effects].sort((a, b) => b - a));
  });

  it('tests goldens on runs behind the alarm once there are enough of them', () => {
    expect(explained(1).goldensBy).toBe('ranking'); // 1 of 20 runs: no p-value under .05, eight goldens
    const { goldens, goldensBy } = explained(6);
    expect(goldensBy).toBe('run-label-permutation');
    const significant = goldens.filter((golden) => golden.significant).map(({ golden }) => golden);
    expect(significant.sort()).toEqual(['golden-0', 'golden-1']);
  });

  it('says which rates moved: those that goldens share, in how many of them, and each of theirs', () => {
    const { rates } = explained(0);
    const pooled = rates.filter(({ golden }) => golden === undefined);
    expect(
      pooled.map(({ name, kind, goldens, isClear }) => [name, kind, goldens?.shown, goldens?.of, isClear]).sort(),
    ).toEqual([
      ['polite', 'expectation', 2, 8, true],
      ['refusal', 'property', 2, 8, true],
    ]);
    const [rate] = pooled;
    expect(rate?.before).toMatchObject({ count: 0, draws: 19 * 24, estimate: 0 });
    expect(rate?.after).toMatchObject({ count: 60, draws: 240, estimate: 0.25 });
    expect(rate?.after.low).toBeLessThan(0.25);
    expect(rate?.after.high).toBeGreaterThan(0.25);
    const own = rates.filter(({ golden }) => golden !== undefined);
    expect(own.length).toBe(4);
    expect(new Set(own.map(({ golden }) => golden))).toEqual(new Set(['golden-0', 'golden-1']));
    for (const { before, after } of own) expect([before.count, after.count, after.draws]).toEqual([0, 30, 30]);
  });

  it('says how it is in the newest runs, beside all since the change', () => {
    const { newest, effectNewest, rates } = explained(0);
    expect(newest).toEqual({ runs: 4, from: { run: 'run-00026', at: '2026-01-02T02:00:00.000Z' } });
    expect(effectNewest?.low).toBeGreaterThan(0);
    expect(rates.find(({ golden }) => golden === undefined)?.newest).toMatchObject({ count: 4 * 6, draws: 4 * 24 });
  });

  it('shows by the newest runs that a change has gone, which the average since it began hides', () => {
    const { newest, effectNewest, rates, effect } = explained(0, 36, 30);
    expect(newest?.runs).toBe(4);
    expect(effect?.low).toBeGreaterThan(0.03);
    expect(effectNewest?.low).toBe(0);
    const [rate] = rates;
    expect(rate?.after.count).toBeGreaterThan(0);
    expect(rate?.newest?.count).toBe(0);
  });

  it('is critical where two goldens refuse, and says run by run how far each moved', () => {
    const { severity, timeline, goldens, answers } = explained(0);
    expect(severity).toBe('critical');
    const moved = timeline?.goldens.find(({ golden }) => golden === 'golden-0')?.percents ?? [];
    expect(timeline?.runs.length).toBe(29);
    expect(moved.slice(19)).toEqual(new Array(10).fill(100));
    expect(Math.max(...moved.slice(0, 19))).toBeLessThan(20);
    const refused = answers?.find(({ golden }) => golden === goldens[0]?.golden)?.answers ?? [];
    expect(refused).toContainEqual({ text: 'I cannot help with that.', before: 0, since: 30 });
  });

  it('shows answers before and after, of the goldens that moved most, cut where they part', () => {
    const { examples } = explained(0);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.length).toBeLessThanOrEqual(3);
    for (const example of examples.slice(0, 2)) {
      expect(['golden-0', 'golden-1']).toContain(example.golden);
      expect(example.after).toBe('I cannot help with that.');
      expect(example.commonPrefix).toBe('');
      expect(example.before).toMatch(/^(yes|certainly)/);
      expect(example.seen?.after).toMatchObject({ before: { count: 0, draws: 57 }, since: { count: 30, draws: 30 } });
    }
  });

  it('is of the published form, and the same whenever it is asked for', () => {
    expect(Explanation.parse(explained(6))).toEqual(explained(6));
    expect(JSON.stringify(explained(6))).toBe(JSON.stringify(explained(6)));
  });

  it('says nothing rather than something where nothing moved', () => {
    const random = seededRandom('nothing');
    const runs = makeRuns(0, 30, size, () => freeText(8, random, 30));
    const at = (i: number) => recentOf(runs[i] as ObservedRun, i + 1);
    const explanation = explain({
      since: { run: at(20), earliest: at(20), latest: at(20) },
      before: runs.slice(0, 20),
      after: runs.slice(20),
      size: totalVariation(runs.slice(0, 20), runs.slice(20), { random }),
      afterAlarm: 8,
      alarms: [],
      seed: 'nothing',
    });
    const { effect, trafficShare: share, rates, examples, moved, severity } = explanation;
    expect(effect?.low).toBeLessThan(0.02);
    expect(share).toBeLessThan(0.05);
    expect(rates).toEqual([]);
    expect([examples, moved, severity]).toEqual([[], undefined, 'info']);
  });
});

/** All ways to choose so many of these. */
function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

describe('p-values of goldens', () => {
  const usual = (seed: string): Answer => {
    const random = seededRandom(seed);
    return () => choose(['a', 'b', 'c'], [0.6, 0.3, 0.1], random);
  };

  it('are none where too few runs could let any golden pass', () => {
    const before = makeRuns(0, 5, size, usual('few'));
    expect(goldenPValues(before, makeRuns(5, 6, size, usual('few2')), seededRandom(1)).size).toBe(0);
  });

  it('are never zero, and name at most a tenth of goldens wrongly where nothing moved', () => {
    let named = 0;
    for (let i = 0; i < 40; i++) {
      const pValues = goldenPValues(
        makeRuns(0, 12, size, usual(`null ${i}`)),
        makeRuns(12, 20, size, usual(`null after ${i}`)),
        seededRandom(i),
      );
      for (const pValue of pValues.values()) expect(pValue).toBeGreaterThanOrEqual(1 / 1000);
      const shifts = goldenShifts(
        [...pValues.keys()].map((golden) => ({ golden, effect: 0 })),
        pValues,
      );
      if (shifts.some(({ significant }) => significant)) named++;
    }
    // At most 10 % of 40 histories name any; 12 or more by chance under 1 in 1,000.
    expect(named).toBeLessThan(12);
  });

  it('agree with the share of all labellings that lie further apart', () => {
    for (let seed = 0; seed < 6; seed++) {
      const random = seededRandom(`labellings ${seed}`);
      const only = { goldens: 1, repetitions: 3 };
      const usually: Answer = () => choose(['a', 'b', 'c'], [0.6, 0.3, 0.1], random);
      const changed: Answer = () => choose(['a', 'b', 'c'], [0.5, 0.1, 0.4], random);
      const runs = [...makeRuns(0, 5, only, usually), ...makeRuns(5, 9, only, changed)];
      const means = runs.map(
        ({ goldens }) => sketchDraws((goldens.get('golden-0') ?? []).map(({ text }) => textUnits(text))).mean,
      );
      const distance = (after: readonly number[]) => {
        let squares = 0;
        for (let k = 0; k < sketchSize; k++) {
          const sum = (of: readonly number[]) => of.reduce((total, i) => total + (means[i]?.[k] as number), 0);
          const before = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((i) => !after.includes(i));
          squares += (sum(after) / 4 - sum(before) / 5) ** 2;
        }
        return squares;
      };
      const observed = distance([5, 6, 7, 8]);
      const all = subsets([0, 1, 2, 3, 4, 5, 6, 7, 8], 4);
      const exact = all.filter((after) => distance(after) >= observed - 1e-6).length / all.length;
      const pValue = goldenPValues(runs.slice(0, 5), runs.slice(5), random).get('golden-0') as number;
      // 999 random labellings: standard error at most .016; four of them by chance under 1 in 10,000.
      expect(Math.abs(pValue - exact)).toBeLessThan(0.064);
    }
  });

  it('take whole runs as units: correlated draws do not make them small', () => {
    let named = 0;
    for (let i = 0; i < 30; i++) {
      const random = seededRandom(`correlated ${i}`);
      const moods = Array.from({ length: 24 }, () => (random() < 0.5 ? 'short' : 'long and winding'));
      const runs = makeRuns(0, 24, { goldens: 2, repetitions: 10 }, (_, run) => moods[run]);
      for (const pValue of goldenPValues(runs.slice(0, 14), runs.slice(14), random).values())
        if (pValue <= 0.05) named++;
    }
    // 60 tests at 5 %, in pairs: mean 3, standard deviation 2.4; 14 by chance under 1 in 10,000. Draws as units: most.
    expect(named).toBeLessThan(14);
  });
});

describe('the share of traffic that changed', () => {
  const random = seededRandom('traffic');
  const known: Answer = (golden) => `${golden}: ${choose(['yes', 'no'], [0.7, 0.3], random)}`;
  const rollout =
    (share: number): Answer =>
    (golden, run, repetition) =>
      random() < share ? `something else, ${golden}` : known(golden, run, repetition);
  const before = makeRuns(0, 20, size, known);

  it.each([0, 0.1, 0.5, 1])('is %f where so many requests get answers that never came before', (share) => {
    const after = makeRuns(20, 40, size, rollout(share));
    // 480 draws: standard deviation at most .023.
    expect(Math.abs(trafficShare(before, after) - share)).toBeLessThan(0.1);
  });

  it('is what remains when answers that are new anyway are taken away', () => {
    const oftenNew: Answer = (golden) => (random() < 0.3 ? freeText(20, random, 1000) : `${golden}: yes`);
    const changed: Answer = (golden, run, repetition) =>
      random() < 0.4 ? `something else, ${golden}` : oftenNew(golden, run, repetition);
    const share = trafficShare(makeRuns(0, 30, size, oftenNew), makeRuns(30, 60, size, changed));
    expect(Math.abs(share - 0.4)).toBeLessThan(0.1);
  });

  it('is 0 where every answer is new anyway', () => {
    const free: Answer = () => freeText(20, random, 1000);
    expect(trafficShare(makeRuns(0, 10, size, free), makeRuns(10, 20, size, free))).toBe(0);
  });

  it('tells goldens apart and stays within 0 and 1', () => {
    const swapped: Answer = (golden) => `${golden + 1}: yes`;
    expect(trafficShare(before, makeRuns(20, 25, size, swapped))).toBe(1);
    expect(trafficShare(before, [])).toBe(0);
  });
});
