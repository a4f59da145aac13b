import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, committedIn, emptyAccount, settle } from '../../lib/domain/run/account.ts';
import type { Limit } from '../../lib/domain/run/limits.ts';
import { isWithin, type Spending } from '../../lib/domain/run/spending.ts';
import { endOfPeriod, limitsOf, periodsOf } from '../../lib/plan/limits-of.ts';
import { setAside } from '../../lib/plan/set-aside.ts';

const [day, month] = ['2026-11-22', '2026-11'] as const;
const empty: ReadonlyMap<string, Account> = new Map([
  [day, emptyAccount],
  [month, emptyAccount],
]);

describe('what is set aside', () => {
  it('stays within every limit whatever asks, ends and asks for more in whatever order, as long as runs keep to it', () => {
    const amount = fc.record({ tokens: fc.nat(100), costMicros: fc.nat(100) });
    const step = fc.record({
      run: fc.nat(6),
      ends: fc.boolean(),
      amount,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const limits: Limit[] = [
      { scope: 'project', period: day, budget: { tokens: 220 } },
      { scope: 'project', period: month, budget: { costMicros: 500 } },
      { scope: 'endpoint', period: month, budget: { tokens: 150, costMicros: 200 } },
    ];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let accounts = empty;
        for (const { run, ends, amount: asked, share } of steps) {
          const endpoint = `endpoint-${run % 3}`;
          const own = accounts.get(day)?.aside[`run-${run}`];
          if (ends && own !== undefined) {
            const used: Spending = {
              tokens: Math.floor(own.tokens * share),
              costMicros: Math.floor(own.costMicros * share),
            };
            accounts = new Map([...accounts].map(([at, account]) => [at, settle(account, `run-${run}`, used)]));
            continue;
          }
          const tried = setAside(accounts, `run-${run}`, { ...asked, endpoint }, limits);
          if ('accounts' in tried) accounts = tried.accounts;
        }
        for (const { scope, period, budget } of limits)
          for (const endpoint of scope === 'project' ? [undefined] : ['endpoint-0', 'endpoint-1', 'endpoint-2'])
            expect(isWithin(committedIn(accounts.get(period) as Account, endpoint), budget)).toBe(true);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('is refused only by a limit that has no room for it, and names that', () => {
    const limits: Limit[] = [
      { scope: 'endpoint', period: day, budget: { tokens: 10 } },
      { scope: 'project', period: month, budget: { tokens: 15 } },
    ];
    const first = setAside(empty, 'a', { tokens: 10, costMicros: 0, endpoint: 'x' }, limits);
    if (!('accounts' in first)) throw new Error('there is room');
    expect(setAside(first.accounts, 'b', { tokens: 1, costMicros: 0, endpoint: 'x' }, limits)).toEqual({
      refused: limits[0],
    });
    expect(setAside(first.accounts, 'b', { tokens: 6, costMicros: 0, endpoint: 'y' }, limits)).toEqual({
      refused: limits[1],
    });
    expect(setAside(first.accounts, 'b', { tokens: 5, costMicros: 0, endpoint: 'y' }, limits)).toHaveProperty(
      'accounts',
    );
    expect(
      setAside(first.accounts, 'a', { tokens: 9, costMicros: 0, endpoint: 'x' }, limits),
      'its own is replaced',
    ).toHaveProperty('accounts');
  });
});

describe('what a run is held to', () => {
  it('is the smaller of what the project, the endpoint and the account allow', () => {
    const at = new Date('2026-11-22T23:59:59.999Z');
    const project = { run: { tokens: 50, money: 2 }, day: { money: 0.5 }, month: { tokens: 900 } };
    const endpoint = { run: { tokens: 80, money: 1 }, month: { money: 3 } };
    expect(limitsOf(at, { project, endpoint, monthly: { tokens: 700, costMicros: 5 } })).toEqual({
      run: { tokens: 50, costMicros: 1_000_000 },
      accounts: [
        { scope: 'endpoint', period: month, budget: { costMicros: 3_000_000 } },
        { scope: 'project', period: day, budget: { costMicros: 500_000 } },
        { scope: 'project', period: month, budget: { tokens: 700, costMicros: 5 } },
      ],
    });
    expect(limitsOf(at, {})).toEqual({ run: {}, accounts: [] });
  });

  it('counts days and months in UTC', () => {
    expect(periodsOf(new Date('2026-12-01T00:30:00+01:00'))).toEqual(['2026-11-30', '2026-11']);
    expect(endOfPeriod('2026-11-30').toISOString()).toBe('2026-12-01T00:00:00.000Z');
    expect(endOfPeriod('2026-12').toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });
});
