import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Charge, costOfRequests, monthlyCost, totalOf } from '../../../lib/aws/names/cost/monthly-cost.ts';
import type { EndpointLoad, MonthlyLoad } from '../../../lib/aws/names/cost/monthly-load.ts';
import { requestsOfCondition, requestsOfIncident } from '../../../lib/aws/names/cost/open-requests.ts';
import { requestsOfReport } from '../../../lib/aws/names/cost/requests.ts';

/** 50 goldens twice an hour, answers of 3 seconds. */
const endpoint: EndpointLoad = {
  runs: 720,
  goldens: 50,
  draws: 100,
  shards: 1,
  concurrency: 4,
  secondsPerDraw: 3,
  hasKey: true,
};
const hourly: MonthlyLoad = {
  endpoints: [endpoint],
  ticks: 720,
  memory: 256,
  alarms: 'one',
  dashboard: false,
  secrets: 0,
};
const total = (load: MonthlyLoad) => totalOf(monthlyCost(load));
const ten = Array.from({ length: 10 }, () => endpoint);
const docs = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');

describe('what AWS asks for a month', () => {
  it('is under 1.50 dollars by default, and under 1 without an alarm', () => {
    expect(total(hourly)).toBeLessThan(1.5);
    expect(total({ ...hourly, alarms: 'none' })).toBeLessThan(1);
    expect(total({ ...hourly, alarms: 'each', dashboard: true })).toBeGreaterThan(9);
  });

  it('grows with endpoints no faster than they do, and with the looks at those that are not due', () => {
    const without = { ...hourly, alarms: 'none' } as const;
    expect(total({ ...without, endpoints: ten })).toBeLessThan(10 * total(without));
    const daily = [{ ...endpoint, runs: 30 }];
    const [hourlyLooks, dailyLooks] = [
      total({ ...without, endpoints: daily }),
      total({ ...without, endpoints: daily, ticks: 30 }),
    ];
    expect(hourlyLooks).toBeGreaterThan(dailyLooks);
    // What a tick looks back on is shorter: what was spent in the month. A report is made once a day in any case.
    expect(dailyLooks).toBeCloseTo(total(without) / 24, 3);
  });

  it('stands in the docs as it is computed', () => {
    expect(docs).toContain(tableOf(monthlyCost(hourly)));
    const [one, none] = [total(hourly), total({ ...hourly, alarms: 'none' })].map((usd) => usd.toFixed(2));
    const each = total({ ...hourly, alarms: 'each', dashboard: true }).toFixed(2);
    const further = (total({ ...hourly, endpoints: [endpoint, endpoint] }) - total(hourly)).toFixed(2);
    expect(docs).toContain(`${one} dollars`);
    for (const amount of [`| **${none}** |`, `| **${one}** |`, `| **${each}** |`, `a further endpoint ${further}`])
      expect(docs).toContain(amount);
    const reports = endpoint.runs * costOfRequests(requestsOfReport(endpoint.runs));
    const around = requestsOfIncident(endpoint.goldens, { before: 48, after: 32 });
    const inIncident = endpoint.runs * costOfRequests(around) + reports;
    const inOutage = endpoint.runs * costOfRequests(requestsOfCondition(3)) + reports;
    expect(docs).toContain(`incident adds up to ${inIncident.toFixed(3)}`);
    expect(docs).toContain(`outage ${inOutage.toFixed(3)}`);
    const budget = total({ ...hourly, endpoints: [{ ...endpoint, hasBudget: true }] }) - total(hourly);
    expect(docs).toContain(`A budget of a day or a month adds ${budget.toFixed(3)}`);
    const daily = { ...endpoint, runs: 30 };
    const batch = { ...daily, secondsPerDraw: 0, followed: 720 };
    const [live, inBatches] = [daily, batch].map((one) => total({ ...hourly, endpoints: [one] }));
    const said = `asks ${live?.toFixed(2)} of AWS called live, and ${inBatches?.toFixed(2)} as batches`;
    expect(docs.replace(/\s+/g, ' ')).toContain(said);
  });
});

function tableOf(charges: readonly Charge[]): string {
  const rows = charges.map(({ service, formula, usd }) => `| ${service} | ${formula} | ${usd.toFixed(3)} |`);
  return ['| service | a month | USD |', '|---|---|---|', ...rows].join('\n');
}
