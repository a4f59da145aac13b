import { describe, expect, it } from 'vitest';
import { spentIn } from '../../lib/domain/run/account.ts';
import { Life } from '../life/life.ts';

/** An endpoint that is watched from the 22nd of January on, with a budget for so much of what January would use. */
async function withBudget(share: number, seed: string): Promise<Life> {
  const life = new Life(seed, { at: '2026-01-22T00:00:00.000Z', goldens: ['a', 'b', 'c'] });
  life.configure({ parameters: { max_tokens: 100 } });
  await life.live(48);
  const { tokens } = spentIn(await life.stores.spending.read('2026-01'));
  const hours = 10 * 24; // from the 22nd to the end of the month
  life.allow({ month: { tokens: Math.round((tokens / 48) * hours * share) } });
  return life;
}

const shrunkOf = async (life: Life) => {
  const runs = await life.stores.runs.list({ endpoint: life.endpoint.id });
  return runs.filter(({ shrunk }) => shrunk !== undefined);
};

describe('an endpoint whose budget would not last for the month', { timeout: 600_000 }, () => {
  it('is drawn half as often in its last days, judged all the while, and in full again in the next month', async () => {
    const life = await withBudget(0.8, 'shrunk');
    const until = await life.live(10 * 24 - 48 - 1);
    const shrunk = await shrunkOf(life);
    expect(shrunk.length).toBeGreaterThan(40);
    expect(shrunk[0]).toMatchObject({ planned: 3, shrunk: { from: 2, to: 1, scope: 'project', period: '2026-01' } });
    expect(shrunk[0]?.plannedAt && shrunk[0].plannedAt > '2026-01-24T05').toBe(true);
    const runs = await life.stores.runs.list({ endpoint: life.endpoint.id });
    expect(runs.filter(({ closedBecause }) => closedBecause !== undefined)).toEqual([]);
    expect(new Set(until.slice(4).map(({ verdict }) => verdict.kind))).toEqual(new Set(['no-drift-detected']));
    expect(until.every(({ coverage }) => coverage === undefined || coverage.unjudged.length === 0)).toBe(true);
    expect(until.every(({ epoch }) => epoch === 1)).toBe(true);

    const later = await life.live(30);
    expect(life.newest).toMatchObject({ epoch: 1, evidence: { planned: 6 } });
    const sizes = [...until, ...later].flatMap(({ learnedAgain }) => learnedAgain?.why ?? []);
    expect(sizes.length).toBeLessThanOrEqual(6); // sizes do not alternate
    expect(sizes).toEqual(sizes.map((_, i) => (i % 2 === 0 ? 'smaller-run' : 'full-run')));
    expect(sizes.at(-1)).toBe('full-run');
    expect(life.newest.coverage?.unjudged).toEqual([]);
    expect(await life.incidents()).toEqual([]);
    expect(life.untruths).toEqual([]);
    expect(life.alerts).toEqual([]);
  });

  it('finds a change among smaller runs, and goes on with them until it is over', async () => {
    const life = await withBudget(0.8, 'shrunk and changed');
    await life.live(10 * 24 - 48 - 40);
    expect((await shrunkOf(life)).length).toBeGreaterThan(10);
    life.world({ refusing: { '*': 0.95 } });
    expect(await life.liveUntilDrift()).toBeLessThanOrEqual(10);
    expect(life.untruths).toEqual([]);
  });
});
