import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import { type Draw, type ObservedRun, stepKey } from '../../lib/domain/run/observed-run.ts';
import { type DetectorState, newDetector, observe } from '../../lib/drift/detector.ts';
import { encodeDetector } from '../../lib/drift/detector-codec.ts';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { learn, loadedAnswers, makeRun, makeRuns, ranksOf, settings, watch } from './detector-runs.ts';
import { draw, freeText } from './simulated.ts';

const size = { goldens: 6, repetitions: 2 };
const someRuns = (seed: string, from: number, until: number) =>
  makeRuns(from, until, size, loadedAnswers(seededRandom(seed)));

/** A state in each phase, by its name. */
const phases = ((): Record<string, DetectorState> => {
  const runs = someRuns('phases', 0, 400);
  const at: [string, number][] = [
    ['learning', 5],
    ['bag', 30],
    ['reference', 150],
    ['frozen', 400],
  ];
  let state = newDetector();
  const found: Record<string, DetectorState> = {};
  runs.forEach((run, i) => {
    state = observe(state, run, settings).state;
    for (const [name, after] of at) if (i + 1 === after) found[name] = state;
  });
  return found;
})();
const phase = (name: string) => phases[name] as DetectorState;
const eachPhase = Object.keys(phases);
const ranked = ['bag', 'reference', 'frozen'];

/** A rank that says nothing, up to what chance does: p-values are at least u / (n + 1). */
const finiteEvidence = (state: DetectorState, run: ObservedRun) => {
  const observation = observe(state, run, settings);
  for (const { score, pValue, logStatistic, parts } of observation.channels) {
    expect(Number.isFinite(score)).toBe(true);
    expect(pValue).toBeGreaterThan(0);
    expect(pValue).toBeLessThanOrEqual(1);
    expect(logStatistic === null || Number.isFinite(logStatistic)).toBe(true);
    expect(Object.values(parts ?? {}).every(Number.isFinite)).toBe(true);
  }
  for (const { score } of observation.goldens) expect(Number.isFinite(score)).toBe(true);
  return observation;
};

describe('the detector', () => {
  it('learns first, ranks among all, then against a reference that is frozen in the end', () => {
    expect(eachPhase.map((name) => phase(name).phase.kind)).toEqual(['learning', 'bag', 'reference', 'reference']);
    const { steps } = watch(someRuns('phases', 0, 130));
    expect(steps.slice(0, 12).every(({ observation }) => observation.channels.length === 0)).toBe(true);
    expect(steps.slice(12).every(({ observation }) => observation.channels.length === 1)).toBe(true);
    const { observation } = steps[60] as (typeof steps)[number];
    expect(observation.baselineRuns).toBe(60);
    expect(observation.channels[0]).toMatchObject({ references: 60, averageRunLength: 1000 });
    expect(observation.goldens).toHaveLength(6);
    const { references, frozen } = { references: phase('reference').phase, frozen: phase('frozen').phase };
    expect(references.kind === 'reference' && references.scores.length).toBe(60 + 30);
    expect(frozen.kind === 'reference' && frozen.scores.length).toBe(300);
  });

  it.each(eachPhase)('takes a run only once (%s)', (name) => {
    const state = phase(name);
    const [run] = someRuns('twice', 1000, 1001) as [ObservedRun];
    const once = observe(state, run, settings);
    const twice = observe(once.state, run, settings);
    expect(once.counted).toBe(true);
    expect(twice).toMatchObject({ counted: false, channels: [], facts: [] });
    expect(twice.state).toBe(once.state);
  });

  it.each(eachPhase)('never changes the state that it is given (%s)', (name) => {
    const before = encodeDetector({ epoch: 1, state: phase(name) });
    watch(someRuns('elsewhere', 2000, 2010), { state: phase(name) });
    expect(encodeDetector({ epoch: 1, state: phase(name) })).toEqual(before);
  });

  it('is indifferent to the order of what it learned', () => {
    const baseline = someRuns('order', 0, 12);
    const next = someRuns('next', 12, 40);
    const judging = { ...settings, trustBaseline: true };
    const evidence = (runs: readonly ObservedRun[]) =>
      watch(next, { state: learn(runs, newDetector(), judging), judging }).steps.flatMap(
        ({ observation }) => observation.channels,
      );
    const inTime = evidence(baseline);
    for (const seed of [1, 2, 3]) {
      const shuffled = evidence(shuffleInPlace([...baseline], seededRandom(seed)));
      shuffled.forEach(({ pValue, score, logStatistic }, i) => {
        expect(pValue).toBeCloseTo(inTime[i]?.pValue as number, 12);
        expect(score).toBeCloseTo(inTime[i]?.score as number, 6);
        expect(logStatistic).toBeCloseTo(inTime[i]?.logStatistic as number, 9);
      });
    }
  });

  it('bets nothing on a run that lost more than a fifth of its draws', () => {
    const state = phase('bag');
    const lost = (failing: number) => {
      let calls = 0;
      const answer = loadedAnswers(seededRandom('lost'));
      return makeRun(500, { goldens: 5, repetitions: 2 }, (...of) => (calls++ < failing ? undefined : answer(...of)));
    };
    const five = learn(makeRuns(0, 20, { goldens: 5, repetitions: 2 }, loadedAnswers(seededRandom('five'))));
    expect(observe(five, lost(2), settings).counted).toBe(true);
    const dropped = observe(five, lost(3), settings);
    expect(dropped).toMatchObject({ counted: false, channels: [] });
    expect(dropped.state.statistic).toEqual(five.statistic);
    expect(dropped.state.counted).toBe(five.counted);
    expect(observe(state, lost(10), settings).counted).toBe(false);
  });
});

describe('answers of every kind', () => {
  it.each(ranked)('goldens that are missing are left out (%s)', (name) => {
    const [whole] = someRuns('missing', 3000, 3001) as [ObservedRun];
    const goldens = new Map([...whole.goldens].slice(0, 5));
    const run = { ...whole, goldens, failed: 2 };
    const { counted, goldens: told } = finiteEvidence(phase(name), run);
    expect(counted).toBe(true);
    expect(told.map(({ golden }) => golden)).not.toContain('golden-5');
  });

  it.each(ranked)('a run without a fifth of the goldens is none of its kind (%s)', (name) => {
    const [whole] = someRuns('missing', 3000, 3001) as [ObservedRun];
    const run = { ...whole, goldens: new Map([...whole.goldens].slice(0, 4)), planned: 8 };
    expect(observe(phase(name), run, settings).counted).toBe(false);
  });

  it.each(ranked)('a golden in another version is not compared with the old one (%s)', (name) => {
    const [whole] = someRuns('version', 3000, 3001) as [ObservedRun];
    const others = [...whole.goldens].slice(1);
    const shouting = [draw('SOMETHING ENTIRELY DIFFERENT'), draw('AND AGAIN')];
    const renewed = { ...whole, goldens: new Map([...others, ['golden-0@next', shouting]]) };
    const without = { ...whole, goldens: new Map(others) };
    expect(finiteEvidence(phase(name), renewed).channels).toEqual(finiteEvidence(phase(name), without).channels);
  });

  it.each(ranked)('draws beyond the usual number are left out (%s)', (name) => {
    const [usual] = someRuns('more', 3000, 3001) as [ObservedRun];
    const more = {
      ...usual,
      goldens: new Map([...usual.goldens].map(([key, draws]) => [key, [...draws, draw('extra'), draw('draws')]])),
      planned: 24,
    };
    expect(finiteEvidence(phase(name), more).channels).toEqual(finiteEvidence(phase(name), usual).channels);
  });

  it.each(ranked)('a golden with fewer draws counts with what it has (%s)', (name) => {
    const [whole] = someRuns('fewer', 3000, 3001) as [ObservedRun];
    const goldens = new Map([...whole.goldens].map(([key, draws], i) => [key, i < 2 ? draws.slice(1) : draws]));
    expect(finiteEvidence(phase(name), { ...whole, goldens, failed: 2 }).counted).toBe(true);
  });

  it('empty answers are answers: their rank is as uniform as any', () => {
    const random = seededRandom('empty');
    const runs = makeRuns(0, 140, size, () => (random() < 0.15 ? '' : 'yes'));
    const ranks = ranksOf(watch(runs, { judging: { ...settings, threshold: 1e9 } }).steps);
    expect(ranks.length).toBe(128);
    // Mean of 128 uniform ranks: standard deviation .026; four of them by chance under 1 in 10,000.
    expect(Math.abs(ranks.reduce((sum, rank) => sum + rank, 0) / 128 - 0.5)).toBeLessThan(0.103);
  });

  it('the first empty answer ever is strange, not infinitely so', () => {
    const state = learn(someRuns('first empty', 0, 40));
    const [usual] = someRuns('first empty 2', 40, 41) as [ObservedRun];
    const one = { ...usual, goldens: new Map([...usual.goldens, ['golden-0', [draw(''), draw('')]]]) };
    const { channels } = finiteEvidence(state, one);
    expect(channels[0]?.score).toBeLessThan(2000);
  });

  it('nothing but empty answers is an endpoint like any other', () => {
    const runs = makeRuns(0, 30, size, () => '');
    const { steps } = watch(runs);
    for (const { observation } of steps.slice(12)) expect(observation.channels[0]?.score).toBe(0);
    expect(new Set(ranksOf(steps)).size).toBe(18); // ties are broken by the run's own number
  });

  it('very long answers cost what they must and are kept as small as any', () => {
    const long = 'word '.repeat(200_000);
    const runs = makeRuns(0, 14, { goldens: 2, repetitions: 1 }, (golden, run) => `${long}${golden} ${run}`);
    const state = learn(runs);
    expect(encodeDetector({ epoch: 1, state }).length).toBeLessThan(50_000);
    finiteEvidence(
      state,
      makeRun(50, { goldens: 2, repetitions: 1 }, () => `${long}end`),
    );
  });

  it('whatever arrives, numbers stay numbers', () => {
    const someDraw: fc.Arbitrary<Draw> = fc
      .record({
        text: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.constantFrom('', ' ', '\ud83d', 'yes'.repeat(9999)),
        ),
        logprobs: fc.option(fc.array(fc.constantFrom(0, -0, -1e-9, -3, -1e4, -1e300), { maxLength: 5 })),
        first: fc.option(fc.array(fc.tuple(fc.string(), fc.double({ min: -1e6, max: 0, noNaN: true })))),
        calls: fc.array(fc.record({ name: fc.string(), arguments: fc.string() }), { maxLength: 2 }),
        properties: fc.dictionary(fc.constantFrom('json', 'refusal', '__proto__', 'expectation:x'), fc.nat({ max: 1 })),
      })
      .map(({ text, logprobs, first, calls, properties }) => ({
        text,
        toolCalls: calls,
        properties,
        ...(logprobs === null ? {} : { logprobs }),
        ...(first === null ? {} : { firstTokenTop: first }),
      }));
    const goldens = fc.dictionary(
      fc.constantFrom('golden-0', 'golden-1', 'golden-2', 'golden-3', 'golden-4', 'golden-5'),
      fc.array(someDraw, { minLength: 1, maxLength: 4 }),
      { minKeys: 5 },
    );
    let number = 10_000;
    fc.assert(
      fc.property(fc.array(goldens, { minLength: 1, maxLength: 6 }), fc.constantFrom(...ranked), (runs, name) => {
        let state = phase(name);
        for (const run of runs) {
          const observed = { ...makeRun(number++, size, () => ''), goldens: new Map(Object.entries(run)), planned: 6 };
          state = finiteEvidence(state, observed).state;
        }
      }),
      { seed: 51, numRuns: 40 },
    );
  });
});

describe('small canary sets', () => {
  it.each([
    ['one golden', { goldens: 1, repetitions: 5 }],
    ['one repetition', { goldens: 8, repetitions: 1 }],
    ['one golden, one repetition', { goldens: 1, repetitions: 1 }],
  ])('%s is enough to see a gross change as soon as ranks can', (_, small) => {
    const random = seededRandom(`small ${JSON.stringify(small)}`);
    const judging = { ...settings, threshold: 365, baselineRuns: 50 };
    const runs = makeRuns(0, 62, small, (golden, run) =>
      run < 50 ? `${freeText(6, random, 12)} ${golden}` : 'I cannot help with that. Please ask somebody else.',
    );
    const { steps } = watch(runs, { judging });
    const first = steps.findIndex(({ decision }) => decision.verdict.kind === 'drift-detected');
    expect(first - 49).toBeGreaterThanOrEqual(2);
    expect(first - 49).toBeLessThanOrEqual((earliestAlarm(50, 365) as number) + 2);
  });
});

describe('log-probabilities', () => {
  const answered = (golden: number, run: number, offset: number) => {
    const random = seededRandom(`${golden} ${run}`);
    return Array.from({ length: 6 }, (_, i) => -0.2 - 0.1 * i - 0.02 * random() + offset);
  };
  const runsWith = (part: (repetition: number) => boolean, offset: number, from: number, until: number) =>
    makeRuns(from, until, size, (golden, run, repetition) =>
      draw(`answer ${golden}`, part(repetition) ? { logprobs: answered(golden, run, offset) } : {}),
    );
  const ranksAfter = (part: (repetition: number) => boolean, groups?: readonly ('text' | 'logprobs')[]) => {
    const judging = { ...settings, threshold: 1e12, ...(groups === undefined ? {} : { groups }) };
    const state = learn(runsWith(part, 0, 0, 40), newDetector(), judging);
    return ranksOf(watch(runsWith(part, -0.05, 40, 45), { state, judging }).steps);
  };

  it('show what no answer shows', () => {
    for (const rank of ranksAfter(() => true)) expect(rank).toBeLessThan(5 / 41);
  });

  it('are used where only the first repetition has them', () => {
    for (const rank of ranksAfter((repetition) => repetition === 0)) expect(rank).toBeLessThan(5 / 41);
  });

  it('play no part where there are none, or where they are not looked at', () => {
    for (const ranks of [ranksAfter(() => false), ranksAfter(() => true, ['text'])])
      expect(Math.max(...ranks)).toBeGreaterThan(0.1); // five ties: all below it by chance 1 in 100,000
    const { observation } = watch(someRuns('no logprobs', 0, 14)).steps[13] as ReturnType<
      typeof watch
    >['steps'][number];
    expect(observation.channels[0]?.parts?.logprobs).toBe(0);
  });
});

describe('steps of chained draws', () => {
  /** Runs in which the draws of the second golden are steps of those of the first. */
  const chained = (run: ObservedRun): ObservedRun => {
    const [[tree, whole], [, steps]] = [...run.goldens] as [[string, Draw[]], [string, Draw[]]];
    const goldens = new Map([
      [tree, whole],
      [stepKey(tree, 'answer'), steps],
    ]);
    return { ...run, goldens, completed: whole.length, planned: whole.length };
  };
  const runs = makeRuns(0, 30, { goldens: 2, repetitions: 4 }, loadedAnswers(seededRandom('chains'))).map(chained);
  const next = runs.at(-1) as ObservedRun;
  const { state } = watch(runs.slice(0, -1));

  it('are judged', () => {
    const { goldens, counted } = observe(state, next, settings);
    expect(counted).toBe(true);
    expect(goldens.map(({ golden }) => golden)).toEqual([...next.goldens.keys()]);
  });

  it('are missed in no run: a chain that ended before them is an answer', () => {
    const [[tree, whole]] = [...next.goldens] as [[string, Draw[]]];
    expect(observe(state, { ...next, goldens: new Map([[tree, whole]]) }, settings).counted).toBe(true);
  });

  it('do not stand in for draws that were lost', () => {
    expect(observe(state, { ...next, completed: 2 }, settings).counted).toBe(false);
  });
});
