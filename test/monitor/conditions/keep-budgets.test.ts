import { describe, expect, it } from 'vitest';
import type { Limit } from '../../../lib/domain/run/limits.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import type { Spending } from '../../../lib/domain/run/spending.ts';
import type { BudgetCondition } from '../../../lib/domain/verdict/condition.ts';
import { keepBudgets } from '../../../lib/monitor/conditions/keep-budgets.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';
import { TestClock } from '../../helpers/test-clock.ts';

const price = { currency: 'USD', input: 1, output: 2 };
const support = { id: 'support', price };
const day: Limit = { scope: 'project', period: '2026-11-22', budget: { tokens: 1000 } };
const month: Limit = { scope: 'endpoint', period: '2026-11', budget: { costMicros: 5000 } };

/** Accounts in memory; each run is over when its budgets are looked at, an hour after the one before. */
function accounts(...limits: Limit[]) {
  const stores = memoryStores();
  const clock = new TestClock();
  let made = 0;
  const spend = (amounts: Readonly<Record<string, Partial<Spending>>>, aside: Partial<Spending> = {}) =>
    stores.spending.change([...new Set(limits.map(({ period }) => period))], (before) => ({
      accounts: new Map(
        [...before].map(([period]) => [
          period,
          {
            spent: Object.fromEntries(
              Object.entries(amounts).map(([id, used]) => [id, { tokens: 0, costMicros: 0, ...used }]),
            ),
            aside: { other: { tokens: 0, costMicros: 0, ...aside, endpoint: 'support' } },
          },
        ]),
      ),
      result: undefined,
    }));
  const keep = async (
    record: Partial<Pick<RunRecord, 'closedBecause' | 'shrunk' | 'plannedAt'>> = {},
    { needs, of = limits, endpoint = support }: { needs?: Spending; of?: Limit[]; endpoint?: typeof support } = {},
  ) => {
    clock.advance(3_600_000);
    const run = { run: `run-${++made}`, plannedAt: clock.now().toISOString(), ...record };
    await keepBudgets(run, { endpoint, limits: { run: {}, accounts: of }, needs }, { stores, clock });
    return (await stores.conditions.list({ endpoint: 'support' })) as BudgetCondition[];
  };
  return { spend, keep, stores, clock };
}

describe('the condition of a budget', () => {
  it('begins when exactly 80 % are used by runs that are over, and says of which unit and whose', async () => {
    const { spend, keep } = accounts(day);
    await spend({ support: { tokens: 500 }, triage: { tokens: 299 } }, { tokens: 900 }); // what is set aside is not used
    expect(await keep()).toEqual([]);
    await spend({ support: { tokens: 500 }, triage: { tokens: 300 } });
    expect(await keep()).toEqual([
      {
        kind: 'budget',
        id: 'budget/2026-11-22/1000-0',
        endpoint: 'support',
        status: 'open',
        since: '2026-11-22T11:00:00.000Z',
        firstRun: 'run-2',
        openedAt: '2026-11-22T11:00:00.000Z',
        run: 'run-2',
        runs: 1,
        updatedAt: '2026-11-22T11:00:00.000Z',
        revision: 0,
        scope: 'project',
        period: 'day',
        until: '2026-11-23T00:00:00.000Z',
        stage: 'low',
        unit: 'tokens',
        used: 800,
        limit: 1000,
      },
    ]);
  });

  it('of an endpoint counts that endpoint, and money in the currency of its price', async () => {
    const { spend, keep } = accounts(month);
    await spend({ support: { costMicros: 3999 }, triage: { costMicros: 5000 } });
    expect(await keep()).toEqual([]);
    await spend({ support: { costMicros: 4000 } });
    expect(await keep()).toMatchObject([
      {
        ...{ id: 'support/budget/2026-11/0-5000', scope: 'endpoint', period: 'month', unit: 'money', currency: 'USD' },
        ...{ used: 4000, limit: 5000, until: '2026-12-01T00:00:00.000Z' },
      },
    ]);
  });

  it.each([
    ['a run that was cut short', { closedBecause: 'budget' } as const, 'used-up'],
    ['a run that ended by itself', {}, undefined],
  ])('is used up, with %s, where what a run needs is not covered with what is set aside', async (_, record, stage) => {
    const { spend, keep } = accounts(day);
    await spend({ support: { tokens: 500 } }, { tokens: 401 });
    const needs = { tokens: 100, costMicros: 0 };
    expect((await keep(record, { needs }))[0]?.stage).toBe(stage);
  });

  it('is not used up where the run was cut short by another budget, or nobody knows what it needs', async () => {
    const { spend, keep } = accounts(day, month);
    await spend({ support: { tokens: 500, costMicros: 4500 } });
    const found = await keep({ closedBecause: 'budget' }, { needs: { tokens: 500, costMicros: 501 } });
    expect(found.map(({ scope, stage }) => [scope, stage])).toEqual([['endpoint', 'used-up']]);
    expect((await keep({ closedBecause: 'budget' })).map(({ stage }) => stage)).toEqual(['used-up']);
  });

  it('says the unit that is short, and not the one of which there is enough', async () => {
    const { spend, keep } = accounts({ ...day, budget: { tokens: 1000, costMicros: 5000 } });
    await spend({ support: { tokens: 900, costMicros: 4900 } });
    const found = await keep({ closedBecause: 'budget' }, { needs: { tokens: 10, costMicros: 200 } });
    expect(found).toMatchObject([{ stage: 'used-up', unit: 'money', used: 4900, limit: 5000 }]);
  });

  it('goes on to used up once, is then told of no more, and never comes back while its day lasts', async () => {
    const { spend, keep } = accounts(day);
    const needs = { tokens: 300, costMicros: 0 };
    await spend({ support: { tokens: 850 } });
    await keep();
    await spend({ support: { tokens: 860 } });
    expect(await keep(), 'low twice is no news').toMatchObject([{ stage: 'low', used: 850, revision: 0 }]);
    expect(await keep({ closedBecause: 'budget' }, { needs })).toMatchObject([
      { stage: 'used-up', used: 860, revision: 1, run: 'run-3', firstRun: 'run-1', status: 'open' },
    ]);
    await spend({ support: { tokens: 870 } });
    expect(await keep({ closedBecause: 'budget' }, { needs })).toMatchObject([{ used: 860, revision: 1 }]);
    expect(await keep()).toMatchObject([{ stage: 'used-up', revision: 1 }]);
  });

  it('ends with the first run that is held to another budget, at the time of that run', async () => {
    const { spend, keep } = accounts(day);
    await spend({ support: { tokens: 850 } });
    await keep();
    const tomorrow = { ...day, period: '2026-11-23' };
    expect(await keep({ plannedAt: '2026-11-23T00:00:00.000Z' }, { of: [tomorrow] })).toMatchObject([
      {
        ...{ status: 'resolved', resolvedBy: 'run-2', resolvedAt: '2026-11-23T00:00:00.000Z' },
        ...{ updatedAt: '2026-11-23T00:00:00.000Z', revision: 1 },
      },
    ]);
  });

  it('ends now where the run is dated before it began, as by a clock that was set back', async () => {
    const { spend, keep, clock } = accounts(day);
    await spend({ support: { tokens: 850 } });
    const [begun] = await keep();
    const found = await keep({ plannedAt: '2026-11-21T00:00:00.000Z' }, { of: [] });
    expect(found).toMatchObject([{ status: 'resolved', resolvedAt: clock.now().toISOString() }]);
    expect(Date.parse(found[0]?.resolvedAt ?? '')).toBeGreaterThan(Date.parse(begun?.openedAt ?? ''));
  });

  it('that is over stays over, whatever a late run of its day comes to', async () => {
    const { spend, keep } = accounts(day);
    await spend({ support: { tokens: 850 } });
    await keep();
    await keep({}, { of: [] });
    const needs = { tokens: 300, costMicros: 0 };
    expect(await keep({ closedBecause: 'budget' }, { needs })).toMatchObject([{ status: 'resolved', revision: 1 }]);
  });

  it('leaves conditions of other kinds alone', async () => {
    const { keep, stores } = accounts(day);
    const at = '2026-11-22T09:00:00.000Z';
    const blind = {
      ...{ kind: 'unreachable' as const, id: 'support/unreachable/x', endpoint: 'support', status: 'open' as const },
      ...{ since: at, firstRun: 'x', openedAt: at, run: 'x', runs: 3, updatedAt: at, failures: [], revision: 0 },
    };
    await stores.conditions.put(blind);
    await keep();
    expect(await stores.conditions.get(blind.id)).toEqual(blind);
  });
});

describe('that runs are made smaller', () => {
  const shrunk = { from: 4, to: 2, scope: 'endpoint', period: '2026-11' } as const;

  it('is told with the budget that it is because of, once, and with the unit of which most is used', async () => {
    const both = { ...month, budget: { tokens: 1000, costMicros: 5000 } };
    const { spend, keep } = accounts(both, { ...day, period: '2026-11', scope: 'project' });
    await spend({ support: { tokens: 100, costMicros: 2000 } });
    const found = await keep({ shrunk });
    expect(found).toMatchObject([
      { scope: 'endpoint', stage: 'low', unit: 'money', used: 2000, shrunk: { from: 4, to: 2 }, revision: 0 },
    ]);
    await spend({ support: { tokens: 700, costMicros: 2000 } });
    expect(await keep({ shrunk }), 'it is known').toMatchObject([{ unit: 'money', revision: 0 }]);
  });

  it('is news of a budget of which only was told that most is used', async () => {
    const { spend, keep } = accounts(month);
    await spend({ support: { costMicros: 4100 } });
    expect((await keep())[0]?.shrunk).toBeUndefined();
    expect(await keep({ shrunk })).toMatchObject([{ stage: 'low', shrunk: { from: 4, to: 2 }, revision: 1 }]);
  });

  it.each([
    ['another account', { ...shrunk, scope: 'project' as const }],
    ['another month', { ...shrunk, period: '2026-10' }],
  ])('because of %s says nothing of this one', async (_, other) => {
    const { spend, keep } = accounts(month);
    await spend({ support: { costMicros: 100 } });
    expect(await keep({ shrunk: other })).toEqual([]);
  });
});
