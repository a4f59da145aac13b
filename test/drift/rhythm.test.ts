import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { newDetector, observe } from '../../lib/drift/detector.ts';
import { type Judged, judge } from '../../lib/drift/judge.ts';
import { dailyWaves, hasRhythm, kernelWithout } from '../../lib/drift/rhythm.ts';
import { innerProduct } from '../../lib/stats/inner-product.ts';
import { type Answer, makeRun } from './detector-runs.ts';

const hourly = (runs: number) =>
  Array.from({ length: runs }, (_, hour) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString());

describe('the waves of a day', () => {
  it('are orthonormal, and without their mean', () => {
    const waves = dailyWaves(hourly(100));
    expect(waves).toHaveLength(6);
    waves.forEach((wave, i) => {
      expect(wave.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 10);
      waves.forEach((other, j) => {
        expect(innerProduct(wave, other)).toBeCloseTo(i === j ? 1 : 0, 10);
      });
    });
  });

  it('are none where an hour cannot be told from a trend, and only those that the hours of the runs tell apart', () => {
    expect(dailyWaves(hourly(48))).toEqual([]); // 47 hours
    expect(dailyWaves(hourly(49))).toHaveLength(6);
    const daily = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day, 9)).toISOString());
    expect(dailyWaves(daily)).toEqual([]);
    const twice = Array.from({ length: 60 }, (_, half) => new Date(Date.UTC(2026, 0, 1, 12 * half)).toISOString());
    expect(dailyWaves(twice)).toHaveLength(1);
  });

  it('are all that a kernel loses', () => {
    const waves = dailyWaves(hourly(60));
    const random = seededRandom('kernel');
    const kernel = new Float64Array(3600);
    for (let i = 0; i < 60; i++) for (let j = 0; j <= i; j++) kernel[i * 60 + j] = kernel[j * 60 + i] = random() - 0.5;
    const rest = kernelWithout(kernel, 60, waves);
    for (const wave of waves)
      for (let i = 0; i < 60; i++) expect(innerProduct(rest.subarray(60 * i, 60 * i + 60), wave)).toBeCloseTo(0, 10);
    expect(kernelWithout(rest, 60, waves)[61]).toBeCloseTo(rest[61] ?? Number.NaN, 10);
  });
});

describe('a rhythm', () => {
  const waves = dailyWaves(hourly(72));
  const groups = (scores: Float64Array) => [
    { kind: 'scores', name: 'score', prior: 1, scores, twoSided: true, windows: [1] } as const,
  ];

  it('is seen where scores follow the hour, and by chance in 1 calibration set of 100', () => {
    const random = seededRandom('rhythm');
    const noise = () => Float64Array.from({ length: 72 }, () => random() + random() - 1);
    const night = noise().map((value, hour) => value + (hour % 24 < 8 ? 1 : 0));
    expect(hasRhythm(groups(night), waves, random)).toBe(true);
    const seen = Array.from({ length: 300 }, () => hasRhythm(groups(noise()), waves, random)).filter(Boolean).length;
    // Poisson with mean 3: 12 or more have a chance under 1 in 10,000.
    expect(seen).toBeLessThan(12);
  });
});

/** Batches are large at night, small by day and in between in the evening, and answers follow them. */
const load = (run: number, random: Random): number => {
  const hour = run % 24;
  return random() < 0.15 ? Math.floor(3 * random()) : hour < 7 ? 0 : hour < 18 ? 2 : 1;
};

function answersOf(random: Random): Answer {
  let [current, now] = [-1, 0];
  return (golden, run) => {
    if (run !== current) [current, now] = [run, load(run, random)];
    return `answer ${random() < 0.7 ? now : Math.floor(8 * random())} to ${golden}`;
  };
}

describe('an unchanged endpoint whose answers follow the hour', { timeout: 300_000 }, () => {
  const [baselineRuns, runs, epochs] = [72, 60, 5];

  it.each([20, 100])('keeps the promise at a threshold of %s, run by run', (threshold) => {
    const random = seededRandom('daily load');
    const alarms = Array.from({ length: epochs }, (_, epoch) => {
      const answer = answersOf(random);
      const settings = { threshold, baselineRuns, trustBaseline: true, salt: `epoch ${epoch}` };
      let state = newDetector();
      let count = 0;
      for (let run = 0; run < baselineRuns + runs; run++) {
        const made = makeRun(run, { goldens: 4, repetitions: 2 }, answer);
        const observation = observe(state, made, settings);
        state = observation.state;
        if (observation.leading?.of.test.isAlarm === true) count++;
      }
      return count;
    });
    const mean = alarms.reduce((sum, count) => sum + count, 0) / epochs;
    console.log(`daily load, threshold ${threshold}: ${mean} alarming runs an epoch, promised ${runs / threshold}`);
    // 1.5 times the promise, and one: without taking the hour out, 10.2 an epoch at a threshold of 20.
    expect(mean).toBeLessThan((1.5 * runs) / threshold + 1);
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
