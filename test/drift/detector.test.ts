import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { observe } from '../../lib/drift/detector.ts';
import { encodeDetector } from '../../lib/drift/detector-codec.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { learnAgain, learn as learnRuns } from '../../lib/drift/learn-again.ts';
import { learn, loadedAnswers, makeRun, makeRuns, settings, watch } from './detector-runs.ts';
import { choose } from './simulated.ts';

const size = { goldens: 6, repetitions: 2 };
const words = ['yes', 'well, yes', 'perhaps', 'no', 'not really'];
const usual = (seed: string) => {
  const random = seededRandom(seed);
  return (golden: number) => `${choose(words, [0.5, 0.25, 0.15, 0.07, 0.03], random)} ${golden}`;
};
const refusal = () => 'I cannot help with that.';
const bytes = (state: Parameters<typeof encodeDetector>[0]['state']) => encodeDetector({ epoch: 1, state });

describe('the detector', () => {
  it('is a function of its runs in their order: learned again it is the same, bit for bit', () => {
    const runs = makeRuns(0, 40, size, loadedAnswers(seededRandom('again')));
    const { state } = watch(runs);
    expect(bytes(watch(runs).state)).toEqual(bytes(state));
  });

  it('takes a run only once, and never changes the state that it is given', () => {
    const state = learn(makeRuns(0, 20, size, usual('once')));
    const run = makeRun(20, size, usual('next'));
    const before = bytes(state);
    const once = observe(state, run, settings);
    expect(bytes(state)).toEqual(before);
    const twice = observe(once.state, run, settings);
    expect(twice.counted).toBe(false);
    expect(bytes(twice.state)).toEqual(bytes(once.state));
  });

  it.each([
    [5, 50],
    [6, 365],
    [8, 50],
    [8, 365],
    [12, 8760],
    [24, 365],
    [24, 8760],
    [50, 365],
  ])(
    'finds the grossest change as early as it says, with %i runs learned at a threshold of %i',
    (baseline, threshold) => {
      const stated = earliestAlarm(baseline, threshold) as number;
      const found = [0, 1, 2].map((i) => {
        const judging = { ...settings, threshold, baselineRuns: baseline, salt: `gross ${i}`, trustBaseline: true };
        let state = learn(makeRuns(0, baseline, size, usual(`gross ${i}`)), newDetector(), judging);
        for (let run = 1; run <= stated + 6; run++) {
          const observation = observe(state, makeRun(baseline + run, size, refusal), judging);
          if (observation.leading?.of.test.isAlarm === true) return run;
          state = observation.state;
        }
        return Number.POSITIVE_INFINITY;
      });
      expect(found.sort((a, b) => a - b)[1]).toBeLessThanOrEqual(stated);
    },
    60_000,
  );

  it('says nothing against an endpoint that gives one answer for ever, and everything once it gives another', () => {
    const { steps } = watch(makeRuns(0, 30, size, (golden, run) => (run < 26 ? `answer ${golden}` : refusal())));
    expect(steps[20]?.decision.verdict.kind).toBe('no-drift-detected');
    expect(steps[20]?.observation.channels[0]?.pValue).toBe(1);
    expect(steps.at(-1)?.decision.verdict.kind).toBe('drift-detected');
  });
});

describe('goldens that come and go', () => {
  it('leaves a removed golden out and goes on with the others', () => {
    const state = learn(makeRuns(0, 20, size, usual('removed')));
    const { observation } = watch(makeRuns(20, 21, { ...size, goldens: 4 }, usual('removed on')), { state })
      .steps[0] as ReturnType<typeof watch>['steps'][number];
    expect(observation.coverage).toMatchObject({
      judged: 4,
      baseline: 6,
      notJudged: [
        { golden: 'golden-4', why: 'not-asked' },
        { golden: 'golden-5', why: 'not-asked' },
      ],
    });
    expect(observation.channels).toHaveLength(1);
  });

  it('lets a new golden learn beside the others, and judges it with them when it is ready', () => {
    const state = learn(makeRuns(0, 20, size, usual('new')));
    const { steps } = watch(makeRuns(20, 34, { ...size, goldens: 7 }, usual('new on')), { state });
    expect(steps[4]?.observation.coverage).toMatchObject({
      judged: 6,
      baseline: 6,
      notJudged: [{ golden: 'golden-6', why: 'learning', learned: { runs: 5, of: 12 } }],
    });
    expect(steps.at(-1)?.observation.coverage).toMatchObject({ judged: 7, baseline: 7, notJudged: [] });
    expect(steps.at(-1)?.observation.coverage.cohorts.map(({ goldens }) => goldens)).toEqual([6, 1]);
  });

  it('does not take a golden with fewer draws for one of the design, and can learn again with fewer', () => {
    const runs = makeRuns(0, 20, { goldens: 6, repetitions: 3 }, usual('design'));
    const state = learn(runs);
    const fewer = makeRun(20, { goldens: 6, repetitions: 2 }, usual('fewer'));
    expect(observe(state, fewer, settings).coverage).toMatchObject({ judged: 0, baseline: 6 });
    const asked = new Map([...fewer.goldens.keys()].map((golden) => [golden, 2]));
    const again = learnAgain(state, asked);
    expect(again).toMatchObject({ why: 'other-design', runs: runs.map(({ run }) => run) });
    const rebuilt = learnRuns(runs, { ...settings, design: again?.design ?? new Map() });
    expect(observe(rebuilt, fewer, settings).coverage).toMatchObject({ judged: 6, baseline: 6 });
    expect(learnAgain(rebuilt, asked)).toBeUndefined();
  });
});

describe('one run that stands alone', () => {
  it('is told as a fact, with the nearest that any other run came', () => {
    const random = seededRandom('alone');
    const answer = (golden: number, run: number) => {
      const refuses = random() < (run === 30 ? 0.6 : 0.04);
      const text = refuses ? 'I cannot help with that.' : `yes ${golden}`;
      return { text, toolCalls: [], properties: { refusal: refuses ? 1 : 0 } };
    };
    const { steps } = watch(makeRuns(0, 32, { goldens: 20, repetitions: 3 }, answer));
    const told = steps.map(({ observation }) => observation.oneRunFacts);
    expect(told[30]).toMatchObject([{ name: 'refusal', kind: 'property', draws: 60 }]);
    expect(told.filter((facts) => facts.length > 0)).toHaveLength(1);
  });
});
