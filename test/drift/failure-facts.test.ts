import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import { noFailures } from '../../lib/domain/verdict/failure-shares.ts';
import { watchFailures } from '../../lib/drift/failure-facts.ts';

/** Facts that a series of runs with so many timeouts each told, by the index of the run. */
function told(timeouts: readonly number[], calls = 40): Map<number, readonly Fact[]> {
  let shares = noFailures;
  const found = new Map<number, readonly Fact[]>();
  timeouts.forEach((failed, i) => {
    const watched = watchFailures(shares, { run: `r${i}`, calls, failed: failed === 0 ? {} : { timeout: failed } });
    shares = watched.shares;
    if (watched.facts.length > 0) found.set(i, watched.facts);
  });
  return found;
}

const quiet = Array.from({ length: 24 }, (_, i) => i % 3);

describe('a steady new share of failed calls', () => {
  it('is told with the third run that shows it, once, with counts', () => {
    const facts = told([...quiet, 12, 10, 11, 12, 11, 12]);
    expect([...facts.keys()]).toEqual([26]);
    expect(facts.get(26)).toEqual([
      {
        kind: 'failed-calls',
        was: ['timeout: at most 2 of 40 calls in each of 24 runs'],
        now: 'timeout: 33 of 120 calls in 3 runs',
        runs: ['r24', 'r25', 'r26'],
        requests: 33,
        trust: 'strong',
      },
    ]);
  });

  it('is told again when it has doubled, and not before', () => {
    expect([...told([...quiet, 10, 10, 10, 11, 12, 13, 15, 17, 19, 25, 25, 25]).keys()]).toEqual([26, 35]);
  });

  it('is not told of one run, of two, nor before there is something to hold it against', () => {
    expect(told([...quiet, 12, 0, 12, 12, 0]).size).toBe(0);
    expect(told([0, 0, 0, 0, 12, 12, 12]).size).toBe(0);
  });

  it('is not told of runs that asked nothing', () => {
    expect(told([0, 0, 0], 0).size).toBe(0);
  });

  it('is rarely told while nothing changes', () => {
    let runs = 0;
    let tellings = 0;
    for (let series = 0; series < 400; series++) {
      const random = seededRandom(`failures ${series}`);
      const shares = Array.from({ length: 104 }, () => Math.floor(40 * random() ** 3));
      tellings += told(shares).size;
      runs += shares.length;
    }
    // Of runs n + 3 the last three are the largest with a probability of at most 1 / C(n + 3, 3): summed over n = 8…101,
    // less than 0.034 a series. 400 series, 13.5 expected at most; 30 or more by chance less than once in 10,000.
    expect(tellings).toBeLessThan(30);
    expect(runs).toBe(41_600);
  });
});
