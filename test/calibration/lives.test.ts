import { describe, expect, it } from 'vitest';
import { randomLife, turnToRefusals } from '../life/random-life.ts';
import { size } from './size.ts';

const lives = 2 * size;
const runs = 200;
/** Runs a false alarm that are promised at least, on average. */
const threshold = 100;
const runsPerYear = 365 * 24;
/** Incidents and runs of all lives together. */
const all = { incidents: 0, runs: 0, lives: 0 };

describe('lives in which everything but the model changes', { timeout: 3_600_000 }, () => {
  it.each([
    ['a steady mix', 0],
    ['a mix that follows the hour', 0.3],
  ])('keep the promise, say nothing untrue, and hide no gross change: %s', async (name, rhythm) => {
    let [made, incidents] = [0, 0];
    const untrue: string[] = [];
    const found: number[] = [];
    for (let life = 0; life < lives; life++) {
      const seed = `${name} ${life}`;
      const lived = await randomLife({ seed, runs, calm: 30, rhythm, falseAlarmsPerYear: runsPerYear / threshold });
      made += lived.judgements.length;
      incidents += (await lived.incidents()).length;
      untrue.push(...lived.untruths);
      if (lived.newest.verdict.kind === 'drift-detected') continue; // a false alarm, which is counted above, still stands
      const before = lived.untruths.length;
      turnToRefusals(lived);
      found.push(await lived.liveUntilDrift());
      untrue.push(...lived.untruths.slice(before));
    }
    const bound = made / threshold;
    all.incidents += incidents;
    all.runs += made;
    all.lives += lives;
    const sorted = found.toSorted((a, b) => a - b);
    console.log(
      `${name}: ${incidents} incidents in ${made} runs of ${lives} lives, at most ${bound.toFixed(0)} expected; ` +
        `a gross change found after ${sorted.join(', ')} runs`,
    );
    expect(untrue).toEqual([]);
    // Counts of incidents vary like a Poisson variable or less: 4 standard deviations, fails by chance under 1 in 10,000.
    expect(incidents).toBeLessThan(bound + 4 * Math.sqrt(bound));
    expect(sorted[Math.floor(found.length / 2)]).toBeLessThanOrEqual(6);
    expect(sorted.at(-1)).toBeLessThanOrEqual(24);
  });

  it('keep it all together, and the rate is known with its bound', () => {
    const { incidents, runs: made, lives: lived } = all;
    // Clopper-Pearson for a Poisson count: the largest rate that would give so few incidents with a chance of 2.5 %.
    const most = poissonUpper(incidents) / made;
    console.log(
      `all lives: ${incidents} false incidents in ${made} runs of ${lived} lives, one in ${(made / Math.max(1, incidents)).toFixed(0)} ` +
        `runs; at most one in ${(1 / most).toFixed(0)} with 97.5 % confidence, promised is one in ${threshold}`,
    );
    expect(made).toBeGreaterThan(0);
    expect(incidents).toBeLessThan(made / threshold + 4 * Math.sqrt(made / threshold));
  });
});

/** The mean of a Poisson variable that is at most `count` with a chance of 2.5 %. */
function poissonUpper(count: number): number {
  const chance = (mean: number) => {
    let [term, sum] = [Math.exp(-mean), 0];
    for (let k = 0; k <= count; k++) {
      sum += term;
      term *= mean / (k + 1);
    }
    return sum;
  };
  let mean = count;
  while (chance(mean) > 0.025) mean += 0.01;
  return mean;
}
