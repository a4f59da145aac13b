import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { type Spending, spendingOf } from '../../lib/domain/run/spending.ts';
import { withEstimatedUse } from '../../lib/replay/estimated-use.ts';
import { type Hold, RunBudget } from '../../lib/replay/run-budget.ts';

const draw = { inputTokens: 10, outputTokens: 40, requests: 1 };
const answered = (outputTokens: number) => ({ inputTokens: 10, outputTokens }) as unknown as Sample;
const sample = (fields: object): Sample => ({
  run: 'r',
  at: '2026-11-22T09:00:00.000Z',
  golden: 'g',
  repetition: 0,
  attempts: 1,
  ...fields,
});
const tokens = (amount: number): Spending => ({ tokens: amount, costMicros: 0 });

describe('the budget of a run', () => {
  it('lets draws begin while what is used and under way is within it, and waits for those under way', async () => {
    const budget = new RunBudget({ aside: tokens(100) });
    const [first, second] = [await budget.begin(draw), await budget.begin(draw)];
    const third = budget.begin(draw);
    first?.end(answered(5)); // 15 of 50 were needed
    expect(await Promise.race([third, 'waits'])).toBe('waits');
    second?.end(answered(5));
    expect(await third).toBeDefined();
    expect(budget.used).toEqual(tokens(30));
    expect(budget.isUsedUp).toBe(false);
  });

  it('is used up when nothing is under way and the next draw does not fit: one of two, whoever asks first', async () => {
    const budget = new RunBudget({ aside: tokens(60) });
    const both = await Promise.all([
      budget.begin(draw).then((hold) => hold?.end(answered(40)) ?? 'had'),
      budget.begin(draw),
    ]);
    expect(both).toEqual(['had', undefined]);
    expect(budget.isUsedUp).toBe(true);
  });

  it('asks for more, several draws at once, then for just enough, and never for more than the run may use', async () => {
    const asked: number[] = [];
    const budget = new RunBudget({
      aside: tokens(50),
      mayUse: { tokens: 180 },
      ask: async (amount) => asked.push(amount.tokens) > 0 && amount.tokens <= 170,
    });
    const holds: (Hold | undefined)[] = [];
    for (let i = 0; i < 3; i++) holds.push(await budget.begin(draw));
    expect(asked).toEqual([100, 150]);
    for (const hold of holds) hold?.end(answered(40));
    expect(await budget.begin(draw)).toBeUndefined();
    expect(asked).toEqual([100, 150]);
  });

  it('makes a failed attempt again only where there is room, and asks for none where nothing was billed', async () => {
    const budget = new RunBudget({ aside: tokens(100) });
    const hold = await budget.begin(draw);
    expect(await hold?.mayTryAgain('rate-limited')).toBe(true);
    expect(await hold?.mayTryAgain('timeout')).toBe(true);
    expect(await hold?.mayTryAgain('unreachable')).toBe(true);
    expect(await hold?.mayTryAgain('timeout')).toBe(false);
    expect(budget.isUsedUp).toBe(true);
  });

  it('gives back what a draw that came to nothing had', async () => {
    const budget = new RunBudget({ aside: tokens(50) });
    (await budget.begin(draw))?.end();
    expect(await budget.begin(draw)).toBeDefined();
    expect(budget.used).toEqual(tokens(0));
  });
});

describe('what nobody told', () => {
  const cost = (fields: object, of = draw) =>
    spendingOf({ input: 1, output: 10, currency: 'USD' }, withEstimatedUse(sample(fields), of));

  it('is estimated, each part for itself; what is told stands', () => {
    expect(withEstimatedUse(sample({ inputTokens: 3, outputTokens: 4 }), draw)).toEqual(
      sample({ inputTokens: 3, outputTokens: 4 }),
    );
    expect(withEstimatedUse(sample({ inputTokens: 3 }), draw)).toEqual(
      sample({ inputTokens: 3, estimatedOutputTokens: 40 }),
    );
    expect(withEstimatedUse(sample({ outputTokens: 4 }), draw)).toEqual(
      sample({ outputTokens: 4, estimatedInputTokens: 10 }),
    );
    expect(withEstimatedUse(sample({ countedInputTokens: 12 }), draw)).toMatchObject({
      estimatedInputTokens: 12,
      estimatedOutputTokens: 40,
    });
    expect(cost({})).toEqual({ tokens: 50, costMicros: 410 });
  });

  it('counts attempts that may have been billed, and none that were refused or never arrived', () => {
    const failed = (error: string) => ({ at: '2026-11-22T09:00:00.000Z', error });
    const told = { inputTokens: 10, outputTokens: 5 };
    expect(
      cost({ ...told, failedAttempts: [failed('timeout'), failed('rate-limited'), failed('server-error')] }).tokens,
    ).toBe(115);
    expect(cost({ error: 'timeout', failedAttempts: [failed('timeout')] }).tokens).toBe(100);
    expect(cost({ error: 'authentication', failedAttempts: [failed('unreachable')] }).tokens).toBe(0);
    expect(cost({ error: 'timeout', attempts: 0 }).tokens).toBe(0);
  });

  it('is of one request where a step of a chain failed', () => {
    const chain = { inputTokens: 30, outputTokens: 120, requests: 3 };
    const failedAttempts = [{ at: '2026-11-22T09:00:00.000Z', error: 'timeout' }];
    expect(withEstimatedUse(sample({ inputTokens: 25, outputTokens: 70, failedAttempts }), chain)).toMatchObject({
      estimatedInputTokens: 10,
      estimatedOutputTokens: 40,
    });
  });
});
