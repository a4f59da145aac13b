import { describe, expect, it, vi } from 'vitest';
import { ProjectFile } from '../../../lib/domain/project/project.ts';
import { committedIn } from '../../../lib/domain/run/account.ts';
import { Tick, TickTask } from '../../../lib/domain/run/tick.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { judgeRuns, sealRuns } from '../../../lib/monitor/judge/judge-runs.ts';
import { notifyRuns } from '../../../lib/monitor/tell/notify-runs.ts';
import { planTick } from '../../../lib/monitor/tick/plan-tick.ts';
import { settleTick } from '../../../lib/monitor/tick/settle-tick.ts';
import type { TickRequest } from '../../../lib/monitor/tick/tick-request.ts';
import { planRun } from '../../../lib/plan/plan-run.ts';
import { claimLapsesAfterMs } from '../../../lib/ports/alert-log.ts';
import type { Stores } from '../../../lib/ports/stores.ts';
import { replayShard } from '../../../lib/replay/replay-shard.ts';
import type { Script } from '../../helpers/fake-provider.ts';
import { drift, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const version = 'a'.repeat(64);
const hourMs = 3_600_000;

/** Endpoints in memory that are visited tick by tick; what the deployed steps do, without what deploys them. */
function ticking({
  endpoints = ['support'],
  settings = {},
  script,
  jitter,
  budget,
  spending: given,
  ...more
}: {
  endpoints?: string[];
  settings?: object;
  script?: Script;
  jitter?: number;
  budget?: object;
  spending?: Stores['spending'];
} & Partial<TickRequest> = {}) {
  const watched = watchedEndpoint(script, settings);
  const { clock, goldens, provider, deps } = watched;
  const stores = given === undefined ? watched.stores : { ...watched.stores, spending: given };
  const { spending } = stores;
  const project = ProjectFile.parse({
    version: 1,
    jitter,
    budget,
    endpoints: endpoints.map((id) => ({ id, provider: 'openai', model: 'pinned-1', ...settings })),
  });
  const plan = (at = clock.now(), request: Partial<TickRequest> = {}) =>
    planTick(
      {
        at,
        project,
        version,
        goldens,
        evenIfNotDue: false,
        everyMs: hourMs,
        endsAfterMs: 6 * hourMs,
        abandonedAfterMs: 7 * hourMs,
        ...more,
        ...request,
      },
      { stores, clock },
    );
  const endpoint = (task: TickTask) =>
    project.endpoints.find(({ id }) => id === task.endpoint) as (typeof project.endpoints)[0];
  const replay = async (task: TickTask, signals = watched.going): Promise<TickTask> => {
    const { runs, alerts: claims } = stores;
    const shardDeps = { runs, claims, spending, goldens: stores.goldens, provider, clock, random: deps.random };
    return replayShard({ task, endpoint: endpoint(task) }, shardDeps, signals);
  };
  const judge = (task: TickTask) => judgeRuns(task, { stores, clock, judge: deps.judge });
  const visit = async (task: TickTask) => {
    let left = task;
    while (left.shard < left.shards) left = await replay(left);
    return judge(left);
  };
  return { ...watched, stores, spending, project, plan, replay, judge, visit, endpoint };
}

/** What was used and set aside in a month. */
async function committed(spending: Stores['spending'], month: string) {
  return committedIn(await spending.read(month));
}

describe('a tick', () => {
  it('begins a confirming run before the schedule does while drift is suspected, and no more than are promised', async () => {
    const ticks = ticking({ settings: { every: '1d', confirmingRuns: 0.1 } });
    const { plan, visit, clock, stores } = ticks;
    const made: string[] = [];
    for (let tick = 0; tick < 8; tick++) {
      const { tasks } = await plan();
      for (const task of tasks) {
        await visit(task);
        const judgement = await stores.judgements.get(task.run as string);
        if (judgement === undefined) throw new Error('expected a judgement');
        await stores.judgements.put({ ...judgement, verdict: { ...noDrift, suspected: true } as typeof noDrift });
        made.push(task.run as string);
      }
      clock.advance(2 * hourMs);
    }
    expect(made).toHaveLength(5); // the scheduled one and four that confirm
  });

  it('begins a smaller run where the budget of the month would not last for what is due, and a full one again after it', async () => {
    const { plan, visit, clock, stores } = ticking({
      settings: { repetitions: 2 },
      budget: { month: { tokens: 3000 } },
    });
    const made = [];
    for (const at of ['2026-11-22T09:00:00Z', '2026-11-25T09:00:00Z', '2026-12-01T09:00:00Z']) {
      clock.advance(Date.parse(at) - clock.now().getTime());
      const { tasks } = await plan();
      for (const task of tasks) await visit(task);
      const run = await stores.runs.get(tasks[0]?.run as string);
      const judgement = (await stores.judgements.get(run?.run as string)) as Judgement;
      const since = { run: judgement.run, at };
      const coverage = { judged: 2, expected: 2, baseline: 24, references: 24, unjudged: [], since };
      await stores.judgements.put({ ...judgement, verdict: noDrift, coverage });
      made.push({ planned: run?.planned, shrunk: run?.shrunk });
    }
    expect(made).toEqual([
      { planned: 4, shrunk: undefined },
      { planned: 2, shrunk: { from: 2, to: 1, scope: 'project', period: '2026-11' } },
      { planned: 4, shrunk: undefined },
    ]);
  });

  it('begins one run in each slot, also where a start lies in the slot after that of its tick', async () => {
    const { plan, visit, clock, stores } = ticking({ jitter: 1 });
    clock.advance(hourMs / 2); // ticks come at half past, slots begin at the full hour
    for (let tick = 0; tick < 24; tick++) {
      const due = clock.now().getTime() + hourMs;
      for (const task of (await plan()).tasks) {
        clock.advance(Math.max(0, Date.parse(task.startAt ?? '') - clock.now().getTime()));
        await visit(task);
      }
      clock.advance(due - clock.now().getTime());
    }
    const slots = (await stores.runs.list({ endpoint: 'support' })).map(({ plannedAt }) =>
      Math.floor(Date.parse(plannedAt) / hourMs),
    );
    expect(slots.length).toBeGreaterThan(20);
    expect(new Set(slots).size).toBe(slots.length);
  });

  it('that came a whole period late was for its own slot, and the next one begins a run all the same', async () => {
    const { plan, visit, clock } = ticking({ jitter: 0 });
    const at = clock.now();
    clock.advance(hourMs);
    const late = await plan(at);
    for (const task of late.tasks) await visit(task);
    const next = await plan(new Date(at.getTime() + hourMs));
    expect([late.tasks.length, next.tasks.length]).toEqual([1, 1]);
    expect(next.tasks[0]?.run).not.toBe(late.tasks[0]?.run);
  });

  it('is one run of every endpoint, in an order that each tick draws anew', async () => {
    const { plan, clock } = ticking({ endpoints: ['a', 'b', 'c', 'd', 'e', 'f'] });
    const orders = new Set<string>();
    for (let tick = 0; tick < 5; tick++) {
      const { tasks } = await plan();
      expect(tasks.map(({ endpoint }) => endpoint).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      orders.add(tasks.map(({ endpoint }) => endpoint).join(''));
      clock.advance(8 * hourMs);
    }
    expect(orders.size).toBeGreaterThan(1); // seeded by its time: the same orders every time
  });

  it('is planned once when its tick is delivered twice, and not at all once it is over', async () => {
    const { plan, visit, provider, clock } = ticking();
    const at = clock.now();
    const first = await plan(at);
    expect((await plan(at)).tasks).toEqual(first.tasks);
    for (const task of first.tasks) await visit(task);
    const requests = provider.calls.length;
    expect((await plan(at)).tasks).toEqual([]);
    expect((await plan(at, { evenIfNotDue: true })).tasks).toEqual([]);
    for (const task of first.tasks) await visit(task);
    expect(provider.calls).toHaveLength(requests);
  });

  it('takes up its run that a killed try of it wrote while the next one was looking', async () => {
    const { plan, stores } = ticking();
    const { tasks } = await plan();
    expect(tasks).toHaveLength(1);
    vi.spyOn(stores.runs, 'openPlans').mockResolvedValueOnce([]); // it was not there yet
    expect((await plan()).tasks).toEqual(tasks);
  });

  it('leaves out endpoints that are not due, unless a person asks', async () => {
    const { plan, visit, clock } = ticking();
    for (const task of (await plan()).tasks) await visit(task);
    clock.advance(60_000);
    expect((await plan()).tasks).toEqual([]);
    expect((await plan(clock.now(), { evenIfNotDue: true })).tasks).toHaveLength(1);
  });

  it('leaves an endpoint alone whose run before is still under way, and closes it once nobody can be working on it', async () => {
    const { plan, visit, clock, stores } = ticking();
    const [lost] = (await plan()).tasks;
    clock.advance(2 * hourMs);
    expect(await plan()).toMatchObject({ tasks: [], busy: ['support'], leftBehind: 0 });
    clock.advance(6 * hourMs);
    const { tasks, leftBehind } = await plan();
    expect(leftBehind).toBe(1);
    expect(tasks[0]?.judge).toEqual([lost?.run, tasks[0]?.run]); // in the order of time
    const judged = await visit(tasks[0] as TickTask);
    expect(judged.map(({ run }) => run.status)).toEqual(['closed', 'finished']);
    expect(await stores.runs.openPlans()).toEqual([]);
  });

  it('seals the run that a removed endpoint left open, once nobody can be working on it, and judges it not', async () => {
    const { plan, project, stores, clock, judged } = ticking({ endpoints: ['kept', 'removed'] });
    const lost = (await plan()).tasks.find(({ endpoint }) => endpoint === 'removed') as TickTask;
    const without = { ...project, endpoints: project.endpoints.filter(({ id }) => id === 'kept') };
    const removed = async () => {
      const { tasks } = await plan(clock.now(), { project: without });
      return tasks.filter(({ endpoint }) => endpoint === 'removed');
    };
    clock.advance(hourMs);
    expect(await removed()).toEqual([]); // an execution of before may still be replaying it
    clock.advance(7 * hourMs);
    const [task] = (await removed()) as [TickTask];
    expect(task).toMatchObject({ shard: 0, shards: 0, judge: [lost.run] });
    await sealRuns(task, { stores, clock });
    await sealRuns(task, { stores, clock });
    expect(await stores.runs.get(lost.run as string)).toMatchObject({ status: 'closed', completed: 0 });
    expect(judged).toEqual([]);
    expect(await removed()).toEqual([]);
  });

  it('says when requests are sent, and not when the schedule meant to: at the start of the slot, or late', async () => {
    const { plan, visit, clock, stores } = ticking();
    const begin = async (at: Date) => {
      const [task] = (await plan(at)).tasks as [TickTask];
      await visit(task);
      return { task, run: await stores.runs.get(task.run as string) };
    };
    const first = await begin(clock.now());
    clock.advance(hourMs);
    const { task, run } = await begin(clock.now());
    expect(run?.plannedAt).toBe(task.startAt);
    const intoSlotMs = Date.parse(task.startAt as string) % hourMs;
    expect(intoSlotMs).toBeGreaterThan(0);
    expect(intoSlotMs, 'the first half of it, by the jitter of the project').toBeLessThan(hourMs / 2);
    expect(Date.parse(task.deadline as string) - Date.parse(task.startAt as string)).toBe(6 * hourMs);

    clock.advance(hourMs);
    const meant = clock.now();
    clock.advance(50 * 60_000); // and delivered so late
    const late = await begin(meant);
    expect(late.run).toMatchObject({ plannedAt: clock.now().toISOString() });
    expect(late.task.run, 'named after its tick').toBe(first.task.run?.replace('T09', 'T11'));
    clock.advance(10 * 60_000);
    expect((await plan()).tasks, 'its slot has had its run, the next has not').toHaveLength(1);
  });

  it('spreads the starts of a daily run over the day, though it looks every hour', async () => {
    const endpoints = Array.from({ length: 40 }, (_, i) => `e${i}`);
    const { plan, visit, clock, project } = ticking({ endpoints });
    const daily = { ...project, every: '1d' };
    for (const task of (await plan(clock.now(), { project: daily })).tasks) await visit(task);
    clock.advance(15 * hourMs); // midnight
    const hours: number[] = [];
    for (let hour = 0; hour < 24; hour++, clock.advance(hourMs))
      for (const task of (await plan(clock.now(), { project: daily })).tasks) {
        await visit(task);
        hours.push(hour);
      }
    expect(hours, 'one run of each').toHaveLength(40);
    expect(new Set(hours).size, 'of twelve hours').toBeGreaterThan(8);
    expect(Math.max(...hours)).toBeLessThan(12);
  });

  it('judges every run that a judge who was down left, however many', async () => {
    const { plan, replay, judge, stores, clock, judged } = ticking();
    for (let run = 0; run < 45; run++, clock.advance(hourMs)) {
      const [task] = (await plan()).tasks as [TickTask];
      await replay(task);
      await stores.runs.close(task.run as string, { status: 'finished', finishedAt: clock.now().toISOString() });
    }
    const { tasks, leftBehind } = await plan();
    expect(leftBehind).toBe(45);
    await judge(tasks[0] as TickTask);
    expect(judged.map(({ run }) => run)).toEqual(judged.map(({ run }) => run).toSorted());
    expect(judged).toHaveLength(46);
  });

  it('settles the budget of a tick whose own execution never came to its end', async () => {
    const { plan, visit, clock, project, stores, spending } = ticking({ monthly: { tokens: 1_000_000 } });
    const lost = await plan();
    const setAside = await committed(spending, '2026-11');
    clock.advance(8 * hourMs);
    const { tasks, unsettled } = await plan();
    expect(unsettled).toEqual([new Date(clock.now().getTime() - 8 * hourMs).toISOString()]);
    await visit(tasks[0] as TickTask);
    for (const at of [...unsettled, clock.now().toISOString()])
      await settleTick({ at: new Date(at), project }, { stores });
    expect(lost.tasks).toHaveLength(1);
    const used = await committed(spending, '2026-11');
    expect(used.tokens).toBe(60); // of four draws of the second run
    expect(used.tokens).toBeLessThan(setAside.tokens);
  });

  it('judges a run that was sealed and never judged', async () => {
    const { plan, replay, stores, clock } = ticking();
    const [task] = (await plan()).tasks;
    await replay(task as TickTask);
    await stores.runs.close(task?.run as string, { status: 'finished', finishedAt: clock.now().toISOString() });
    clock.advance(hourMs);
    expect(await plan()).toMatchObject({ leftBehind: 1, tasks: [{ judge: [task?.run, expect.anything()] }] });
  });
});

describe('what an execution of the version before passes on', () => {
  it('is understood: without a start, a deadline, and ticks that were not settled', () => {
    const old = { endpoint: 'a', project: version, shard: 0, shards: 1, shardDraws: 10, judge: ['r'] };
    expect(TickTask.parse(old)).toMatchObject({ judge: ['r'] });
    const tick = { at: '2026-11-22T09:00:00.000Z', project: version, list: 'fleets/x.json', tasks: 1 };
    expect(Tick.parse(tick).unsettled).toEqual([]);
  });
});

describe('silence', () => {
  it('is the time since any run came to its end, whether or not something was due in between', async () => {
    const { plan, visit, clock } = ticking({ endpoints: ['a', 'b'] });
    expect((await plan()).silentMs, 'before the first run').toBe(0);
    const [one] = (await plan()).tasks;
    await visit(one as TickTask); // the other one is never visited
    clock.advance(60_000);
    expect(await plan()).toMatchObject({ tasks: [], silentMs: 60_000 });
  });

  it('counts from the first plan where no run ever ends, and from the newest end while runs fail', async () => {
    const { plan, visit, clock } = ticking();
    const [first] = (await plan()).tasks;
    clock.advance(2 * hourMs);
    expect(await plan()).toMatchObject({ busy: ['support'], silentMs: 2 * hourMs });
    await visit(first as TickTask);
    clock.advance(hourMs);
    await plan(); // its worker fails
    clock.advance(2 * hourMs);
    expect(await plan()).toMatchObject({ busy: ['support'], silentMs: 3 * hourMs });
  });
});

describe('a budget', () => {
  const endpoints = ['a', 'b', 'c'];
  const month = (at: Date) => at.toISOString().slice(0, 7);

  it('sets tokens aside before a run begins, and names the endpoints that it does not cover', async () => {
    // Two goldens without a limit of output, two draws of each: 4 x 4096 tokens and a few of input.
    const { plan, spending, clock } = ticking({ endpoints, monthly: { tokens: 40_000 } });
    const { tasks, overBudget, spent } = await plan();
    expect(tasks.map(({ isCutShort, shards }) => isCutShort && shards === 0).sort()).toEqual([false, false, true]);
    expect(overBudget).toHaveLength(1);
    expect(spent.tokens).toBeLessThanOrEqual(40_000);
    expect(await committed(spending, month(clock.now()))).toEqual(spent);
  });

  it('is kept in money as well, at the price that an endpoint states', async () => {
    // 4 x 4096 tokens of output at 10 a million are 0.16384 for a run.
    const settings = { price: { input: 0, output: 10 } };
    const { plan, spending, clock } = ticking({ endpoints, settings, monthly: { costMicros: 330_000 } });
    expect(await plan()).toMatchObject({ overBudget: [expect.anything()], spent: { costMicros: 327_680 } });
    expect(await committed(spending, month(clock.now()))).toMatchObject({ costMicros: 327_680 });
  });

  it('counts what was used in place of what was set aside, however often it is settled', async () => {
    const settings = { price: { input: 2, output: 8 } };
    const { plan, visit, spending, clock, project, stores } = ticking({
      endpoints,
      settings,
      monthly: { tokens: 40_000 },
    });
    const at = clock.now();
    const { tasks } = await plan(at);
    const [first, second, refused] = tasks.toSorted((a, b) => Number(a.isCutShort) - Number(b.isCutShort));
    await visit(first as TickTask);
    await settleTick({ at, project }, { stores });
    const { tokens } = await committed(spending, month(at));
    expect(tokens, 'one is settled, the other one is still open').toBeGreaterThan(16_000);
    expect(tokens).toBeLessThan(17_000);
    await visit(second as TickTask);
    await visit(refused as TickTask);
    const outcome = await settleTick({ at, project }, { stores });
    await settleTick({ at, project }, { stores });
    // Two runs of four draws, 10 tokens of input and 5 of output each.
    expect(outcome).toEqual({ sealed: 3, open: 0, used: { tokens: 120, costMicros: 8 * (10 * 2 + 5 * 8) } });
    expect(await committed(spending, month(at))).toEqual(outcome.used);
    clock.advance(hourMs);
    expect((await plan()).overBudget.length).toBeLessThan(3); // there is room again
  });
});

describe('a budget that ticks use at the same time', () => {
  it('is never set aside twice: two of them want 16,000 tokens each of 20,000', async () => {
    const { plan, clock, spending } = ticking({ endpoints: ['a'], monthly: { tokens: 20_000 } });
    const other = ticking({ endpoints: ['b'], monthly: { tokens: 20_000 }, spending });
    const [at, later] = [clock.now(), new Date(clock.now().getTime() + 1)];
    const both = await Promise.all([plan(at), other.plan(later)]);
    expect((await committed(spending, '2026-11')).tokens).toBeLessThanOrEqual(20_000);
    expect(both.flatMap(({ overBudget }) => overBudget).length).toBeGreaterThanOrEqual(1);
  });
});

describe('answers without their usage', () => {
  it('cost what was set aside for them, and not nothing', async () => {
    const script = () => ({ text: 'yes', finishReason: 'stop' });
    const { plan, visit, spending, clock, project, stores } = ticking({ monthly: { tokens: 40_000 }, script });
    const at = clock.now();
    await visit((await plan(at)).tasks[0] as TickTask);
    const before = await committed(spending, '2026-11');
    await settleTick({ at, project }, { stores });
    expect(await committed(spending, '2026-11')).toEqual(before);
    expect(before.tokens).toBeGreaterThan(16_000);
  });
});

describe('the month of a budget', () => {
  it('is that of the tick in UTC, also of runs that end in the next one, which begins with nothing used', async () => {
    const settings = { parameters: { max_tokens: 8 } };
    const { plan, visit, spending, stores, project, clock } = ticking({ settings, monthly: { tokens: 100 } });
    const lastTick = new Date('2026-12-01T00:30:00+01:00'); // half past eleven in the evening of 30 November, UTC
    clock.advance(lastTick.getTime() - clock.now().getTime());
    const [task] = (await plan(lastTick)).tasks as [TickTask];
    expect((await committed(spending, '2026-11')).tokens).toBeGreaterThan(0);
    clock.advance(hourMs);
    await visit(task);
    const { used } = await settleTick({ at: lastTick, project }, { stores });
    expect(await committed(spending, '2026-11')).toEqual(used);
    expect(await committed(spending, '2026-12')).toEqual({ tokens: 0, costMicros: 0 });
    expect(await plan(clock.now())).toMatchObject({ overBudget: [], tasks: [expect.anything()] });
    expect((await committed(spending, '2026-12')).tokens).toBeGreaterThan(0);
  });
});

describe('a run that uses far more than was set aside', () => {
  // 8 tokens of output are set aside for a draw, and 90 come: a server that does not keep the limit.
  const settings = { parameters: { max_tokens: 8 }, repetitions: 10, concurrency: 1, requestsPerMinute: 1 };
  const talkative = () => ({ text: 'on and on', finishReason: 'stop', inputTokens: 2, outputTokens: 90 });

  it('is cut short between two draws, judged with what arrived, and says why', async () => {
    const { plan, visit, judged } = ticking({ settings, script: talkative, monthly: { tokens: 1_000_000 } });
    const [task] = (await plan()).tasks as [TickTask];
    const mayUse = task.mayUse?.tokens as number;
    expect(mayUse).toBeLessThan(20 * 92);
    await visit(task);
    const [run] = judged;
    expect(run).toMatchObject({ status: 'closed', closedBecause: 'budget' });
    const used = (run?.inputTokens ?? 0) + (run?.outputTokens ?? 0);
    expect(used, 'another draw is not within it').toBeGreaterThan(mayUse - 20);
    expect(used - 92, 'the draw before was').toBeLessThanOrEqual(mayUse);
  });

  it('counts over all of its shards, and a shard that is delivered twice once', async () => {
    const { plan, replay } = ticking({ settings, monthly: { tokens: 1_000_000 } });
    const [task] = (await plan()).tasks as [TickTask];
    const second = await replay(task);
    expect(second).toMatchObject({ shard: 1, used: { tokens: 150 }, isCutShort: false });
    expect(await replay(task)).toEqual(second);
    expect(await replay(second)).toMatchObject({ shard: 2, used: { tokens: 300 } });
  });

  it('asks for more while it goes on, and has no more than the month has left', async () => {
    const script = () => ({ text: 'on and on', finishReason: 'stop', inputTokens: 2, outputTokens: 20 });
    const settings = { parameters: { max_tokens: 8 }, concurrency: 1 };
    const { plan, visit, judged, spending } = ticking({
      endpoints: ['a', 'b'],
      settings,
      script,
      monthly: { tokens: 110 },
    });
    const { tasks } = await plan();
    expect(tasks.every(({ isCutShort }) => !isCutShort)).toBe(true);
    await Promise.all(tasks.map(visit));
    expect(judged.map(({ closedBecause }) => closedBecause)).toContain('budget');
    expect((await committed(spending, '2026-11')).tokens).toBeLessThanOrEqual(110);
  });

  it('is unlimited where there is no budget', async () => {
    const { plan, visit, judged } = ticking({ settings, script: talkative });
    for (const task of (await plan()).tasks) await visit(task);
    expect(judged[0]).toMatchObject({ status: 'finished', completed: 20 });
  });
});

describe('a shard', () => {
  // One request a minute: ten draws a shard, and two goldens with 12 draws each are three shards.
  const settings = { requestsPerMinute: 1, repetitions: 12 };

  it('is a part of the plan that is done before the next one is begun', async () => {
    const { plan, replay, provider, stores } = ticking({ settings });
    const [task] = (await plan()).tasks as [TickTask];
    expect(task).toMatchObject({ shard: 0, shards: 3, shardDraws: 10 });
    let left = task;
    const counts: number[] = [];
    while (left.shard < left.shards) {
      left = await replay(left);
      counts.push(provider.calls.length);
    }
    expect(counts).toEqual([10, 20, 24]);
    expect(await stores.runs.samples(task.run as string)).toHaveLength(24);
  });

  it('is gone on with where it was stopped, and pays for no draw twice', async () => {
    const { plan, replay, provider } = ticking({ settings });
    const [task] = (await plan()).tasks as [TickTask];
    const stopped = { stop: AbortSignal.abort() };
    expect(await replay(task, stopped)).toEqual(task); // nothing was done, so the same is next
    await replay(task);
    await replay(task); // delivered a second time
    expect(provider.calls).toHaveLength(10);
  });

  it('waits for another worker, and no longer than one can live', async () => {
    const { plan, replay, stores, clock } = ticking();
    const [task] = (await plan()).tasks as [TickTask];
    await stores.alerts.claim(`replay ${task.run}`, clock.now().toISOString());
    await expect(replay(task)).rejects.toMatchObject({ name: 'BusyError' });
    clock.advance(claimLapsesAfterMs);
    expect(await replay(task)).toMatchObject({ shard: 1 });
  });

  it('has nothing left to do in a run that was sealed meanwhile', async () => {
    const { plan, replay, judge, provider } = ticking({ settings });
    const [task] = (await plan()).tasks as [TickTask];
    const [judged] = await judge(task);
    expect(judged?.run).toMatchObject({ status: 'closed', completed: 0 });
    expect(await replay(task)).toMatchObject({ shard: 3 });
    expect(provider.calls).toEqual([]);
  });
});

describe('drift', () => {
  it('is counted at every tick until it is over, whichever endpoints have run meanwhile', async () => {
    const { plan, visit, deps, state, endpoint, clock } = ticking({ endpoints: ['a', 'b'] });
    const tickWith = async (drifting: readonly string[]) => {
      const planned = await plan();
      for (const task of planned.tasks) {
        state.verdict = drifting.includes(task.endpoint) ? drift : noDrift;
        await visit(task);
        await notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, deps);
      }
      clock.advance(hourMs);
      return planned.drifting;
    };
    expect(await tickWith(['a'])).toBe(0);
    clock.advance(-hourMs / 2);
    expect(await plan(clock.now(), { everyMs: 60_000 }), 'nothing is due').toMatchObject({ tasks: [], drifting: 1 });
    clock.advance(hourMs / 2);
    expect(await tickWith(['a', 'b'])).toBe(1);
    expect(await tickWith([])).toBe(2);
    expect(await tickWith([])).toBe(0);
  });
});

describe('an endpoint at which no run is made', () => {
  it('is told by the tick that finds it silent, once, and counted until a run is made', async () => {
    const { plan, visit, deps, sent, endpoint, clock, project, stores, goldens } = ticking({
      jitter: 0,
      endpoints: ['a', 'b'],
    });
    /** Runs that nobody ends, which hold up others. */
    const leaveOpen = async () => {
      const at = new Date(clock.now().getTime() - hourMs + 1);
      for (const one of project.endpoints)
        await stores.runs.open(planRun({ endpoint: one, epoch: 1, goldens, at, seed: 'left' }));
    };
    const sealAll = async () => {
      for (const { run } of await stores.runs.openPlans())
        await stores.runs.close(run, { status: 'closed', finishedAt: clock.now().toISOString() });
    };
    const tick = async (request: Partial<TickRequest> = {}) => {
      const planned = await plan(clock.now(), request);
      for (const task of planned.tasks) {
        await visit(task);
        await notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, deps);
      }
      clock.advance(hourMs);
      return planned;
    };
    const told = () =>
      sent.map(
        ({ kind, endpoint: { id }, group }) => `${kind} ${group?.members.map(({ endpoint: at }) => at).sort() ?? id}`,
      );
    await tick();
    const broke = {};
    await leaveOpen();
    for (let hour = 0; hour < 3; hour++) expect((await tick(broke)).tasks).toEqual([]);
    expect(told()).toEqual([]);
    const found = await tick(broke);
    expect(found.tasks).toMatchObject([{ judge: [], shards: 0 }, { judge: [] }]);
    expect(told()).toEqual([expect.stringMatching(/^condition-opened [ab]$/), 'condition-updated a,b']);
    expect((await tick(broke)).unwatched).toEqual({
      unreachable: 0,
      blind: 0,
      'partly-blind': 0,
      silent: 2,
      budget: 0,
    });
    expect(told(), 'looked at again, told once').toHaveLength(2);
    await sealAll();
    await tick();
    expect(told().slice(2)).toEqual(['condition-resolved a,b']);
    expect((await tick()).unwatched.silent).toBe(0);
    await leaveOpen();
    for (let hour = 0; hour < 5; hour++) await tick(broke);
    const without = { ...project, endpoints: project.endpoints.filter(({ id }) => id === 'a') };
    expect((await tick({ ...broke, project: without })).unwatched.silent, 'of those that are watched').toBe(1);
  });

  it('is not silent where the schedule looks less often than runs are due', async () => {
    const { plan, visit, deps, sent, endpoint, clock } = ticking({ jitter: 0, everyMs: 24 * hourMs });
    for (let day = 0; day < 5; day++) {
      const { tasks } = await plan();
      expect(tasks.every(({ judge }) => judge.length === 1)).toBe(true);
      for (const task of tasks) {
        await visit(task);
        await notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, deps);
      }
      clock.advance(24 * hourMs);
    }
    expect(sent).toEqual([]);
  });

  it('is silent by the ticks of such a schedule, also after its first run', async () => {
    const { plan, clock } = ticking({ jitter: 0, everyMs: 24 * hourMs });
    await plan(); // a run that nobody ends
    const found: number[] = [];
    for (let day = 0; day < 4; day++) {
      clock.advance(24 * hourMs);
      found.push((await plan(clock.now(), { abandonedAfterMs: 1000 * hourMs })).tasks.length);
    }
    expect(found).toEqual([0, 0, 0, 1]);
  });
});

describe('an endpoint at which every call fails', () => {
  it('is told among others that are well, and counted at every tick', async () => {
    const down = { error: 'not-found' } as const;
    const script: Script = ({ endpoint }) => (endpoint.id === 'dead' ? down : 'fine');
    const { plan, visit, deps, sent, endpoint, clock, stores } = ticking({
      endpoints: ['a', 'b', 'dead', 'c'],
      settings: { maxAttempts: 1 },
      script,
      jitter: 0,
    });
    const counted: number[] = [];
    for (let hour = 0; hour < 6; hour++) {
      const { tasks, unwatched } = await plan();
      counted.push(unwatched.unreachable);
      for (const task of tasks) {
        await visit(task);
        await notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, deps);
        await notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, deps);
      }
      clock.advance(hourMs);
    }
    expect(counted).toEqual([0, 0, 0, 1, 1, 1]);
    expect(sent).toMatchObject([
      { kind: 'condition-opened', endpoint: { id: 'dead' }, condition: { failures: [{ class: 'not-found' }] } },
    ]);
    expect(await stores.incidents.list('dead')).toEqual([]);
  });
});

describe('telling of a tick', () => {
  it('is repeated for whom it did not reach, and for nobody else', async () => {
    const { plan, visit, deps, sent, state, endpoint } = ticking();
    state.verdict = drift;
    const [task] = (await plan()).tasks as [TickTask];
    await visit(task);
    const others: string[] = [];
    const sinks = new Map([...deps.sinks, ['other', { send: async () => void others.push('told') }]]);
    const tell = () => notifyRuns({ runs: task.judge, endpoint: endpoint(task) }, { ...deps, sinks });
    state.sinkIsDown = true;
    await expect(tell()).rejects.toMatchObject({ name: 'UndeliveredError', message: /did not reach chat$/ });
    state.sinkIsDown = false;
    await tell();
    await tell();
    expect(sent).toHaveLength(1);
    expect(others).toHaveLength(1);
  });
});
