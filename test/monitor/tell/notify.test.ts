import { describe, expect, it } from 'vitest';
import type { IncidentAlert } from '../../../lib/domain/verdict/alert.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import type { Verdict } from '../../../lib/domain/verdict/verdict.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import type { RunOutcome } from '../../../lib/monitor/run-endpoint.ts';
import { notify } from '../../../lib/monitor/tell/notify.ts';
import { drift, learning, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const judgementIn = (outcome: RunOutcome) => (outcome as { judgement: Judgement }).judgement;
const larger: Verdict = { ...(drift as object), effect: { estimate: 0.7, low: 0.6, high: 0.8 } } as Verdict;

describe('one change', () => {
  it('is one incident and one alert, however many runs show it', async () => {
    const { run, stores, sent } = watchedEndpoint();
    const first = await run(drift);
    const last = [await run(drift), await run(learning), await run(drift)].at(-1) as RunOutcome;
    expect(await stores.incidents.list('support')).toMatchObject([
      { status: 'open', openedByRun: first.run.run, lastRun: last.run.run, revision: 2 },
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened']);
    expect(sent[0]).toMatchObject({
      id: `support/1/${first.run.run}/opened`,
      endpoint: { id: 'support', provider: 'fake', model: 'pinned-1' },
      judgement: { run: first.run.run, verdict: drift },
      falseAlarmsPerYear: 1,
    });
    expect(judgementIn(last).incident).toBe(`support/1/${first.run.run}`);
    expect(await stores.judgements.get(last.run.run)).toMatchObject({ incident: `support/1/${first.run.run}` });
  });

  it('is told again, once, when it has grown beyond doubt', async () => {
    const { run, sent } = watchedEndpoint();
    for (const verdict of [drift, larger, drift, larger]) await run(verdict);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'updated']);
    expect((sent[1] as IncidentAlert).judgement.verdict).toEqual(larger);
  });

  it('is resolved when what is served comes back, and the next change is another incident', async () => {
    const { run, stores, sent } = watchedEndpoint();
    await run(drift);
    const back = await run(noDrift);
    await run(noDrift);
    await run(drift);
    expect(await stores.incidents.list('support')).toMatchObject([
      { status: 'resolved', resolvedAt: back.run.plannedAt },
      { status: 'open', revision: 0 },
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened']);
    expect((sent[1] as IncidentAlert).judgement.run).toBe(back.run.run);
  });

  it('neither begins nor ends with a run that says too little', async () => {
    const { run, stores, sent } = watchedEndpoint();
    await run(learning);
    expect(await stores.incidents.list('support')).toEqual([]);
    await run(drift);
    await run(learning);
    expect(await stores.incidents.list('support')).toMatchObject([{ status: 'open' }]);
    expect(sent).toHaveLength(1);
  });
});

describe('a judgement that is heard again', () => {
  it('changes nothing, also when it is an old one', async () => {
    const { run, stores, sent, deps, endpoint } = watchedEndpoint();
    const judgements = [];
    for (const verdict of [drift, drift, noDrift, noDrift]) judgements.push(judgementIn(await run(verdict)));
    const before = await stores.incidents.list('support');
    for (const judgement of judgements) {
      const { incident: _forgotten, ...recomputed } = judgement;
      await notify(recomputed, endpoint, deps);
    }
    expect(await stores.incidents.list('support')).toEqual(before);
    expect(sent).toHaveLength(2);
  });

  it('changes nothing when its epoch is over', async () => {
    const { run, stores, deps, endpoint } = watchedEndpoint();
    const judgement = judgementIn(await run(noDrift));
    await acceptBaseline(endpoint, { by: 'ana', why: 'new release' }, deps);
    await notify({ ...judgement, verdict: drift }, endpoint, deps);
    expect(await stores.incidents.list('support')).toEqual([]);
  });
});

describe('a sink that fails', () => {
  it('gets the alert with the next run, and the others get it once', async () => {
    const { run, sent, state, deps } = watchedEndpoint();
    const pager: string[] = [];
    const failures: string[] = [];
    const sinks = new Map([
      ...deps.sinks,
      ['pager', { send: async (alert: { id: string }) => void pager.push(alert.id) }],
    ]);
    Object.assign(deps, { sinks, onUndelivered: (sink: string) => failures.push(sink) });
    state.sinkIsDown = true;
    await run(drift);
    expect([sent.length, pager.length, failures]).toEqual([0, 1, ['chat']]);
    state.sinkIsDown = false;
    await run(drift);
    expect([sent.length, pager.length]).toEqual([1, 1]);
    expect(sent[0]?.kind).toBe('opened');
  });

  it('hears that a change began before it hears that it is over', async () => {
    const { run, sent, state } = watchedEndpoint();
    state.sinkIsDown = true;
    await run(drift);
    await run(noDrift);
    state.sinkIsDown = false;
    await run(noDrift);
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });

  it('does not hear of what was over long ago', async () => {
    const { run, sent, state, clock } = watchedEndpoint();
    state.sinkIsDown = true;
    await run(drift);
    await run(noDrift);
    state.sinkIsDown = false;
    clock.advance(30 * 3_600_000);
    await run(noDrift);
    expect(
      sent.map(({ kind }) => kind),
      'of the silence, and of no drift',
    ).toEqual(['condition-resolved']);
  });
});

describe('acceptBaseline', () => {
  it('begins an epoch, closes the incident, and keeps who and why with both', async () => {
    const { run, stores, deps, endpoint, sent } = watchedEndpoint();
    await run(drift);
    const accepted = await acceptBaseline(endpoint, { by: 'ana', why: 'we moved to the new release' }, deps);
    expect(accepted.epoch).toMatchObject({ number: 2, by: 'ana', why: 'we moved to the new release' });
    expect(accepted.incident).toMatchObject({ status: 'accepted', by: 'ana', why: 'we moved to the new release' });
    expect(sent.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
    expect((await run(learning)).run.epoch).toBe(2);
    expect(await stores.incidents.list('support')).toHaveLength(1);
  });

  it('works where nothing is wrong, and before the first run', async () => {
    const { deps, endpoint, sent } = watchedEndpoint();
    const accepted = await acceptBaseline(endpoint, { by: 'ana', why: 'start' }, deps);
    expect(accepted).toEqual({ epoch: expect.objectContaining({ number: 1, by: 'ana' }) });
    expect(sent).toEqual([]);
  });
});
