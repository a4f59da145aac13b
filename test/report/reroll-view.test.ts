import { describe, expect, it } from 'vitest';
import type { Reroll } from '../../lib/domain/verdict/reroll.ts';
import { rerollLines } from '../../lib/report/terminal/reroll-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';

const interval = { estimate: 0.02, low: 0.01, high: 0.07 };
const rate = {
  name: 'any expectation',
  failures: 2,
  draws: 100,
  exact: interval,
  anytime: { ...interval, high: 0.11 },
};
const reroll: Reroll = {
  schema: 'reroll/1',
  golden: 'ticket',
  goldenVersion: 'v',
  endpoint: 'support',
  model: 'm-1',
  run: 'r',
  from: '2026-11-22T09:00:00Z',
  until: '2026-11-22T09:02:00Z',
  planned: 328,
  draws: 100,
  failedCalls: { timeout: 3 },
  endedBy: 'interrupted',
  watched: true,
  anyFailure: rate,
  expectations: [
    { ...rate, name: 'is JSON' },
    { ...rate, name: 'is short' },
  ],
  bound: { bound: 0.01, confidence: 0.95, verdict: 'undecided', cleanDrawsLeft: 1100, cleanDrawsAtOnce: 299 },
  distinct: 3,
  answers: [
    { text: 'fine\nindeed', toolCalls: [], draws: 90, share: 0.9, fails: [] },
    {
      text: '\u001b[2Jgone',
      toolCalls: [{ name: 'stop', arguments: '{}' }],
      draws: 8,
      share: 0.08,
      fails: ['is JSON'],
    },
    { text: '', toolCalls: [], draws: 2, share: 0.02, fails: ['is JSON'] },
  ],
  cost: { requests: 112, inputTokens: 1200, outputTokens: 3456 },
  notes: [],
};
const view = (changes: Partial<Reroll> = {}, options = {}) =>
  plainText(rerollLines({ ...reroll, ...changes }, options));

describe('what many draws say, in a terminal', () => {
  it('says what it cost in money where that is known', () => {
    const paid = { ...reroll.cost, costMicros: 12_300, currency: 'EUR' };
    expect(plainText(rerollLines({ ...reroll, cost: paid }))).toContain('Cost       0.012 EUR: 112 requests, 1,200');
  });

  it('says why it ended, what it cost, what is still needed, and the interval that holds for an early end', () => {
    expect(view({}, { width: 80 })).toBe(
      `ticket  at support, m-1
  Drawn      100 of 328 answers in 2 min; ended early, interrupted; 3 calls
             failed: timeout
  Cost       112 requests, 1,200 tokens in, 3,456 out
  Verdict    undecided whether failures are below 1.0 %
             1,100 further clean draws would show that failures are below 1.0 %

  FAILS            DRAWS   RATE  95 %, AT ANY STOP
  is JSON          2/100  2.0 %      [1.0 %, 11 %]
  is short         2/100  2.0 %      [1.0 %, 11 %]
  any expectation  2/100  2.0 %      [1.0 %, 11 %]

  3 distinct answers in 100 draws
      90 %    fine↵indeed
     8.0 %  ✗ \\u{1b}[2Jgone↵stop({})
     2.0 %  ✗ (empty)
`,
    );
  });

  it('shows answers in full where that is wanted, and keeps them from steering the terminal', () => {
    const text = view({}, { fullText: true });
    expect(text).toContain('      90 %    fine\n              indeed\n');
    expect(text).not.toContain('\u001b');
  });

  it('shows the exact interval where all draws were made whatever came', () => {
    const { endedBy: _early, bound: _question, ...whole } = { ...reroll, watched: false, planned: 100 };
    expect(plainText(rerollLines(whole))).toContain('[1.0 %, 7.0 %]');
  });

  it('has nothing to say about answers where there are none', () => {
    const text = view({ draws: 0, distinct: 0, answers: [], expectations: [], endedBy: 'no-answers' });
    expect(text).toContain('0 of 328 answers in 2 min; given up, nothing answers');
    expect(text).not.toContain('FAILS');
  });
});
