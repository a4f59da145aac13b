import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { type Judged, judge } from '../../lib/drift/judge.ts';
import { makeRun, watch } from '../drift/detector-runs.ts';

const [threshold, baselineRuns, epochs, runs] = [50, 24, 4, 90];

/** Noise that comes in episodes: load stays as it is for six runs on average. */
function episodes(random: Random) {
  let isBusy = false;
  return (run: number) => {
    if (random() < 1 / 6) isBusy = !isBusy;
    const no = isBusy ? 0.45 : 0.1;
    return makeRun(run, { goldens: 4, repetitions: 3 }, (golden) => `${random() < no ? 'no' : 'yes'} ${golden}`);
  };
}

describe('an unchanged endpoint whose noise comes in episodes', () => {
  it('breaks the promise of a test of neighbouring runs, and raises fewer alarms once that is noticed', {
    timeout: 1_200_000,
  }, () => {
    let [alarming, incidents, unconfirmed] = [0, 0, 0];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const next = episodes(seededRandom(`episodes ${epoch}`));
      const judging = { threshold, baselineRuns, trustBaseline: true, effectFloor: 0, salt: `episodes ${epoch}` };
      let state = newDetector();
      let wasOpen = false;
      for (let run = 0; run < runs; run++) {
        const effect = { estimate: 0.2, low: 0.1, high: 0.3 };
        const { state: after, steps } = watch([next(run)], { state, judging, effect });
        state = after;
        const { verdict } = steps[0]?.decision ?? {};
        const isOpen = verdict?.kind === 'drift-detected';
        if (!wasOpen && steps[0]?.observation.leading?.of.test.isAlarm) alarming++;
        if (!wasOpen && isOpen) incidents++;
        if (verdict?.kind === 'no-drift-detected' && verdict.unconfirmed !== undefined) unconfirmed++;
        wasOpen = isOpen;
      }
    }
    const promised = (epochs * (runs - baselineRuns)) / threshold;
    console.log(
      `episodes: ${alarming} alarms of the test in ${epochs} lives, ${unconfirmed} of them held back; ` +
        `${incidents} incidents, promised ${promised.toFixed(1)}`,
    );
    expect(unconfirmed).toBeGreaterThan(0);
    // Most of what is held back stays so. Incidents vary like a Poisson variable: 4 standard deviations.
    expect(incidents).toBeLessThan(alarming);
    expect(incidents).toBeLessThan(promised + 4 * Math.sqrt(promised));
  });
});

describe('runs that are not exchangeable', () => {
  it('have every judgement say so, and those that are do not', async () => {
    const doubtsAfter = async (load: (run: number, random: Random) => number) => {
      const random = seededRandom('episodes');
      const settings = { threshold: 1e6, baselineRuns: 24, trustBaseline: true, salt: 'doubts', effectFloor: 1 };
      let state = newDetector();
      let last: Judged | undefined;
      for (let run = 0; run < 90; run++) {
        const now = load(run, random);
        const made = makeRun(
          run,
          { goldens: 4, repetitions: 4 },
          (golden) => `${random() < now ? 'no' : 'yes'} ${golden}`,
        );
        last = await judge(state, made, settings, async () => ({ before: [], after: [] }));
        state = last.state;
      }
      return last?.evidence.doubts;
    };
    // Noise of nine runs in a row, then hardly any.
    expect(await doubtsAfter((run) => (Math.floor(run / 9) % 2 === 0 ? 0.05 : 0.5))).toContain('rank-autocorrelation');
    expect(await doubtsAfter((_, random) => random() * 0.5)).toBeUndefined();
  }, 60_000);
});
