import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { observe } from '../../lib/drift/detector.ts';
import { type DetectorState, newDetector } from '../../lib/drift/detector-state.ts';
import { DesignedRun } from '../../lib/monitor/judge/design.ts';
import { shrinkingShare, smallerSize } from '../../lib/plan/shrink.ts';
import { makeRun } from '../drift/detector-runs.ts';
import { type Endpoint, regimes } from './null-endpoints.ts';
import { size } from './size.ts';

const repetitions = 2;
const [months, slots, epochs, baselineRuns] = [3, 40, 10 * size, 24];
const runs = months * slots;

/** So many alarms are promised in the runs that are simulated, and the threshold counts both sizes as it does for a year. */
const promised = 2;
const threshold = (runs * (1 + shrinkingShare)) / promised;

/**
 * Alarms of a life in which runs are smaller in the last quarter of a month when the rule says so. The rule is the worst that
 * depends on the past: whichever size has come nearer to an alarm. Each size has a state of its own, as judging learns it again.
 */
function alarmsIn(next: (run: number) => ObservedRun, salt: string) {
  const settings = { threshold, baselineRuns, salt };
  const sizes = { full: newDetector(), small: newDetector() };
  const nearest = { full: 0, small: 0 };
  let [alarms, small] = [0, 0];
  const see = (which: 'full' | 'small', run: ObservedRun) => {
    const observation = observe(sizes[which] as DetectorState, run, settings);
    sizes[which] = observation.state;
    const found = observation.channels.map(({ logStatistic, logThreshold }) => (logStatistic ?? 0) / logThreshold);
    nearest[which] = Math.max(0, ...found);
    return nearest[which];
  };
  for (let run = 0; run < runs; run++) {
    const whole = next(run);
    const draws = new Map([...whole.goldens.keys()].map((golden) => [golden, smallerSize(repetitions) as number]));
    const mayShrink = run >= baselineRuns && run % slots >= slots * (1 - shrinkingShare);
    const isSmall = mayShrink && nearest.small >= nearest.full;
    const found = { small: see('small', cut(whole, draws)), full: isSmall ? 0 : see('full', whole) };
    if (isSmall) small++;
    if (found[isSmall ? 'small' : 'full'] >= 1) alarms++;
  }
  return { alarms, small };
}

/** The run with the first so many draws of each golden. */
function cut({ goldens, ...counted }: ObservedRun, draws: ReadonlyMap<string, number>): ObservedRun {
  const smaller = new DesignedRun(draws);
  return { goldens: smaller.cut(goldens), ...smaller.counted(counted) };
}

const quiet: Record<string, Endpoint> = {
  'load regimes': regimes({ goldens: 6, repetitions }),
  'first tokens': (random) => (run) =>
    makeRun(run, { goldens: 8, repetitions }, (golden) => (random() < 0.2 + golden / 12 ? 'yes' : 'no')),
};

describe.each(Object.entries(quiet))('smaller runs of an endpoint that never changes: %s', (name, endpoint) => {
  it('keep the promise, as when they may be made depends on the calendar only', { timeout: 1_200_000 }, () => {
    const lives = Array.from({ length: epochs }, (_, epoch) =>
      alarmsIn(endpoint(seededRandom(`small ${name} ${epoch}`)), `${name} ${epoch}`),
    );
    const counts = lives.map(({ alarms }) => alarms);
    const mean = counts.reduce((sum, count) => sum + count, 0) / epochs;
    const error = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)) / epochs;
    expect(Math.min(...lives.map(({ small }) => small))).toBeGreaterThan(0);
    // Four standard errors of the mean, or of a Poisson count where there are few: fails by chance under 1 in 10,000.
    expect(mean).toBeLessThanOrEqual(promised + 4 * Math.max(error, Math.sqrt(promised / epochs)));
  });
});
