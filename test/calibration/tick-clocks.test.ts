import { expect, it } from 'vitest';
import { spentIn } from '../../lib/domain/run/account.ts';
import { spendingOf } from '../../lib/domain/run/spending.ts';
import { countedAt, runId } from '../../lib/plan/plan-run.ts';
import { endpoint, TickingLife } from '../faults/ticking-life.ts';
import { violations } from '../faults/violations.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { size } from './size.ts';

it.each(['one', 'two'])(
  'ticks and functions whose clocks disagree lose and double no run, and budgets hold by the day of each tick (%s)',
  async (seed) => {
    const stores = memoryStores();
    const budget = { day: { tokens: 6000 } };
    const life = new TickingLife(seed, stores, budget);
    await life.live(72 * size);

    const runs = await stores.runs.list({ endpoint: endpoint.id });
    const made = new Set(runs.map(({ run }) => run));
    const missed = life.slots.filter((at) => !made.has(runId(endpoint.id, new Date(at)))).length;
    const cutShort = runs.filter(({ completed, failed, planned }) => completed + failed < planned).length;
    const found = await violations(life, stores);
    console.log(
      `clocks ${seed}: ${JSON.stringify({ injected: life.injected, violations: found, runs: runs.length, missed, cutShort, calls: life.calls, told: life.told.map(({ kind }) => kind) })}`,
    );
    expect(found).toEqual([]);
    expect(missed, 'an open run that is dated ahead keeps others from beginning until it is closed').toBeLessThan(20);
    expect(life.told.map(({ kind }) => kind)).toContain('opened');

    const days = Map.groupBy(runs, (run) => countedAt(run).toISOString().slice(0, 10));
    for (const [day, ofDay] of days) {
      const used = ofDay.reduce((sum, run) => sum + spendingOf(endpoint.price, run).tokens, 0);
      const { tokens } = spentIn(await stores.spending.read(day));
      expect(tokens, day).toBe(used);
      expect(tokens, 'of the last draw nobody knows what it will use').toBeLessThan(budget.day.tokens + 60);
    }
  },
);
