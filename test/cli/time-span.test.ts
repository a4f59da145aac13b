import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { timeSpan } from '../../lib/cli/time-span.ts';
import { ConfigError } from '../../lib/domain/errors.ts';

// Thursday, an hour before midnight in Berlin, which is one hour ahead of UTC in November and two until 25 October 2026.
const now = new Date('2026-11-26T22:00:00.000Z');

beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => void vi.unstubAllEnvs());

describe('a time that a person asks about', () => {
  const spans: [object, string | undefined, string | undefined][] = [
    [{ on: '2026-11-24' }, '2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'],
    [{ on: '2026-11-24', utc: true }, '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    [{ on: 'tuesday' }, '2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'],
    [{ on: 'Last Tuesday' }, '2026-11-23T23:00:00.000Z', '2026-11-24T23:00:00.000Z'],
    [{ on: 'thu' }, '2026-11-25T23:00:00.000Z', '2026-11-26T23:00:00.000Z'],
    [{ on: 'last thu' }, '2026-11-18T23:00:00.000Z', '2026-11-19T23:00:00.000Z'],
    [{ on: 'yesterday', utc: true }, '2026-11-25T00:00:00.000Z', '2026-11-26T00:00:00.000Z'],
    [{ on: '2026-10-25' }, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'], // 25 hours long
    [{ from: '2026-11-20', to: '2026-11-21' }, '2026-11-19T23:00:00.000Z', '2026-11-21T23:00:00.000Z'],
    [{ from: '2026-11-20 08:00', to: '2026-11-20T09:30' }, '2026-11-20T07:00:00.000Z', '2026-11-20T08:30:00.000Z'],
    [{ from: '2026-11-20T08:00Z' }, '2026-11-20T08:00:00.000Z', undefined],
    [{ from: '2026-11-20T08:00-05:00' }, '2026-11-20T13:00:00.000Z', undefined],
    [{ to: '12h' }, undefined, '2026-11-26T10:00:00.000Z'],
    [{ from: '2w', to: 'now' }, '2026-11-12T22:00:00.000Z', now.toISOString()],
    [{}, undefined, undefined],
  ];
  it.each(spans)('%j is understood', (options, from, until) => {
    expect(timeSpan(options, now)).toEqual({ ...(from && { from }), ...(until && { until }) });
  });

  const wrong: [object, RegExp][] = [
    [{ on: 'banana', from: '3' }, /--on: expected either[\s\S]*--on: expected a time[\s\S]*got "banana"/],
    [{ on: '2026-02-30' }, /got "2026-02-30"/],
    [{ on: '12h' }, /expected a day such as 2026-11-24 or tuesday, got "12h"/],
    [{ from: '2026-11-20T25:00' }, /--from/],
    [{ from: '2026-11-21', to: '2026-11-20T08:00' }, /--to: expected a time after --from/],
  ];
  it.each(wrong)('%j is refused with what was expected', (options, message) => {
    expect(() => timeSpan(options, now)).toThrow(ConfigError);
    expect(() => timeSpan(options, now)).toThrow(message);
  });
});
