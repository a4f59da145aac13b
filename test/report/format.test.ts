import { describe, expect, it } from 'vitest';
import {
  ago,
  count,
  duration,
  money,
  multiple,
  multipleShort,
  noBreaks,
  percent,
  percentWithInterval,
  plural,
  pValue,
  rough,
} from '../../lib/report/words/format.ts';

describe('percent', () => {
  it.each([
    [0, '0.0 %'],
    [0.0004, '< 0.1 %'],
    [0.0005, '0.1 %'],
    [0.004, '0.4 %'],
    [0.0994, '9.9 %'],
    [0.0996, '10 %'],
    [0.31, '31 %'],
    [0.99, '99 %'],
    [0.995, '99.5 %'],
    [0.9997, '> 99.9 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
  ])('writes %d as %s: neither a rare failure nor a nearly complete one is rounded away', (proportion, text) => {
    expect(percent(proportion)).toBe(text);
  });

  it('puts the interval behind the estimate', () => {
    expect(percentWithInterval({ estimate: 0.31, low: 0.24, high: 0.38 })).toBe('31 % [24 %, 38 %]');
  });
});

describe('money', () => {
  it.each([
    [0, '0.00 USD'],
    [4, '0.0000040 USD'],
    [4200, '0.0042 USD'],
    [90_000, '0.090 USD'],
    [996_000, '1.00 USD'],
    [14_204_999, '14.20 USD'],
    [999_990_000, '999.99 USD'],
    [999_999_000, '1,000 USD'],
    [8_100_000_000, '8,100 USD'],
  ])('writes %d millionths as %s', (micros, text) => {
    expect(money(micros, 'USD')).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0421, '0.042'],
    [0.42, '0.42'],
    [2.04, '2'],
    [3.16, '3.2'],
    [41.4, '41'],
    [99.7, '100'],
    [1949, '1,900'],
    [999_499, '1,000,000'],
    [2_340_000, '2.3 million'],
    [7.7e9, '7.7 billion'],
    [3e14, '10^14'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('says %d as a person would: %s', (value, text) => expect(rough(value)).toBe(text));

  it('keeps thousands apart and counts in the singular and the plural', () => {
    expect([count(0), count(999), count(1000), count(1_234_567)]).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([plural(1, 'run'), plural(0, 'run'), plural(1200, 'run')]).toEqual(['1 run', '0 runs', '1,200 runs']);
  });

  it.each([
    [Math.log(41), '41 times', '× 41'],
    [0, '1 times', '× 1'],
    [Math.log(0.42), '0.42 of', '× 0.42'],
    [Math.log(1 / 350), '1/350 of', '1/350'],
    [-2000, '0 of', '0'],
    [null, '0 of', '0'],
  ])('says how far a log ratio of %s is from its threshold', (logRatio, long, short) => {
    expect([multiple(logRatio), multipleShort(logRatio)]).toEqual([long, short]);
  });

  it.each([
    [1, '1.0'],
    [0.5, '0.5'],
    [0.0312, '0.031'],
    [0.00042, '0.00042'],
    [0.00000012, '1.2e-7'],
    [undefined, '–'],
  ])('writes the p-value %s as %s', (value, text) => expect(pValue(value)).toBe(text));
});

describe('time spans', () => {
  const second = 1000;
  it.each([
    [0, '0 s'],
    [59 * second, '59 s'],
    [60 * second, '1 min'],
    [3600 * second, '1 h'],
    [(5 * 3600 + 12 * 60 + 59) * second, '5 h 12 min'],
    [(3 * 86_400 + 4 * 3600) * second, '3 d 4 h'],
    [40 * 86_400 * second + 3600, '40 d'],
    [Number.NaN, '–'],
  ])('writes %d ms as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

  it('tells the past from the future', () => {
    const now = '2026-11-22T09:00:00.000Z';
    expect(ago('2026-11-22T03:48:00.000Z', now)).toBe('5 h 12 min ago');
    expect(ago('2026-11-22T10:03:00.000+01:00', now)).toBe('in 3 min');
    expect(ago(now, now)).toBe('just now');
  });
});

it('ties numbers to their units and leaves other words alone', () => {
  expect(noBreaks('31 % in 5 h 12 min, 10 human years')).toBe('31\u00a0% in 5\u00a0h 12\u00a0min, 10 human years');
});
