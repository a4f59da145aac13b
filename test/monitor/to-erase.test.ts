import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../lib/domain/verdict/explanation.ts';
import { everythingOf, everythingWith } from '../../lib/monitor/erase/to-erase.ts';
import { explanation, golden, judgement, sample } from '../contract/stored-records.ts';

const example = (name: string) => ({ golden: name, commonPrefix: '', before: 'Yes.', after: 'No.' });
const explained = (changes: Partial<Explanation>) =>
  judgement('run-1', { explanation: { ...explanation([]), goldens: [], ...changes } });

describe('everything of a golden', () => {
  const refund = everythingOf('refund');

  it('is its answers and its versions, and those of its parts, and of no golden that begins like it', () => {
    for (const [name, isIts] of [
      ['refund', true],
      ['refund/book', true],
      ['refund-2', false],
      ['a/refund', false],
    ] as const) {
      expect(refund.isInSample(sample('run-1', name, 0)), name).toBe(isIts);
      expect(refund.isInGolden(golden(name)), name).toBe(isIts);
    }
  });

  it.each([
    ['refund@0123456789ab', true],
    ['refund › book@0123456789ab', true],
    ['refund/book@0123456789ab', true],
    ['refund', true],
    ['refund-2@0123456789ab', false],
    ['other › refund@0123456789ab', false],
  ])('is in a verdict that shows it, by whichever key (%s: %s)', (key, isIts) => {
    const shift = { golden: key, effect: 0.4, pValue: 0.01, significant: true };
    expect(refund.isInJudgement(explained({ goldens: [shift] }))).toBe(isIts);
    expect(refund.isInJudgement(explained({ examples: [example(key)] }))).toBe(isIts);
  });

  it('is in no verdict that explains nothing', () => {
    expect(refund.isInJudgement(judgement('run-1'))).toBe(false);
    expect(refund.isInJudgement(explained({}))).toBe(false);
  });
});

describe('everything with a text', () => {
  const ana = everythingWith('Ana Núñez');
  const said = (text: string) => sample('run-1', 'refund', 0, { text });

  it('is what holds it in any string, in whichever case and form', () => {
    expect(ana.isInSample(said('Dear ANA NÚÑEZ, yes'))).toBe(true);
    expect(ana.isInSample(said('Dear Ana Núñez'.normalize('NFD')))).toBe(true);
    expect(
      ana.isInSample(sample('run-1', 'r', 0, { toolCalls: [{ name: 'find', arguments: '{"a":"ana núñez"}' }] })),
    ).toBe(true);
    expect(ana.isInGolden({ ...golden('r'), parameters: { 'Ana Núñez': 1 } } as never), 'also in a name').toBe(true);
    expect(ana.isInJudgement(explained({ examples: [{ ...example('r'), before: 'to ana núñez' }] }))).toBe(true);
  });

  it('is not what only has other texts, numbers, flags and nothing', () => {
    expect(ana.isInSample(said('Dear Ana'))).toBe(false);
    expect(ana.isInSample({ ...said('Yes.'), kept: [1, true, null, { a: [] }] } as never)).toBe(false);
    expect(ana.isInJudgement(explained({ examples: [example('r')] }))).toBe(false);
    expect(everythingWith('7').isInSample({ ...said('Yes.'), at: '', endpoint: '', run: 'r', latencyMs: 7 })).toBe(
      false,
    );
  });
});
