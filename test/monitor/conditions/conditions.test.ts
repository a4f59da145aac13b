import { describe, expect, it } from 'vitest';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import type { Alert } from '../../../lib/domain/verdict/alert.ts';
import type { Condition } from '../../../lib/domain/verdict/condition.ts';
import { notify } from '../../../lib/monitor/tell/notify.ts';
import { tellRemoved } from '../../../lib/monitor/tell/tell-removed.ts';
import { visitEndpoint } from '../../../lib/monitor/visit-endpoint.ts';
import { allFail, livingEndpoint } from '../../helpers/living-endpoint.ts';

const kinds = (alerts: readonly { kind: string; condition: { kind: string } }[]) =>
  alerts.map(({ kind, condition }) => `${condition.kind} ${kind.replace('condition-', '')}`);
const goldenOf = (id: string, content = id) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content }] }));

describe('an endpoint at which every call fails', () => {
  it('is told once, with its class, after three runs, and once more when answers come again', async () => {
    const { run, runs, told, stored, stores } = livingEndpoint();
    await runs(2);
    const first = await run(allFail('not-found'));
    await run(allFail('not-found'));
    expect(told(), 'two runs may be chance').toEqual([]);
    const third = await run(allFail('not-found'));
    await runs(5, allFail('not-found'));
    expect(kinds(told())).toEqual(['unreachable opened']);
    expect(told()[0]).toMatchObject({
      id: `support/unreachable/${first.run.run}/opened`,
      endpoint: { id: 'support', provider: 'fake', model: 'pinned-1' },
      condition: {
        status: 'open',
        since: first.run.plannedAt,
        firstRun: first.run.run,
        openedAt: third.run.plannedAt,
        runs: 3,
        failures: [{ class: 'not-found', calls: 4 }],
      },
    });
    const back = await run();
    await runs(4);
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved']);
    expect(await stored()).toMatchObject([
      { status: 'resolved', resolvedBy: back.run.run, resolvedAt: back.run.plannedAt, revision: 1 },
    ]);
    expect(await stores.incidents.list('support'), 'it is no drift').toEqual([]);
  });

  it('is told of from when it began, also where nobody looked at it then', async () => {
    const { tellAfter, run, runs, told, stored } = livingEndpoint();
    await runs(1);
    tellAfter(100);
    const first = await run(allFail('timeout'));
    await runs(9, allFail('timeout'));
    expect(await stored()).toEqual([]);
    tellAfter(3);
    await run(allFail('timeout'));
    expect(told()).toMatchObject([{ condition: { firstRun: first.run.run, runs: 11 } }]);
  });

  it('is told again when it has failed otherwise for as long, and no more often for going to and fro', async () => {
    const { runs, run, told } = livingEndpoint();
    await runs(3, allFail('timeout'));
    await runs(2, allFail('overloaded'));
    expect(told()).toHaveLength(1);
    await runs(4, allFail('overloaded'));
    expect(told()[1]).toMatchObject({ kind: 'condition-updated', condition: { failures: [{ class: 'overloaded' }] } });
    await runs(4, allFail('timeout'));
    await runs(4, allFail('overloaded'));
    expect(told()).toHaveLength(2);
    await run();
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable updated', 'unreachable resolved']);
  });

  it('is over, for all who were told, once it is taken out of the project', async () => {
    const { runs, told, stored, deps, clock, endpoint } = livingEndpoint();
    await runs(3, allFail('timeout'));
    expect(await tellRemoved(new Set([endpoint.id]), deps)).toEqual([]);
    clock.advance(3_600_000);
    expect(await tellRemoved(new Set(['another']), deps)).toEqual(['support']);
    expect(await tellRemoved(new Set(['another']), deps), 'once').toEqual([]);
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved']);
    expect(told()[1]).toMatchObject({ endpoint: { provider: 'fake', model: 'pinned-1' } });
    expect(await stored()).toMatchObject([{ status: 'resolved', endedBecause: 'removed' }]);
  });

  it('is over, too, for a sink that was down when it was taken out of the project', async () => {
    const { runs, told, stored, deps, clock, sent } = livingEndpoint();
    let isDown = false;
    const heard: Alert[] = [];
    const send = async (alert: Alert) => {
      if (isDown) throw new Error('down');
      heard.push(alert);
    };
    Object.assign(deps, { sinks: new Map([...deps.sinks, ['pager', { send }]]) });
    await runs(3, allFail('timeout'));
    clock.advance(3_600_000);
    isDown = true;
    const at = clock.now().toISOString();
    expect(await tellRemoved(new Set(['another']), deps)).toEqual([]);
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved']);
    clock.advance(3_600_000);
    isDown = false;
    expect(await tellRemoved(new Set(['another']), deps)).toEqual(['support']);
    expect([sent.length, heard.length]).toEqual([2, 2]);
    expect(await stored()).toMatchObject([{ status: 'resolved', endedBecause: 'removed', resolvedAt: at }]);
  });

  it('is given up on after a day with a sink that stays down', async () => {
    const { runs, deps, clock, stored } = livingEndpoint();
    await runs(3, allFail('timeout'));
    const send = () => Promise.reject(new Error('down'));
    Object.assign(deps, { sinks: new Map([['pager', { send }]]) });
    expect(await tellRemoved(new Set(['another']), deps)).toEqual([]);
    clock.advance(25 * 3_600_000);
    expect(await tellRemoved(new Set(['another']), deps)).toEqual(['support']);
    expect(await stored()).toMatchObject([{ status: 'resolved' }]);
  });

  it.each([
    ['was told', false],
    ['could not be told', true],
  ])(
    'is told of once more where the endpoint comes back and still fails, whether or not its end %s',
    async (_, isDown) => {
      const { runs, told, stored, deps, clock, endpoint } = livingEndpoint();
      await runs(3, allFail('timeout'));
      const { sinks } = deps;
      if (isDown)
        Object.assign(deps, { sinks: new Map([['pager', { send: () => Promise.reject(new Error('down')) }]]) });
      clock.advance(3_600_000);
      await tellRemoved(new Set(['another']), deps);
      Object.assign(deps, { sinks });
      await runs(4, allFail('timeout'));
      expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved', 'unreachable opened']);
      await runs(1);
      expect(kinds(told()).at(-1)).toBe('unreachable resolved');
      expect((await stored()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
      expect(await tellRemoved(new Set([endpoint.id]), deps)).toEqual([]);
    },
  );

  it('neither ends nor begins an incident, and the verdict says as ever that it cannot tell', async () => {
    const { runs, run, stores, others, told } = livingEndpoint();
    await runs(6);
    const outcome = await run(allFail('quota-exceeded'));
    await runs(4, allFail('quota-exceeded'));
    expect(outcome).toMatchObject({ judgement: { verdict: { kind: 'inconclusive', reason: 'unreachable' } } });
    expect([await stores.incidents.list('support'), others()]).toEqual([[], []]);
    expect(kinds(told())).toEqual(['unreachable opened']);
  });

  it('holds no word that an endpoint said', async () => {
    const { runs, told } = livingEndpoint();
    await runs(3, allFail('Sorry, Ms Haddad: no\u001b[2J'));
    expect(told()).toMatchObject([{ condition: { failures: [{ class: 'unknown', calls: 4 }] } }]);
    expect(JSON.stringify(told())).not.toContain('Haddad');
  });
});

describe('an endpoint whose runs cannot be judged', () => {
  it('is blind, with how many answers came and how the others failed', async () => {
    const { run, runs, told } = livingEndpoint();
    await runs(6);
    const first = await run({ refund: 'rate-limited' });
    await runs(3, { refund: 'rate-limited' });
    expect(kinds(told())).toEqual(['blind opened']);
    expect(told()[0]?.condition).toMatchObject({
      firstRun: first.run.run,
      cause: 'partly-covered',
      planned: 4,
      completed: 2,
      failures: [{ class: 'rate-limited', calls: 2 }],
      goldens: [{ golden: 'refund', why: 'failing' }],
    });
    await run();
    expect(kinds(told())).toEqual(['blind opened', 'blind resolved']);
  });

  it('is told where unreached runs and runs with too few answers take turns', async () => {
    const { run, runs, told } = livingEndpoint();
    await runs(6);
    for (let i = 0; i < 4; i++) {
      await run(allFail('timeout'));
      await run({ refund: 'timeout' });
    }
    expect(kinds(told())).toEqual(['blind opened']);
    await run();
    expect(kinds(told())).toEqual(['blind opened', 'blind resolved']);
  });

  it('is reachable again and still blind after an outage that ends by halves', async () => {
    const { run, runs, told } = livingEndpoint();
    await runs(6);
    await runs(4, allFail('overloaded'));
    await run({ refund: 'overloaded' });
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved', 'blind opened']);
    await run();
    expect(kinds(told()).slice(3)).toEqual(['blind resolved']);
  });

  it('is not blind while its baseline is learned', async () => {
    const { runs, told } = livingEndpoint();
    await runs(4);
    expect(told()).toEqual([]);
  });
});

describe('an endpoint at which some goldens are not watched', () => {
  const goldens = [...'abcdefghijkl'].map((id) => goldenOf(id));

  it('is one condition that names those that keep failing, and tells of each once', async () => {
    const { run, runs, told } = livingEndpoint();
    await runs(6, {}, goldens);
    await runs(3, { b: 'timeout' }, goldens);
    await runs(2, { b: 'timeout', d: 'invalid-request' }, goldens);
    expect(kinds(told())).toEqual(['partly-blind opened']);
    expect(told()[0]?.condition).toMatchObject({
      goldens: [{ golden: 'b', why: 'failing', class: 'timeout' }],
      of: 12,
    });
    await run({ b: 'timeout', d: 'invalid-request' }, goldens);
    expect(told()[1]).toMatchObject({
      kind: 'condition-updated',
      condition: { goldens: [{ golden: 'b' }, { golden: 'd', class: 'invalid-request' }] },
    });
    await run({ d: 'invalid-request' }, goldens);
    await run({ b: 'timeout', d: 'invalid-request' }, goldens);
    expect(told(), 'b came back once and was told before').toHaveLength(2);
    await run({}, goldens);
    expect(kinds(told()).slice(2)).toEqual(['partly-blind resolved']);
  });

  it('stays where a golden answers again that the baseline was learned without', async () => {
    const { runs, told, stored } = livingEndpoint();
    await runs(5, { b: 'timeout' }, goldens);
    await runs(3, {}, goldens);
    expect(kinds(told())).toEqual(['partly-blind opened']);
    expect(await stored()).toMatchObject([{ status: 'open', goldens: [{ golden: 'b', why: 'not-judged' }] }]);
  });

  it('names a golden that came, or was edited, after the baseline was learned', async () => {
    const { run, runs, told } = livingEndpoint();
    await runs(6, {}, goldens);
    const edited = [...goldens.filter(({ id }) => id !== 'f'), goldenOf('f', 'another question'), goldenOf('new')];
    const first = await run({}, edited);
    await runs(4, {}, edited);
    expect(kinds(told())).toEqual(['partly-blind opened']);
    expect(told()[0]?.condition).toMatchObject({
      firstRun: first.run.run,
      goldens: [
        { golden: 'f', why: 'not-judged' },
        { golden: 'new', why: 'not-judged' },
      ],
      of: 13,
    });
    await run(Object.fromEntries([...'abcdegh'].map((id) => [id, 'timeout'])), edited);
    expect(told(), 'a run with too few answers does not tell').toHaveLength(1);
    await run({}, goldens);
    expect(kinds(told())).toEqual(['partly-blind opened', 'partly-blind resolved']);
  });

  it('says nothing of a golden that is gone, nor of one that fails now and then', async () => {
    const { runs, run, told } = livingEndpoint();
    await runs(6, {}, goldens);
    await runs(4, {}, goldens.slice(1));
    for (let i = 0; i < 3; i++) {
      await runs(2, { c: 'timeout' }, goldens.slice(1));
      await run({}, goldens.slice(1));
    }
    expect(told()).toEqual([]);
  });

  it('stays as it is while nothing is reached', async () => {
    const { runs, run, stored } = livingEndpoint();
    await runs(6, {}, goldens);
    await runs(3, { b: 'timeout' }, goldens);
    await runs(2, { b: 'timeout' }, goldens);
    await runs(5, Object.fromEntries(goldens.map(({ id }) => [id, 'overloaded'])), goldens);
    expect(await stored()).toMatchObject([
      { kind: 'partly-blind', status: 'open', revision: 0 },
      { kind: 'unreachable', status: 'open' },
    ]);
    await run({}, goldens);
    expect((await stored()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });
});

describe('an endpoint at which no runs are made', () => {
  const hours = 3_600_000;

  it('is silent once three runs were due, for whoever looks, and until the next run', async () => {
    const { runs, run, told, look, clock, stored } = livingEndpoint();
    await runs(4);
    clock.advance(3.5 * hours);
    await look();
    expect(told(), 'two whole slots without a run').toEqual([]);
    clock.advance(hours);
    await look();
    await look();
    expect(kinds(told())).toEqual(['silent opened']);
    expect(told()[0]?.condition).toMatchObject({ runs: 3, lastRunAt: '2026-11-22T13:00:00.000Z', everySeconds: 3600 });
    expect(told()[0]?.condition.since).toBe('2026-11-22T14:00:00.000Z');
    await run();
    await look();
    await run();
    expect(kinds(told())).toEqual(['silent opened', 'silent resolved']);
    expect(await stored()).toHaveLength(1);
  });

  it('is told of afterwards, in one message, where nobody looked meanwhile', async () => {
    const { runs, run, told, clock, stored, look } = livingEndpoint();
    await runs(4);
    clock.advance(50 * hours);
    const back = await run();
    await look();
    await look();
    await run();
    expect(kinds(told())).toEqual(['silent resolved']);
    expect(told()[0]?.condition).toMatchObject({ runs: 50, resolvedAt: back.run.plannedAt, status: 'resolved' });
    expect(await stored()).toHaveLength(1);
  });

  it('is told in one message by a command that looks what was left behind and then makes a run', async () => {
    const { runs, told, clock, endpoint, goldens, deps, going } = livingEndpoint();
    await runs(4);
    clock.advance(50 * hours);
    const resume = { finishWithinMs: 60_000 };
    await visitEndpoint({ endpoint, goldens, resume, run: true }, deps, going);
    expect(kinds(told())).toEqual(['silent resolved']);
    clock.advance(50 * hours);
    await visitEndpoint({ endpoint, goldens, resume, run: false }, deps, going);
    expect(kinds(told())).toEqual(['silent resolved', 'silent opened']);
  });

  it('is not silent where runs come less often than the schedule says', async () => {
    const { run, told, look, clock } = livingEndpoint();
    for (let week = 0; week < 5; week++) {
      await run();
      clock.advance(167 * hours);
    }
    await look();
    expect(told()).toEqual([]);
  });

  it('is not silent before its first run, and a run that is dated in the future is none', async () => {
    const { runs, told, look, clock } = livingEndpoint();
    await look();
    expect(told()).toEqual([]);
    await runs(3);
    clock.advance(1000 * hours);
    await runs(1);
    clock.advance(-1000 * hours); // the clock was wrong for one run
    clock.advance(4 * hours);
    await look();
    expect(kinds(told()).at(-1)).toBe('silent opened');
  });
});

describe('telling of conditions', () => {
  it('changes and tells nothing when a step is repeated', async () => {
    const { runs, stores, deps, endpoint, told, stored, run } = livingEndpoint();
    await runs(4, allFail('timeout'));
    const before = await stored();
    const [, second, , last] = await stores.judgements.list({ endpoint: 'support' });
    for (const judgement of [last, second, last]) if (judgement !== undefined) await notify(judgement, endpoint, deps);
    expect([await stored(), told().length]).toEqual([before, 1]);
    await run();
    const [older] = await stores.judgements.list({ endpoint: 'support', last: 2 });
    if (older !== undefined) await notify(older, endpoint, deps);
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved']);
  });

  it('goes on from what somebody else wrote at the same moment, and gives up on one who always wins', async () => {
    const { runs, run, stores, stored } = livingEndpoint();
    await runs(3, allFail('timeout'));
    const { conditions } = stores;
    const put = conditions.put.bind(conditions);
    let losses = 1;
    conditions.put = async (next) => {
      if (next.revision === 0 || losses-- <= 0) return put(next);
      const current = (await conditions.get(next.id)) as Condition;
      await put({ ...current, runs: 99, revision: next.revision });
      return false;
    };
    await run();
    expect(await stored()).toMatchObject([{ status: 'resolved', runs: 99, revision: 2 }]);
    await runs(3, allFail('timeout'));
    losses = 100;
    await expect(run()).rejects.toThrow('conditions of support: somebody else wrote them 5 times in between');
  });

  it('reaches a sink that was down with the next run, and tells one that missed all of it once, that it is over', async () => {
    const { runs, run, told, state } = livingEndpoint();
    state.sinkIsDown = true;
    await runs(3, allFail('timeout'));
    state.sinkIsDown = false;
    await runs(2, allFail('timeout'));
    expect(kinds(told())).toEqual(['unreachable opened']);
    await run();
    state.sinkIsDown = true;
    await runs(3, allFail('timeout'));
    await run();
    state.sinkIsDown = false;
    await run();
    expect(kinds(told())).toEqual(['unreachable opened', 'unreachable resolved', 'unreachable resolved']);
  });

  it('is not told a day after it ended', async () => {
    const { runs, run, told, state, clock } = livingEndpoint();
    state.sinkIsDown = true;
    await runs(3, allFail('timeout'));
    await run();
    clock.advance(30 * 3_600_000);
    state.sinkIsDown = false;
    await run();
    expect(kinds(told()).filter((kind) => kind.startsWith('unreachable'))).toEqual([]);
  });

  it('tells at once where a project says so', async () => {
    const { run, told, tellAfter } = livingEndpoint();
    tellAfter(1);
    await run(allFail('authentication'));
    expect(kinds(told())).toEqual(['unreachable opened']);
  });
});
