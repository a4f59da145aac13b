import { describe, expect, it } from 'vitest';
import { neverPassing } from '../../lib/report/words/never-passing.ts';

const rate = (golden: string, name: string, count: number, draws = 2) => ({
  ...{ golden, name, count, draws },
  kind: 'expectation' as const,
});

describe('expectations that no answer ever satisfied', () => {
  it('are named with how many answers failed them', () => {
    expect(
      neverPassing([[rate('refund@0123456789ab', 'is JSON', 2)], [rate('refund@0123456789ab', 'is JSON', 2)]]),
    ).toBe(
      'An expectation was never satisfied: refund · is JSON (4 answers). Is what is expected right? While every answer fails, no change can show there.',
    );
  });

  it('are none of those that one answer satisfied, nor pooled rates, nor what was asked once', () => {
    const pooled = { name: 'is JSON', kind: 'expectation' as const, count: 8, draws: 8 };
    expect(neverPassing([[rate('refund', 'is JSON', 2)], [rate('refund', 'is JSON', 1)], [pooled]])).toBeUndefined();
    expect(neverPassing([[rate('refund', 'is JSON', 1, 1)]])).toBeUndefined();
  });

  it('are a few names of many', () => {
    const many = Array.from({ length: 9 }, (_, i) => rate(`golden-${i}`, 'is JSON', 2));
    expect(neverPassing([many])).toMatch(/^9 expectations were never satisfied: .* and 6 more\./);
  });
});
