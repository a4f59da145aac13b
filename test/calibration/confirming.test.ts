import { describe, expect, it } from 'vitest';
import { mostConfirming, mostRunsPerYear } from '../../lib/domain/project/run-schedule.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { nextConfirming } from '../../lib/plan/confirming.ts';
import { nextDue } from '../../lib/plan/next-due.ts';
import { makeRun } from '../drift/detector-runs.ts';
import { type Endpoint, regimes } from './null-endpoints.ts';
import { size } from './size.ts';

const hourly = { everySeconds: 3600, jitter: 0.5 };
const rules = { share: 0.1, most: mostConfirming };
const [slots, epochs, baselineRuns] = [72, 12 * size, 24];

/** So many alarms are promised in the slots that are simulated; the threshold follows as it does for a year. */
const promised = 2;
const mostRuns =
  (mostRunsPerYear({ every: '1h', confirmingRuns: rules.share }, { every: '1h' }) - rules.most) * (slots / 8760) +
  rules.most;
const threshold = mostRuns / promised;

/** A life of so many hours in which runs that are suspected are confirmed as soon as they may be. */
function alarmsIn(
  next: (run: number) => ObservedRun,
  salt: string,
): { readonly alarms: number; readonly runs: number } {
  const settings = { threshold, baselineRuns, salt };
  const start = Date.UTC(2026, 0, 1);
  let state = newDetector();
  let alarms = 0;
  const made = [new Date(start)];
  for (;;) {
    const at = made.at(-1) as Date;
    const observation = observe(state, { ...next(made.length - 1), at: at.toISOString() }, settings);
    state = observation.state;
    // Each run is one test of its own; an incident that holds a cluster of alarms together would only hide some of them.
    const found = strength(observation.channels);
    if (found >= 1) alarms++;
    const now = new Date(at.getTime() + 60_000);
    const scheduled = nextDue(salt, hourly, at, now);
    const confirming = found >= 0.5 ? nextConfirming(salt, hourly, { made, now }, rules) : undefined;
    const soonest = confirming !== undefined && confirming < scheduled ? confirming : scheduled;
    if (soonest.getTime() >= start + slots * 3_600_000) return { alarms, runs: made.length };
    made.push(soonest);
  }
}

/** How far the evidence is on the way to its threshold, in nats: 1 alarms, and from 1/2 on something is suspected. */
function strength(
  channels: readonly { readonly logStatistic: number | null; readonly logThreshold: number }[],
): number {
  return Math.max(0, ...channels.map(({ logStatistic, logThreshold }) => (logStatistic ?? 0) / logThreshold));
}

const quiet: Record<string, Endpoint> = {
  'load regimes': regimes({ goldens: 6, repetitions: 2 }),
  'first tokens': (random) => (run) =>
    makeRun(run, { goldens: 8, repetitions: 2 }, (golden) => (random() < 0.2 + golden / 12 ? 'yes' : 'no')),
};

describe.each(Object.entries(quiet))('confirming runs of an endpoint that never changes: %s', (name, endpoint) => {
  it('keep the promise, as whether they are made depends on the past only', { timeout: 1_200_000 }, () => {
    const lives = Array.from({ length: epochs }, (_, epoch) =>
      alarmsIn(endpoint(seededRandom(`${name} ${epoch}`)), `${name} ${epoch}`),
    );
    const counts = lives.map(({ alarms }) => alarms);
    const mean = counts.reduce((sum, count) => sum + count, 0) / epochs;
    const error = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)) / epochs;
    expect(Math.max(...lives.map(({ runs }) => runs))).toBeGreaterThan(slots); // some were confirmed
    expect(Math.max(...lives.map(({ runs }) => runs))).toBeLessThanOrEqual(mostRuns);
    // Four standard errors of the mean, or of a Poisson count where there are few: fails by chance under 1 in 10,000.
    expect(mean).toBeLessThanOrEqual(promised + 4 * Math.max(error, Math.sqrt(promised / epochs)));
  });
});
