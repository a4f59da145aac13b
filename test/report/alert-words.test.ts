import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../lib/domain/verdict/explanation.ts';
import { effectWords, sinceWords, trafficWords, whichWords } from '../../lib/report/alert/alert-words.ts';

const at = { run: 'run-1', at: '2026-11-22T00:00:00.000Z' };
const explanation: Explanation = {
  since: { ...at, earliest: at, latest: at },
  effect: { estimate: 0.2, low: 0.1, high: 0.3 },
  trafficShare: 0.15,
  goldens: [
    { golden: 'refund', effect: 0.7, significant: false },
    { golden: 'greeting', effect: 0.0004, significant: false },
  ],
  goldensBy: 'ranking',
  rates: [],
  examples: [],
};
const unseen = { ...explanation, effect: { estimate: 0.0001, low: 0, high: 0.02 } };

describe('words about a change', () => {
  it('says since when to the minute, and gives no range within one', () => {
    const run = (seconds: number) => ({
      run: `run-${seconds}`,
      at: new Date(Date.UTC(2026, 10, 22, 3, 4, seconds)).toISOString(),
    });
    const since = (latest: number) => sinceWords({ since: { ...run(20), earliest: run(1), latest: run(latest) } });
    expect(since(40)).toBe('22 Nov 2026 03:04 UTC, most likely run run-20; other runs of that minute fit, too');
    expect(since(100)).toBe('most likely 22 Nov 2026 03:04 UTC, run run-20; runs that fit: 03:04 to 03:05');
  });

  it('names the goldens that moved most, without those whose effect is nothing', () => {
    expect(whichWords(explanation, 4)).toBe('most moved (a ranking, not a test): refund 70 %');
  });

  it('ranks no goldens by noise where the answers are not shown to differ, as when only log-probabilities moved', () => {
    expect(effectWords(unseen.effect)).toBe(
      'the answers themselves are not shown to differ: at most about 2.0 % of them (< 0.1 % [0.0 %, 2.0 %])',
    );
    expect(whichWords(unseen, 4)).toBe('none stands out so far');
    expect(whichWords({ ...unseen, goldensBy: 'run-label-permutation' }, 4)).toBe('none of 2 stands out in the test');
    expect(trafficWords(unseen)).toBeUndefined();
  });

  it('names goldens that passed the test whatever the average says', () => {
    const goldens = unseen.goldens.map((golden) => ({ ...golden, significant: golden.golden === 'refund' }));
    expect(whichWords({ ...unseen, goldens, goldensBy: 'run-label-permutation' }, 4)).toBe(
      '1 of 2 goldens moved (tested): refund 70 %',
    );
  });
});
