import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { clockWaves, kernelWithout, rhythmOf, type Waves } from '../../lib/drift/rhythm.ts';
import { innerProduct } from '../../lib/stats/inner-product.ts';
import { normalScores } from '../../lib/stats/normal-scores.ts';

const hourly = (runs: number) =>
  Array.from({ length: runs }, (_, hour) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString());

const everyHours = (hours: number, runs: number) =>
  Array.from({ length: runs }, (_, run) => new Date(Date.UTC(2026, 0, 1, hours * run)).toISOString());
const columns = (times: readonly string[]) => clockWaves(times).map((waves) => waves.columns.length);

describe('the waves of the clock', () => {
  it('are orthonormal, and without their mean', () => {
    for (const { columns: waves } of clockWaves(everyHours(3, 130)))
      waves.forEach((wave, i) => {
        expect(wave.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 10);
        waves.forEach((other, j) => {
          expect(innerProduct(wave, other)).toBeCloseTo(i === j ? 1 : 0, 10);
        });
      });
  });

  it('are none where an hour cannot be told from a trend, and only those that the hours of the runs tell apart', () => {
    expect(columns(hourly(30))).toEqual([]); // 29 hours
    expect(columns(hourly(31))).toEqual([2]);
    expect(columns(hourly(49))).toEqual([6]);
    expect(columns(everyHours(4, 84)), '14 days but 4 hours').toEqual([5]);
    expect(columns(everyHours(4, 85))).toEqual([5, 4]);
    expect(columns(everyHours(24, 60)), 'always at one hour').toEqual([4]);
    expect(columns(everyHours(12, 60))).toEqual([1, 4]);
  });

  it('are all that a kernel loses', () => {
    const waves = (clockWaves(hourly(60))[0] as Waves).columns;
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
  const waves = clockWaves(hourly(72));
  const groups = (scores: Float64Array) => [
    { kind: 'scores', name: 'score', prior: 1, scores, twoSided: true, windows: [1] } as const,
  ];
  const random = seededRandom('rhythm');
  const noise = (runs = 72) => Float64Array.from({ length: runs }, () => random() + random() - 1);

  it('is seen where scores follow the hour, and by chance in 1 set of 100', () => {
    const night = noise().map((value, hour) => value + (hour % 24 < 8 ? 1 : 0));
    expect(rhythmOf(groups(night), waves, random)).toHaveLength(6);
    const seen = Array.from({ length: 300 }, () => rhythmOf(groups(noise()), waves, random).length > 0).filter(Boolean);
    // Poisson with mean 3: 12 or more have a chance under 1 in 10,000.
    expect(seen.length).toBeLessThan(12);
  });

  it('of the week is seen on its own', () => {
    const [times, runs] = [everyHours(4, 168), 168];
    const weekend = noise(runs).map((value, run) => value + ([5, 6].includes(Math.floor(run / 6) % 7) ? 1 : 0));
    expect(rhythmOf(groups(weekend), clockWaves(times), random)).toHaveLength(4);
  });

  it('is seen on the second day already', () => {
    const wave = noise(36).map((value, hour) => value + 1.5 * Math.sin((2 * Math.PI * hour) / 24));
    expect(rhythmOf(groups(wave), clockWaves(hourly(36)), random)).toHaveLength(2);
  });

  it('is hardly ever seen in a change, of which no wave may take anything away', () => {
    const [runs, hours] = [31, clockWaves(hourly(31))];
    const seen = Array.from({ length: 40 }, (_, i) => {
      const lasting = i % 2 === 0 ? 12 : 16;
      const changed = normalScores(noise(runs).map((value, hour) => value + (hour >= runs - lasting ? 3 : 0)));
      return rhythmOf(groups(changed), hours, random).length > 0;
    });
    // 14 of 40 where neighbouring runs count as well.
    expect(seen.filter(Boolean).length).toBeLessThan(5);
  });
});
