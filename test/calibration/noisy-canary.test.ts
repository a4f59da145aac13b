import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { makeRun } from '../drift/detector-runs.ts';
import { draw } from '../drift/simulated.ts';
import { type Endpoint, runRate } from './null-endpoints.ts';
import { size } from './size.ts';

const [goldens, runs, lives, baselineRuns] = [12, 80, 6 * size, 24];

/** So many alarms are promised in the runs of a life. */
const promised = 2;
const threshold = runs / promised;

/**
 * A canary at temperature 0 on a server with noise: the two likeliest first tokens of each sharp golden are a near-tie, and how far
 * apart they come out depends on which requests shared a batch. Neighbours in one run share much of that, golden by golden.
 */
const canary =
  (logprobs: boolean): Endpoint =>
  (random) => {
    const gaps = Array.from({ length: goldens }, () => 1.2 * (random() - 0.5));
    return (run) => {
      const busy = runRate(0.3, 0.4, random);
      return makeRun(run, { goldens, repetitions: 1 }, (golden) => {
        const noise = 0.5 * busy * (golden % 3 === 0 ? 1 : -1) + 0.3 * (random() - 0.5);
        const gap = (gaps[golden] as number) + noise;
        const [first, second] = gap > 0 ? ['yes', 'no'] : ['no', 'yes'];
        const top: [string, number][] = [
          [first as string, -0.5],
          [second as string, -0.5 - Math.abs(gap)],
        ];
        return draw(first as string, logprobs ? { logprobs: [-0.5], firstTokenTop: top } : {});
      });
    };
  };

describe.each([true, false])(
  'a canary on a noisy server that never changes, with log-probabilities: %s',
  (logprobs) => {
    it('raises as few alarms as it promises', { timeout: 1_200_000 }, () => {
      const counts = Array.from({ length: lives }, (_, life) => {
        const next = canary(logprobs)(seededRandom(`canary ${logprobs} ${life}`));
        let state = newDetector();
        let alarms = 0;
        for (let run = 0; run < runs; run++) {
          const observation = observe(state, next(run), { threshold, baselineRuns, salt: `canary ${life}` });
          state = observation.state;
          if (observation.channels.some(({ logStatistic, logThreshold }) => (logStatistic ?? 0) >= logThreshold))
            alarms++;
        }
        return alarms;
      });
      const mean = counts.reduce((sum, count) => sum + count, 0) / lives;
      const error = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)) / lives;
      console.log(`${mean.toFixed(2)} alarms in ${runs} runs, ${promised} promised`);
      // Four standard errors of the mean, or of a Poisson count where there are few: fails by chance under 1 in 10,000.
      expect(mean).toBeLessThanOrEqual(promised + 4 * Math.max(error, Math.sqrt(promised / lives)));
    });
  },
);
