import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { movedNumbers } from '../../lib/drift/moved-numbers.ts';
import { severityOf } from '../../lib/drift/severity-of.ts';
import { draw, simulateRuns } from './simulated.ts';

const random = seededRandom('moved numbers');
const noise = () => 0.01 * (random() - 0.5);

/** Always the same words; the first token is "yes" with this probability, in the first `moved` goldens. */
function runs(count: number, probability: number, moved: number) {
  return simulateRuns(count, { goldens: 5, repetitions: 2 }, (golden) => {
    const p = golden < moved ? probability : 0.9;
    return draw('yes, of course', {
      firstTokenTop: [
        ['yes', Math.log(p) + noise()],
        ['no', Math.log(1 - p) + noise()],
      ],
    });
  });
}

describe('numbers that moved where the answers did not', () => {
  it('are the probability of the likeliest first token, by golden, before and since', () => {
    const [number, ...more] = movedNumbers({ before: runs(30, 0.9, 0), after: runs(4, 0.8, 3) });
    expect(number).toMatchObject({ kind: 'first-token', goldens: 3, of: 5 });
    expect(number?.most.map(({ golden }) => golden).sort()).toEqual(['golden-0', 'golden-1', 'golden-2']);
    for (const { before, after } of number?.most ?? []) {
      expect(before).toBeCloseTo(0.9, 2);
      expect(after).toBeCloseTo(0.8, 2);
    }
    expect(more).toEqual([]);
  });

  it('are none where nothing moved, nor where there are too few runs to know their spread', () => {
    expect(movedNumbers({ before: runs(30, 0.9, 0), after: runs(4, 0.9, 3) })).toEqual([]);
    expect(movedNumbers({ before: runs(4, 0.9, 0), after: runs(4, 0.8, 3) })).toEqual([]);
  });

  it('are the lengths of answers as well', () => {
    const long = (count: number, words: number) =>
      simulateRuns(count, { goldens: 2, repetitions: 2 }, (_, run) => 'word '.repeat(words + (run % 3)));
    expect(movedNumbers({ before: long(20, 20), after: long(4, 40) })).toMatchObject([
      { kind: 'length', goldens: 2, of: 2 },
    ]);
  });
});

describe('severity', () => {
  const rate = (before: number, after: number) => ({
    before: { estimate: before, low: before, high: before, count: 0, draws: 100 },
    after: { estimate: after, low: after, high: after, count: 0, draws: 100 },
    isClear: true,
  });
  const effect = { estimate: 0.4, low: 0.3, high: 0.5 };
  const text = [{ group: 'text' as const }];

  it.each([
    ['critical', { rates: [{ name: 'is JSON', ...rate(0, 0.2), goldens: { shown: 3, of: 3 } }], effect }],
    ['critical', { rates: [{ name: 'is JSON', ...rate(0, 0.6), golden: 'a' }] }],
    [
      'critical',
      { rates: [{ name: 'refusal', kind: 'property' as const, ...rate(0, 0.2), goldens: { shown: 3, of: 9 } }] },
    ],
    ['major', { rates: [{ name: 'is JSON', ...rate(0, 0.2), golden: 'a' }] }],
    ['major', { rates: [{ name: 'is JSON', ...rate(0.3, 0), golden: 'a' }], effect }],
    ['minor', { rates: [{ name: 'stop', kind: 'property' as const, ...rate(1, 0.4), golden: 'a' }] }],
    ['minor', { rates: [{ name: 'is JSON', ...rate(0, 0.6), golden: 'a', isClear: false }] }],
    ['minor', { rates: [], effect: { estimate: 0.1, low: 0.05, high: 0.2 } }],
  ])('is %s: what fails before what is worded otherwise, and how much', (severity, found) => {
    expect(severityOf(found, text)).toBe(severity);
  });

  it('is info where only log-probabilities show it', () => {
    expect(severityOf({ rates: [], effect: { estimate: 0.01, low: 0, high: 0.05 } }, [{ group: 'logprobs' }])).toBe(
      'info',
    );
  });
});
