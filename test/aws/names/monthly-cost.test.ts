import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Charge, type MonthlyLoad, monthlyCost } from '../../../lib/aws/names/monthly-cost.ts';

/** One endpoint, 50 goldens twice an hour, answers of 3 seconds. */
const hourly: MonthlyLoad = {
  endpoints: 1,
  runs: 720,
  goldens: 50,
  draws: 100,
  secondsPerDraw: 3,
  concurrency: 4,
  memory: 256,
  alarms: 'one',
  dashboard: false,
  secrets: 0,
};
const total = (load: MonthlyLoad) => monthlyCost(load).reduce((sum, { usd }) => sum + usd, 0);
const docs = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');

describe('what AWS asks for a month', () => {
  it('is under 1.50 dollars by default, and under 1 without an alarm', () => {
    expect(total(hourly)).toBeLessThan(1.5);
    expect(total({ ...hourly, alarms: 'none' })).toBeLessThan(1);
    expect(total({ ...hourly, alarms: 'each', dashboard: true })).toBeGreaterThan(9);
  });

  it('grows with endpoints no faster than they do', () => {
    expect(total({ ...hourly, endpoints: 10 })).toBeLessThan(10 * total(hourly));
    const [one, ten] = [total({ ...hourly, alarms: 'none' }), total({ ...hourly, endpoints: 10, alarms: 'none' })];
    expect(ten).toBeCloseTo(10 * one, 5);
  });

  it('stands in the docs as it is computed', () => {
    expect(docs).toContain(tableOf(monthlyCost(hourly)));
    const [one, none] = [total(hourly), total({ ...hourly, alarms: 'none' })].map((usd) => usd.toFixed(2));
    const each = total({ ...hourly, alarms: 'each', dashboard: true }).toFixed(2);
    const further = (total({ ...hourly, endpoints: 2 }) - total(hourly)).toFixed(2);
    expect(docs).toContain(`${one} dollars`);
    for (const amount of [`| **${none}** |`, `| **${one}** |`, `| **${each}** |`, `a further endpoint ${further}`])
      expect(docs).toContain(amount);
  });
});

function tableOf(charges: readonly Charge[]): string {
  const rows = charges.map(({ service, formula, usd }) => `| ${service} | ${formula} | ${usd.toFixed(3)} |`);
  return ['| service | a month | USD |', '|---|---|---|', ...rows].join('\n');
}
