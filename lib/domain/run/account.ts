import * as z from 'zod';
import { addSpending, nothingSpent, Spending } from './spending.ts';

/** Set aside for a run that goes on: the most that it may use before it asks for more. */
export const Aside = Spending.extend({ endpoint: z.string() });
export type Aside = z.infer<typeof Aside>;

/**
 * What was used and set aside in one day or month. A run counts where it was planned, also when it ends later. Small: two
 * numbers an endpoint, and two a run that goes on.
 */
export const Account = z.strictObject({
  spent: z.record(z.string(), Spending).describe('by endpoint: runs that are over'),
  aside: z.record(z.string(), Aside).describe('by run: runs that go on'),
});
export type Account = z.infer<typeof Account>;

export const emptyAccount: Account = { spent: {}, aside: {} };

/** What runs that are over used: those of one endpoint, or of all. */
export function spentIn({ spent }: Account, endpoint?: string): Spending {
  const entries = endpoint === undefined ? Object.values(spent) : [spent[endpoint] ?? nothingSpent];
  return entries.reduce(addSpending, nothingSpent);
}

/** What is set aside: for runs of one endpoint, or of all. */
export function asideIn({ aside }: Account, endpoint?: string): Spending {
  return Object.values(aside)
    .filter((one) => endpoint === undefined || one.endpoint === endpoint)
    .map(({ tokens, costMicros }) => ({ tokens, costMicros }))
    .reduce(addSpending, nothingSpent);
}

/** Used and set aside together: what a budget has no more of. */
export function committedIn(account: Account, endpoint?: string): Spending {
  return addSpending(spentIn(account, endpoint), asideIn(account, endpoint));
}

/** With so much set aside for a run, in place of what was before. */
export function withAside({ spent, aside }: Account, run: string, amount: Aside): Account {
  return { spent, aside: { ...aside, [run]: amount } };
}

/**
 * With what a run used in place of what was set aside for it. Of a run for which nothing is set aside nothing changes: it was
 * settled before.
 */
export function settle({ spent, aside }: Account, run: string, used: Spending): Account {
  const { [run]: over, ...rest } = aside;
  if (over === undefined) return { spent, aside };
  const before = spent[over.endpoint] ?? nothingSpent;
  return { spent: { ...spent, [over.endpoint]: addSpending(before, used) }, aside: rest };
}

/** The account with what a call beside runs used, whatever became of what was set aside for it. */
export function countUse({ spent, aside }: Account, id: string, endpoint: string, used: Spending): Account {
  const { [id]: _over, ...rest } = aside;
  return { spent: { ...spent, [endpoint]: addSpending(spent[endpoint] ?? nothingSpent, used) }, aside: rest };
}

/** With nothing set aside for a run, and nothing counted. */
export function release({ spent, aside }: Account, run: string): Account {
  const { [run]: _over, ...rest } = aside;
  return { spent, aside: rest };
}
