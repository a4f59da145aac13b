import { expect, it } from 'vitest';
import type { Coverage } from '../../lib/domain/verdict/coverage.ts';
import { coverageWords, partWords } from '../../lib/report/words/coverage-words.ts';
import { verdictWord } from '../../lib/report/words/verdict-words.ts';
import { drift, noDrift } from '../helpers/judgements.ts';

const whole: Coverage = {
  judged: 6,
  expected: 6,
  baseline: 6,
  references: 24,
  unjudged: [],
  since: { run: 'r', at: '2026-11-22T09:00:00.000Z' },
};

it('a verdict on batch answers says that it is about those only, and one on live answers says nothing of it', () => {
  const coverage: Coverage = { ...whole, stream: { delivery: 'batch' } };
  expect(verdictWord({ verdict: noDrift, coverage })).toBe('no drift detected (batch answers)');
  expect(verdictWord({ verdict: drift, coverage })).toBe('drift detected (batch answers)');
  expect(partWords(coverage)).toBe('6 of 6 goldens; of batch answers only');
  expect(coverageWords(coverage)).toMatch(/; of batch answers only$/);
  expect(verdictWord({ verdict: noDrift, coverage: whole })).toBe('no drift detected');
  expect(partWords(whole)).toBe('');
});
