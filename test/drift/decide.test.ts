import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { Verdict } from '../../lib/domain/verdict/verdict.ts';
import { decide, suspectedChange } from '../../lib/drift/decide.ts';
import { observe } from '../../lib/drift/detector.ts';
import { baselineSize } from '../../lib/drift/rank-run.ts';
import { type Answer, learn, loadedAnswers, makeRun, makeRuns, type Step, settings, watch } from './detector-runs.ts';
import { draw } from './simulated.ts';

const size = { goldens: 6, repetitions: 2 };
const verdictsOf = (steps: readonly Step[]) => steps.map(({ decision }) => decision.verdict);
const kindsOf = (steps: readonly Step[]) => verdictsOf(steps).map(({ kind }) => kind);

/** Usual answers, and refusals from run `from` until run `until`. */
function changing(seed: string, from: number, until = Number.POSITIVE_INFINITY): Answer {
  const usual = loadedAnswers(seededRandom(seed));
  return (golden, run, repetition) => {
    const answer = usual(golden, run, repetition);
    return run >= from && run < until ? `I cannot help with that, ${golden}.` : answer;
  };
}

describe('while a baseline is learned', () => {
  it('says how many runs are missing, and when an alarm could come first', () => {
    const verdicts = verdictsOf(watch(makeRuns(0, 13, size, changing('learning', 99))).steps);
    expect(verdicts.slice(0, 12).map((verdict) => verdict.kind === 'inconclusive' && verdict.needed.runs)).toEqual([
      11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
    expect(verdicts[0]).toMatchObject({ kind: 'inconclusive', reason: 'learning', needed: { drawsPerRun: 12 } });
    const waits = verdicts.map((verdict) => (verdict.kind === 'inconclusive' ? (verdict.earliestAlarmRuns ?? 0) : 0));
    expect(waits.slice(0, 12).map((wait, i) => wait + i)).toEqual(Array(12).fill(waits[0]));
    expect(verdicts[12]?.kind).toBe('no-drift-detected');
  });

  it('says that no alarm could come at all where the baseline will be too short for the threshold', () => {
    const judging = { ...settings, baselineRuns: 5, threshold: 1e40 };
    const [verdict] = verdictsOf(watch(makeRuns(0, 1, size, changing('short', 99)), { judging }).steps);
    expect(verdict).toMatchObject({ kind: 'inconclusive', earliestAlarmRuns: null });
  });

  it('starts over from the change when the baseline itself changed', () => {
    const judging = { ...settings, baselineRuns: 24 };
    const { steps, state } = watch(makeRuns(0, 40, size, changing('split', 14)), { judging });
    expect(verdictsOf(steps)[23]).toMatchObject({
      kind: 'inconclusive',
      reason: 'baseline-not-uniform',
      needed: { runs: 14 },
    });
    expect(kindsOf(steps)).not.toContain('drift-detected');
    expect(kindsOf(steps).slice(38)).toEqual(['no-drift-detected', 'no-drift-detected']);
    expect(baselineSize(state.phase)).toBe(26);
  });
});

describe('a run with too few draws', () => {
  const state = learn(makeRuns(0, 20, size, changing('few', 99)));
  const lost = (failing: number, of = state) => {
    const run = { ...makeRun(50, size, (_, __, i) => (i < 1 ? 'yes' : undefined)), planned: 12, failed: failing };
    const goldens = failing === 12 ? new Map() : run.goldens;
    const observation = observe(of, { ...run, goldens }, settings);
    return decide(observation, { planned: 12, completed: 12 - failing }, settings).verdict;
  };

  it('is inconclusive, with the number that would have been enough', () => {
    expect(lost(6)).toMatchObject({
      kind: 'inconclusive',
      reason: 'too-few-samples',
      needed: { runs: 1, drawsPerRun: 10 },
    });
  });

  it('is an endpoint that cannot be reached when none arrived', () => {
    expect(lost(12)).toMatchObject({ kind: 'inconclusive', reason: 'unreachable' });
  });

  it('leaves as much to learn as there was', () => {
    const learning = learn(makeRuns(0, 5, size, changing('few', 99)));
    expect(lost(12, learning)).toMatchObject({ needed: { runs: 7 } });
  });

  it('does not end a drift', () => {
    const drifting = watch(makeRuns(0, 40, size, changing('drifting', 30))).state;
    expect(drifting.drift).toBeDefined();
    const run = { ...makeRun(50, size, () => undefined), planned: 12, failed: 12 };
    const { verdict } = decide(observe(drifting, run, settings), { planned: 12, completed: 0 }, settings);
    expect(verdict.kind).toBe('drift-detected');
  });
});

describe('drift', () => {
  const runs = makeRuns(0, 60, size, changing('drift', 40));
  const { steps, state } = watch(runs);
  const first = kindsOf(steps).indexOf('drift-detected');

  it('is detected soon after the change, with the evidence and the effect', () => {
    expect(first).toBeGreaterThanOrEqual(40);
    expect(first).toBeLessThanOrEqual(44);
    const { verdict, since } = (steps[first] as Step).decision;
    expect(verdict).toMatchObject({
      kind: 'drift-detected',
      effect: { estimate: 0.5, low: 0.4, high: 0.6 },
      effectFloor: 0,
    });
    if (verdict.kind !== 'drift-detected') return;
    for (const { logStatistic, logThreshold } of verdict.alarms)
      expect(logStatistic).toBeGreaterThanOrEqual(logThreshold);
    expect(verdict.alarms[0]?.group).toBe('text');
    expect(since?.earliest.number).toBeLessThanOrEqual(41); // counted from 1
    expect(since?.latest.number).toBeGreaterThanOrEqual(41);
    expect(since?.run.at).toBe(runs.find(({ run }) => run === since?.run.run)?.at);
  });

  it('stays, with the alarm that it began with, as long as the change does', () => {
    expect(new Set(kindsOf(steps).slice(first))).toEqual(new Set(['drift-detected']));
    const alarms = verdictsOf(steps.slice(first)).map((verdict) => verdict.kind === 'drift-detected' && verdict.alarms);
    for (const later of alarms) expect(later).toEqual(alarms[0]);
    expect(state.drift?.alarmedBy).toBe(runs[first]?.run);
    expect(steps.at(-1)?.decision.since).toEqual(steps[first]?.decision.since);
  });

  it('teaches nothing: what was served meanwhile never becomes normal', () => {
    const learned = steps.map(({ observation }) => baselineSize(observation.state.phase));
    expect(learned.slice(first)).toEqual(Array(60 - first).fill(learned[first]));
  });

  it('ends with five ordinary runs in a row, no sooner, and what was learned before still counts', () => {
    const back = watch(makeRuns(60, 90, size, changing('back', 999)), { state });
    const kinds = kindsOf(back.steps);
    const end = kinds.indexOf('no-drift-detected');
    expect(end).toBeGreaterThanOrEqual(4);
    const ranks = back.steps.map(({ observation }) => observation.channels[0]?.pValue as number);
    expect(ranks.slice(end - 4, end + 1).every((rank) => rank > 0.1)).toBe(true);
    for (let i = 4; i < end; i++) expect(ranks.slice(i - 4, i + 1).some((rank) => rank <= 0.1)).toBe(true);
    expect(back.steps[end]?.decision.state.drift).toBeUndefined();
    expect(back.steps[end]?.decision.state.statistic.starts).toEqual([]);
    expect(baselineSize(back.state.phase)).toBe(baselineSize(state.phase) + 29 - end);
  });

  it('can be detected again after it was over', () => {
    const again = watch(makeRuns(60, 110, size, changing('again', 80)), { state });
    const kinds = kindsOf(again.steps);
    expect(kinds.slice(0, 20)).toContain('no-drift-detected');
    expect(kinds.slice(20)).toContain('drift-detected');
    expect(again.state.drift?.alarmedAt).toBeGreaterThanOrEqual(81);
  });

  it('says which channel moved most', () => {
    const usual = loadedAnswers(seededRandom('channels'));
    const silent = makeRuns(0, 60, size, (golden, run, repetition) =>
      draw(usual(golden, 0, repetition) as string, { logprobs: [-0.3 - (run < 40 ? 0 : 0.2) - 0.001 * (run % 7)] }),
    );
    const verdict = verdictsOf(watch(silent).steps).find(({ kind }) => kind === 'drift-detected');
    expect(verdict).toMatchObject({ alarms: [{ channel: 'logprobs', group: 'logprobs' }] });
  });

  it('gives verdicts of the published form', () => {
    for (const verdict of verdictsOf(steps)) expect(Verdict.parse(verdict)).toEqual(verdict);
  });
});

describe('an effect floor', () => {
  const runs = makeRuns(0, 60, size, changing('floor', 40));

  it('keeps silent below it, and says so', () => {
    const effect = { estimate: 0.1, low: 0.05, high: 0.2 };
    const { steps } = watch(runs, { judging: { ...settings, effectFloor: 0.11 }, effect });
    expect(kindsOf(steps)).not.toContain('drift-detected');
    const below = verdictsOf(steps).filter(
      (verdict) => verdict.kind === 'no-drift-detected' && verdict.belowEffectFloor,
    );
    expect(below[0]).toMatchObject({ belowEffectFloor: effect, suspected: true });
  });

  it('alarms at it, at the same run as without one', () => {
    const effect = { estimate: 0.11, low: 0.05, high: 0.2 };
    const [at, without] = [0.11, 0].map((effectFloor) =>
      kindsOf(watch(runs, { judging: { ...settings, effectFloor }, effect }).steps),
    );
    expect(at).toEqual(without);
  });

  it('hides no change of structure', () => {
    let state = learn(runs.slice(0, 40));
    const kinds = runs.slice(40).map((run, i) => {
      const observation = observe(state, run, settings);
      const judging = { ...settings, effectFloor: 0.2 };
      const effect = suspectedChange(observation) && { estimate: 0.01, low: 0, high: 0.1 };
      const decision = decide(observation, { planned: 12, completed: 12 }, judging, effect, () => i >= 6);
      state = decision.state;
      return decision.verdict.kind;
    });
    expect(kinds.indexOf('drift-detected')).toBe(6);
  });

  it('alarms as soon as the effect has grown to it', () => {
    let state = learn(runs.slice(0, 40));
    const kinds = runs.slice(40).map((run, i) => {
      const observation = observe(state, run, settings);
      const estimate = i < 6 ? 0.01 : 0.3;
      const judging = { ...settings, effectFloor: 0.2 };
      const effect = suspectedChange(observation) && { estimate, low: 0, high: 1 };
      const decision = decide(observation, { planned: 12, completed: 12 }, judging, effect);
      state = decision.state;
      return decision.verdict.kind;
    });
    expect(kinds.indexOf('drift-detected')).toBe(6);
  });
});

describe('what is asked of the effect', () => {
  it('is nothing while nothing is suspected', () => {
    const { steps } = watch(makeRuns(0, 30, size, changing('quiet', 99)));
    for (const { observation, decision } of steps) {
      expect(suspectedChange(observation)).toBeUndefined();
      expect(decision.since).toBeUndefined();
    }
  });

  it('is always since when, once the threshold is crossed', () => {
    const state = learn(makeRuns(0, 40, size, changing('since', 40)));
    let [current, suspected] = [state, 0];
    for (const run of makeRuns(40, 50, size, changing('since', 40))) {
      const observation = observe(current, run, settings);
      if (suspectedChange(observation) !== undefined) suspected++;
      current = observation.state;
    }
    expect(suspected).toBeGreaterThan(5);
  });
});

describe('a suspicion', () => {
  it('asks for confirming runs before an alarm can come, and alarms nobody', () => {
    const judging = { ...settings, threshold: 1e6 };
    const verdicts = verdictsOf(watch(makeRuns(0, 50, size, changing('suspicion', 40)), { judging }).steps);
    const isSuspected = (verdict: Verdict) => verdict.kind === 'no-drift-detected' && verdict.suspected;
    const alarm = verdicts.findIndex(({ kind }) => kind === 'drift-detected');
    expect(alarm).toBeGreaterThan(42);
    expect(verdicts.slice(40, alarm).some(isSuspected)).toBe(true);
    expect(verdicts.slice(12, 40).filter(isSuspected).length).toBeLessThanOrEqual(2); // no promise, but not the rule
  });
});
