import { expect, it } from 'vitest';
import { sureWords } from '../../lib/report/words/sure-words.ts';

const alarm = { logStatistic: Math.log(26_000) };
const looked = { references: 56, led: { group: 'wording', runs: 4 }, logStatistic: alarm.logStatistic };

it('says a p-value as odds, and how well random orders know it', () => {
  const own = 2 / 47_542;
  const words = sureWords(alarm, [{ ...looked, pValue: own / 0.6, draws: 47_541, exceedances: 1 }]);
  expect(words).toMatch(
    /^by chance this would be seen once in 26,000 looks \(1 of 47,541 random orders of 57 runs stood out as much: once in [\d,]+ to [\d,.]+( million)?\)$/,
  );
  // The exact 95 % interval of 1 of 47,541, at a share of 0.6 of the level.
  expect(words).toContain('once in 5,100 to 1.1 million');
});

it('says that no order stood out as much, and what that is worth', () => {
  expect(sureWords(alarm, [{ ...looked, pValue: 1 / 79_999, draws: 79_998, exceedances: 0 }])).toContain(
    '(0 of 79,998 random orders of 57 runs stood out as much: once in 22,000 or rarer)',
  );
});

it('knows where every set of runs was looked at', () => {
  const every = { ...looked, led: { group: 'all', runs: 3 }, pValue: 1 / 29_260 / 0.4, draws: 29_259, exceedances: 0 };
  expect(sureWords(alarm, [every])).toContain('(0 of all 29,259 other choices of 3 of 57 runs stand out as much)');
});

it('says of a later run only the odds of the alarm', () => {
  expect(sureWords(alarm, [{ ...looked, logStatistic: 1, pValue: 0.3, draws: 199, exceedances: 60 }])).toBe(
    'by chance this would be seen once in 26,000 looks',
  );
});
