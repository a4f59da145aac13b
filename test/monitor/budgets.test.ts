import { describe, expect, it } from 'vitest';
import type { BudgetRules } from '../../lib/domain/project/budget.ts';
import { asideIn, committedIn, spentIn } from '../../lib/domain/run/account.ts';
import { resumeRuns } from '../../lib/monitor/resume-runs.ts';
import { openRun, runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { visitEndpoint } from '../../lib/monitor/visit-endpoint.ts';
import { limitsOf } from '../../lib/plan/limits-of.ts';
import { ExtraDraws } from '../../lib/replay/extra-draws.ts';
import type { Script } from '../helpers/fake-provider.ts';
import { noDrift } from '../helpers/judgements.ts';
import { watchedEndpoint } from '../helpers/watched-endpoint.ts';

const day = '2026-11-22';
const hourMs = 3_600_000;

/** Two goldens, two draws of each, at most 20 tokens of output a draw: 88 tokens are set aside, and 60 are used. */
function budgeted(budget: BudgetRules, { script, settings = {} }: { script?: Script; settings?: object } = {}) {
  const watched = watchedEndpoint(script, { parameters: { max_tokens: 20 }, concurrency: 1, ...settings });
  const rules = { budget };
  const deps = {
    ...watched.deps,
    limits: ({ budget: own }: { budget?: BudgetRules | undefined }, at: Date) =>
      limitsOf(at, { project: rules.budget, endpoint: own }),
  };
  const run = () => {
    watched.clock.advance(hourMs);
    watched.state.verdict = noDrift;
    return runEndpoint({ endpoint: watched.endpoint, goldens: watched.goldens }, deps, watched.going);
  };
  const told = () =>
    watched.sent.flatMap((alert) =>
      'condition' in alert && alert.condition.kind === 'budget' ? [[alert.kind, alert.condition] as const] : [],
    );
  const account = async (period = day) => watched.stores.spending.read(period);
  return { ...watched, deps, run, told, account, rules };
}

describe('a run on a laptop', () => {
  it('counts what it used, in its day and its month, whether or not there is a budget', async () => {
    const { run, account, endpoint } = budgeted({});
    await run();
    await run();
    for (const period of [day, '2026-11']) {
      expect(spentIn(await account(period), endpoint.id)).toEqual({ tokens: 120, costMicros: 0 });
      expect(asideIn(await account(period))).toEqual({ tokens: 0, costMicros: 0 });
    }
  });

  it('is not begun where a budget has no room for it: it is judged without an answer, and says why', async () => {
    const { run, provider, account, told } = budgeted({ day: { tokens: 150 } });
    await run();
    expect(provider.calls).toHaveLength(4);
    expect(told()).toEqual([]);
    const refused = await run();
    expect(provider.calls).toHaveLength(4);
    expect(refused).toMatchObject({
      kind: 'judged',
      run: { status: 'closed', closedBecause: 'budget', planned: 4, completed: 0, failed: 0 },
    });
    expect(committedIn(await account())).toEqual({ tokens: 60, costMicros: 0 });
    await run();
    expect(told(), 'once').toMatchObject([
      ['condition-opened', { kind: 'budget', scope: 'project', period: 'day', stage: 'used-up', used: 60, limit: 150 }],
    ]);
  });

  it('is told of at 80 % and when it is used up, once each, and of the end when the day is over', async () => {
    const { run, told, clock } = budgeted({ day: { tokens: 220 } });
    for (let i = 0; i < 3; i++) await run(); // 180 of 220
    expect(told()).toMatchObject([['condition-opened', { stage: 'low', used: 180 }]]);
    for (let i = 0; i < 3; i++) await run();
    expect(told().slice(1)).toMatchObject([['condition-updated', { stage: 'used-up', used: 180 }]]);
    clock.advance(24 * hourMs);
    expect(await run()).toMatchObject({ run: { status: 'finished' } });
    expect(told().slice(2)).toMatchObject([['condition-resolved', { status: 'resolved' }]]);
  });

  it('goes on when the budget is raised, and tells of the new one by itself', async () => {
    const { run, told, rules } = budgeted({ month: { tokens: 100 } });
    await run();
    await run();
    rules.budget = { month: { tokens: 160 } };
    expect(await run()).toMatchObject({ run: { status: 'finished' } });
    await run();
    expect(told().map(([kind, { limit }]) => [kind, limit])).toEqual([
      ['condition-opened', 100],
      ['condition-resolved', 100],
      ['condition-opened', 160],
    ]);
  });

  it('is cut short by its own budget, and judged with what came', async () => {
    const { run, provider } = budgeted({ run: { tokens: 50 } });
    expect(await run()).toMatchObject({ run: { closedBecause: 'budget', completed: 2 } });
    expect(provider.calls).toHaveLength(2); // 30 are used, and another one may need 22
  });

  it('counts attempts that may have been billed, so that failures cannot cost more than the budget', async () => {
    const { run, account, provider } = budgeted(
      { day: { tokens: 200 } },
      { script: () => ({ error: 'timeout' }), settings: { maxAttempts: 10, concurrency: 2 } },
    );
    expect(await run()).toMatchObject({ run: { closedBecause: 'budget' } });
    const { tokens } = spentIn(await account());
    expect(tokens).toBeGreaterThan(170);
    expect(tokens).toBeLessThanOrEqual(200);
    expect(provider.calls.length).toBeLessThanOrEqual(10);
  });
});

describe('a run that is made smaller', () => {
  it('keeps what was asked for and why, sets less aside, and the condition of its budget says it once', async () => {
    const { run, deps, account, told, provider } = budgeted({ month: { tokens: 1000 } });
    const shrunk = { from: 2, to: 1, scope: 'project' as const, period: '2026-11' };
    Object.assign(deps, { shrink: async () => shrunk });
    expect(await run()).toMatchObject({ run: { planned: 2, completed: 2, status: 'finished', shrunk } });
    expect(provider.calls).toHaveLength(2);
    expect(spentIn(await account('2026-11')).tokens).toBe(30);
    await run();
    expect(told()).toMatchObject([['condition-opened', { stage: 'low', used: 30, shrunk: { from: 2, to: 1 } }]]);
  });
});

describe('a call beside runs', () => {
  const extra = (budget: BudgetRules) => {
    const watched = budgeted(budget);
    const { endpoint, stores, clock, deps } = watched;
    const draws = new ExtraDraws({ endpoint, limits: deps.limits, spending: stores.spending, clock });
    const [golden] = watched.goldens as [(typeof watched.goldens)[0]];
    const provider = draws.counting(watched.deps.provider);
    const call = () => provider.complete({ endpoint, golden, drawSeed: 1 }, new AbortController().signal);
    return { ...watched, draws, golden, call };
  };

  it('counts in the day and the month as soon as it came back', async () => {
    const { call, account, endpoint } = extra({});
    await call();
    await call();
    for (const period of [day, '2026-11']) {
      expect(spentIn(await account(period), endpoint.id)).toEqual({ tokens: 30, costMicros: 0 });
      expect(asideIn(await account(period))).toEqual({ tokens: 0, costMicros: 0 });
    }
  });

  it('is not sent where a budget has no room for it, nor is any after it', async () => {
    const { call, provider, draws, golden } = extra({ day: { tokens: 36 } });
    await draws.requireRoom(golden);
    await call();
    expect(await call()).toMatchObject({ error: 'cancelled' });
    expect(provider.calls).toHaveLength(1);
    expect(draws.usedUp.aborted).toBe(true);
    await expect(draws.requireRoom(golden)).rejects.toThrow(/budget of the day of all endpoints together has no room/);
  });

  it('is counted in full although a run settles what was left meanwhile', async () => {
    const { call, account, run } = extra({ day: { tokens: 500 } });
    await Promise.all([call(), run()]);
    expect(spentIn(await account()).tokens).toBe(75);
  });
});

describe('a run that a killed process left', () => {
  it('keeps what was set aside for it, and is settled when it is finished', async () => {
    const { clock, endpoint, goldens, deps, stores, account, going } = budgeted({ day: { tokens: 100 } });
    for (const golden of goldens) await stores.goldens.put(golden);
    const plan = await openRun({ endpoint, goldens, at: clock.now(), seed: 's' }, deps);
    const killed = { ...stores.runs, putSample: () => Promise.reject(new Error('killed')) };
    const runs = new Proxy(stores.runs, {
      get: (target, key) => (key === 'putSample' ? killed.putSample : Reflect.get(target, key).bind(target)),
    });
    const broken = resumeRuns(endpoint, { finishWithinMs: hourMs }, { ...deps, stores: { ...stores, runs } }, going);
    await expect(broken).rejects.toThrow('killed');
    expect(asideIn(await account()).tokens).toBeGreaterThan(80);
    const [outcome] = await resumeRuns(endpoint, { finishWithinMs: hourMs }, deps, going);
    expect(outcome).toMatchObject({ run: { run: plan.run, status: 'finished', completed: 4 } });
    expect(await account()).toEqual({ spent: { support: { tokens: 60, costMicros: 0 } }, aside: {} });
  });

  it('is settled by the next visit where it was sealed and not settled', async () => {
    const { clock, endpoint, goldens, deps, stores, account, going, run } = budgeted({});
    const settle = stores.spending.change.bind(stores.spending);
    let calls = 0;
    const spending = {
      read: (period: string) => stores.spending.read(period),
      change: (...args: Parameters<typeof settle>) =>
        ++calls === 2 ? Promise.reject(new Error('killed')) : settle(...args),
    } as typeof stores.spending;
    const broken = runEndpoint({ endpoint, goldens }, { ...deps, stores: { ...stores, spending } }, going);
    await expect(broken).rejects.toThrow('killed');
    expect(asideIn(await account()).tokens).toBeGreaterThan(80);
    clock.advance(hourMs);
    await visitEndpoint({ endpoint, goldens, resume: { finishWithinMs: hourMs }, run: false }, deps, going);
    expect(await account()).toEqual({ spent: { support: { tokens: 60, costMicros: 0 } }, aside: {} });
    await run();
    expect(spentIn(await account()).tokens).toBe(120);
  });
});
