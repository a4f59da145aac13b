import { expect, it } from 'vitest';
import type { SpendingLog } from '../../lib/ports/spending-log.ts';

const month = '2026-11';
const tick = (hour: number) => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** What every log of spending must do. */
export function itCountsSpending(open: () => { readonly here: SpendingLog; readonly elsewhere: SpendingLog }) {
  it('adds up the ticks of a month, tokens and money alike', async () => {
    const { here, elsewhere } = open();
    expect(await here.total(month)).toEqual({ tokens: 0, costMicros: 0 });
    await here.put(month, tick(1), { tokens: 100, costMicros: 5 });
    await elsewhere.put(month, tick(2), { tokens: 20, costMicros: 7 });
    await here.put('2026-12', '2026-12-01T00:00:00.000Z', { tokens: 3, costMicros: 1 });
    expect(await here.total(month)).toEqual({ tokens: 120, costMicros: 12 });
    expect(await elsewhere.total('2026-12')).toEqual({ tokens: 3, costMicros: 1 });
    expect(await here.total('2026-10')).toEqual({ tokens: 0, costMicros: 0 });
  });

  it('counts an entry that is written again once, as it was written last', async () => {
    const { here, elsewhere } = open();
    await here.put(month, tick(1), { tokens: 5000, costMicros: 900 });
    for (const log of [here, elsewhere, here]) await log.put(month, tick(1), { tokens: 40, costMicros: 8 });
    expect(await elsewhere.total(month)).toEqual({ tokens: 40, costMicros: 8 });
  });

  it('leaves out the entry of one tick', async () => {
    const { here } = open();
    for (const hour of [1, 2, 3]) await here.put(month, tick(hour), { tokens: 10 ** hour, costMicros: hour });
    expect(await here.total(month, tick(2))).toEqual({ tokens: 1010, costMicros: 4 });
    expect(await here.total(month, tick(9))).toEqual({ tokens: 1110, costMicros: 6 });
  });

  it('stays exact with hundreds of entries of large amounts', async () => {
    const { here } = open();
    const ticks = Array.from({ length: 300 }, (_, i) => new Date(Date.UTC(2026, 10, 1, 0, i)).toISOString());
    await Promise.all(
      ticks.map((at, i) => here.put(month, at, { tokens: 1_000_000_000 + i, costMicros: 3_000_000_000_001 })),
    );
    const { tokens, costMicros } = await here.total(month);
    expect(tokens).toBe(300 * 1_000_000_000 + (299 * 300) / 2);
    expect(costMicros).toBe(300 * 3_000_000_000_001);
  });
}
