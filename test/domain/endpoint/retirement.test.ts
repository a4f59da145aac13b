import { expect, it } from 'vitest';
import { retirement } from '../../../lib/domain/endpoint/retirement.ts';
import { retirementWarning, retirementWords } from '../../../lib/report/words/retirement-words.ts';

const now = '2026-11-22T15:00:00.000Z';
/** The day so many days from today. */
const inDays = (days: number) => new Date(Date.UTC(2026, 10, 22 + days)).toISOString().slice(0, 10);

it.each([
  [91, undefined],
  [90, 90],
  [31, 90],
  [30, 30],
  [8, 30],
  [7, 7],
  [0, 7],
  [-1, 'past'],
  [-400, 'past'],
])('%d days before the day, the last mark passed is %s', (days, mark) => {
  expect(retirement(inDays(days), now)).toEqual(mark === undefined ? undefined : { on: inDays(days), days, mark });
});

it('counts days of the calendar in UTC, whatever the hours and the zone', () => {
  expect(retirement('2026-11-23T00:00:00Z', '2026-11-22T23:59:59.999Z')?.days).toBe(1);
  expect(retirement('2026-11-22T23:59:59Z', '2026-11-22T00:00:00.000Z')?.days).toBe(0);
  expect(retirement('2026-11-23T01:00:00+02:00', now)).toMatchObject({ on: '2026-11-22', days: 0 });
});

it('warns of nothing where no date is given, or none that can be read', () => {
  expect(retirement(undefined, now)).toBeUndefined();
  expect(retirement('to be announced', now)).toBeUndefined();
  expect(retirementWarning('pinned-1', 'to be announced', now)).toBeUndefined();
});

it('says how long that is and on which day', () => {
  expect(retirementWords('2026-12-15', now)).toBe('retires in 23 days, on 15 Dec 2026');
  expect(retirementWords(inDays(1), now)).toBe('retires in 1 day, on 23 Nov 2026');
  expect(retirementWords(inDays(0), now)).toBe('retires today, 22 Nov 2026');
  expect(retirementWords(inDays(-3), now)).toBe('was to retire 3 days ago, on 19 Nov 2026');
  expect(retirementWords(inDays(91), now)).toBeUndefined();
});

it('says at each mark what is to be done next', () => {
  const said = (days: number) => retirementWarning('pinned-1', inDays(days), now);
  expect(said(84)).toBe('pinned-1 retires in 84 days, on 14 Feb 2027. Choose its successor.');
  expect(said(23)).toMatch(/\. Compare it with its successor before that\.$/);
  expect(said(7)).toMatch(/\. Calls may fail from then on\.$/);
  expect(said(-1)).toMatch(/\. Calls may fail at any time, or another model may answer them\.$/);
});
