import { expect, it } from 'vitest';
import { type Account, committedIn, emptyAccount, settle } from '../../lib/domain/run/account.ts';
import type { Limit } from '../../lib/domain/run/limits.ts';
import { setAside } from '../../lib/plan/set-aside.ts';
import type { SpendingLog } from '../../lib/ports/spending-log.ts';

const [day, month] = ['2026-11-22', '2026-11'] as const;
const account = (tokens: number): Account => ({ spent: { support: { tokens, costMicros: 7 } }, aside: {} });

/** What every log of spending must do. */
export function itCountsSpending(open: () => { readonly here: SpendingLog; readonly elsewhere: SpendingLog }) {
  it('keeps the account of a day and of a month as it was written last', async () => {
    const { here, elsewhere } = open();
    expect(await here.read(month)).toEqual(emptyAccount);
    const write = (log: SpendingLog, tokens: number) =>
      log.change([day, month], (before) => ({ accounts: new Map([[month, account(tokens)]]), result: before.size }));
    expect(await write(here, 5)).toBe(2);
    await write(elsewhere, 9);
    expect(await here.read(month)).toEqual(account(9));
    expect(await elsewhere.read(day)).toEqual(emptyAccount);
    expect(await elsewhere.read('2026-12')).toEqual(emptyAccount);
  });

  it('writes nothing of a change that fails', async () => {
    const { here } = open();
    const fails = here.change([month], () => {
      throw new Error('a mistake');
    });
    await expect(fails).rejects.toThrow('a mistake');
    expect(await here.read(month)).toEqual(emptyAccount);
  });

  it('never sets more aside than a limit, however many ask at once, and refuses none that there is room for', async () => {
    const { here, elsewhere } = open();
    const limits: Limit[] = [
      { scope: 'project', period: month, budget: { tokens: 1000 } },
      { scope: 'endpoint', period: day, budget: { costMicros: 350 } },
    ];
    const ask = (log: SpendingLog, i: number) =>
      log.change([day, month], (before) => {
        const amount = { tokens: 110, costMicros: 100, endpoint: i % 2 === 0 ? 'even' : 'odd' };
        const tried = setAside(before, `run-${i}`, amount, limits);
        return 'refused' in tried ? { accounts: before, result: false } : { accounts: tried.accounts, result: true };
      });
    const asked = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => ask(i < 5 ? here : elsewhere, i)));
    expect(asked.filter((had) => had)).toHaveLength(6); // three of each endpoint, by its day
    for (const period of [day, month]) {
      const kept = await elsewhere.read(period);
      expect(committedIn(kept)).toEqual({ tokens: 660, costMicros: 600 });
      expect(committedIn(kept, 'odd')).toEqual({ tokens: 330, costMicros: 300 });
    }
  });

  it('counts a run that is settled again once', async () => {
    const { here, elsewhere } = open();
    const aside = { 'run-1': { tokens: 500, costMicros: 50, endpoint: 'support' } };
    await here.change([month], () => ({ accounts: new Map([[month, { spent: {}, aside }]]), result: undefined }));
    const settleRun = (log: SpendingLog) =>
      log.change([month], (before) => {
        const after = settle(before.get(month) ?? emptyAccount, 'run-1', { tokens: 40, costMicros: 8 });
        return { accounts: new Map([[month, after]]), result: undefined };
      });
    for (const log of [here, elsewhere, here]) await settleRun(log);
    expect(await elsewhere.read(month)).toEqual({ spent: { support: { tokens: 40, costMicros: 8 } }, aside: {} });
  });
}
