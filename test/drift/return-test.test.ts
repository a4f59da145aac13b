import { describe, expect, it } from 'vitest';
import type { Random } from '../../lib/domain/random.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { runsOf } from '../../lib/drift/calibration-set.ts';
import { observe } from '../../lib/drift/detector.ts';
import { type DetectorState, newDetector } from '../../lib/drift/detector-state.ts';
import { findReturn } from '../../lib/drift/return-test.ts';
import { choose, draw, simulateRuns } from './simulated.ts';

const answers = ['yes', 'well, yes', 'perhaps', 'no'];
const [baseline, alarmed] = [40, 45];

/** What is said after run `runs`, of a change from run 41 on that alarmed with run 45. */
function looked(runs: number, answer: (run: number, random: Random) => ReturnType<typeof draw>, seed = 'return') {
  const random = seededRandom(seed);
  const settings = { threshold: 1000, baselineRuns: baseline, trustBaseline: true, learnOnly: true, salt: 'return' };
  let state: DetectorState = newDetector();
  for (const run of simulateRuns(runs, { goldens: 6, repetitions: 3 }, (_, run) => answer(run + 1, random)))
    state = observe(state, run, settings).state;
  const [cohort] = state.cohorts;
  if (cohort?.kind !== 'armed') throw new Error('expected an armed cohort');
  expect(runsOf(cohort.set)).toHaveLength(runs);
  return findReturn(cohort.set, { changed: baseline + 1, alarmed }, ['text', 'logprobs'], 'seed');
}

const said = (random: Random) => choose(answers, [0.4, 0.3, 0.2, 0.1], random);
const failing = (share: number, random: Random) => (random() < share ? 1 : 0);

describe('it came back', () => {
  it('is seen in what is not wording: only a property had changed', () => {
    const answer = (from: number) => (run: number, random: Random) =>
      draw(said(random), { properties: { json: failing(run > baseline && run < from ? 0.9 : 0.05, random), stop: 1 } });
    expect(looked(60, answer(61))).toBeUndefined();
    // Six runs after the return; the other way would need ten. They are told apart from the baseline by chance in 1 of 10 lives.
    const found = ['one', 'two', 'three'].map((seed) => looked(66, answer(61), seed));
    expect(found.filter((one) => one?.kind === 'returned' && one.since >= 60).length).toBeGreaterThanOrEqual(2);
  });

  it('is said to look like it, with how many more runs it takes, before it is certain', () => {
    const answer =
      (until: number, from = baseline + 1) =>
      (run: number, random: Random) =>
        draw(run >= from && run <= until ? 'I cannot help.' : said(random));
    expect(looked(50, answer(50))).toBeUndefined();
    expect(looked(47, answer(45))).toEqual({ kind: 'looks-back', since: 46, runs: 2, moreRuns: 2 });
    expect(looked(49, answer(45))).toMatchObject({ kind: 'returned', since: 46 });
    // Two runs of the change behind the alarm: ranks alone would take long, four ordinary runs behind seven are the other way.
    expect(looked(49, answer(47))).toEqual({ kind: 'looks-back', since: 48, runs: 2, moreRuns: 2 });
    expect(looked(51, answer(47))).toMatchObject({ kind: 'returned', since: 48 });
  });

  it('takes longer where only some of the runs had changed: a gap between them is no return', () => {
    const sometimes = new Set([41, 43, 45]);
    const answer = (run: number, random: Random) => draw(sometimes.has(run) ? 'I cannot help.' : said(random));
    expect(looked(49, answer)?.kind).not.toBe('returned');
    expect(looked(60, answer)).toMatchObject({ kind: 'returned', since: 46 });
  });

  it('is found as soon where the change was dated too early', () => {
    const late = (run: number, random: Random) =>
      draw(run > baseline + 1 && run <= alarmed ? 'I cannot help.' : said(random));
    expect(looked(49, late)).toMatchObject({ kind: 'returned', since: 46 });
  });

  it('has the runs of a false incident count again, and leaves out those that really changed', () => {
    const never = (_: number, random: Random) => draw(said(random));
    expect(looked(56, never)).toMatchObject({ wasOrdinary: true });
    const changed = (run: number, random: Random) =>
      draw(run > baseline && run <= 47 ? 'I cannot help.' : said(random));
    expect(looked(58, changed)).toMatchObject({ wasOrdinary: false });
  });
});
