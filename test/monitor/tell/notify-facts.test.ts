import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import type { IncidentAlert } from '../../../lib/domain/verdict/alert.ts';
import { type Alert, Alert as AlertSchema } from '../../../lib/domain/verdict/alert.ts';
import type { Fact } from '../../../lib/domain/verdict/evidence.ts';
import type { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import type { RunOutcome } from '../../../lib/monitor/run-endpoint.ts';
import { notify } from '../../../lib/monitor/tell/notify.ts';
import { notifyRuns } from '../../../lib/monitor/tell/notify-runs.ts';
import { drift, factOf, judgementOf, learning, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const anotherModel = factOf('reported-model');
const otherTokens = factOf('prompt-tokens', { golden: 'refund' });

const judgementIn = (outcome: RunOutcome) => (outcome as { judgement: Judgement }).judgement;
const kindsOf = (sent: readonly Alert[]) => sent.map(({ kind }) => kind);
const factsIn = (alert: Alert | undefined): readonly Fact[] => (alert?.kind === 'fact' ? alert.facts : []);

describe('a strong fact', () => {
  it.each([
    ['no drift', noDrift],
    ['nothing, as too little arrived', learning],
  ])('is told at once and once where the verdict is %s, and opens no incident', async (_, verdict) => {
    const { find, run, stores, sent } = watchedEndpoint();
    await run(verdict);
    const found = await find([anotherModel], verdict);
    for (let i = 0; i < 3; i++) await run(verdict);
    expect(sent).toEqual([
      {
        id: `support/1/${found.run.run}/fact`,
        kind: 'fact',
        facts: [anotherModel],
        judgement: judgementIn(found),
        endpoint: { id: 'support', provider: 'fake', model: 'pinned-1' },
      },
    ]);
    expect(AlertSchema.parse(sent[0])).toEqual(sent[0]);
    expect(await stores.incidents.list('support')).toEqual([]);
    expect(judgementIn(found).incident).toBeUndefined();
  });

  it('comes in one message with the others of its run, the weightiest first', async () => {
    const { find, sent } = watchedEndpoint();
    const [echo, only, digest] = [
      factOf('echoed-parameters'),
      factOf('noiseless-output', { golden: 'bullets' }),
      factOf('fingerprint'),
    ];
    await find([otherTokens, echo, { ...otherTokens, golden: 'bullets' }, only, digest, anotherModel]);
    expect(sent).toHaveLength(1);
    expect(factsIn(sent[0]).map(({ kind, golden }) => [kind, golden])).toEqual([
      ['reported-model', undefined],
      ['fingerprint', undefined],
      ['noiseless-output', 'bullets'],
      ['echoed-parameters', undefined],
      ['prompt-tokens', 'refund'],
      ['prompt-tokens', 'bullets'],
    ]);
  });

  it('is told for every run that finds one, and for every endpoint', async () => {
    const { find, sent, endpoint } = watchedEndpoint();
    const other = Endpoint.parse({ ...endpoint, id: 'triage' });
    await find([anotherModel]);
    await find([anotherModel], noDrift, other);
    await find([{ ...anotherModel, was: ['as ever', 'another'], now: 'a third' }]);
    expect(sent.map((alert) => [alert.endpoint.id, factsIn(alert)[0]?.now])).toEqual([
      ['support', 'another'],
      ['triage', 'another'],
      ['support', 'a third'],
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
  });

  it('is not told again by a judgement that is heard again', async () => {
    const { find, sent, deps, endpoint } = watchedEndpoint();
    const found = judgementIn(await find([anotherModel]));
    await notify(found, endpoint, deps);
    await notifyRuns({ runs: [found.run, found.run], endpoint }, deps);
    expect(sent).toHaveLength(1);
  });

  it.each([
    factOf('client-library'),
    factOf('usage-fields'),
    factOf('finish-reason', { trust: 'weak' }),
    factOf('error-class', { trust: 'weak' }),
    factOf('fingerprint', { trust: 'weak' }),
    factOf('reported-model', { trust: 'weak' }),
    factOf('echoed-parameters', { was: [] }),
  ])('is something else than $kind with $trust trust that was $was, which nobody is told of', async (fact) => {
    const { find, sent } = watchedEndpoint();
    await find([fact]);
    expect(sent).toEqual([]);
    await find([fact, otherTokens]);
    expect(factsIn(sent[0])).toEqual([otherTokens]);
  });
});

describe('a sink that does not take a fact', () => {
  it('gets it with the next run, and the others get it once', async () => {
    const { find, run, sent, state, deps } = watchedEndpoint();
    const pager: string[] = [];
    const failures: string[] = [];
    Object.assign(deps, {
      sinks: new Map([...deps.sinks, ['pager', { send: async (alert: Alert) => void pager.push(alert.kind) }]]),
      onUndelivered: (sink: string) => failures.push(sink),
    });
    state.sinkIsDown = true;
    await find([anotherModel]);
    await run(noDrift);
    expect([kindsOf(sent), pager, failures]).toEqual([[], ['fact'], ['chat', 'chat']]);
    state.sinkIsDown = false;
    await run(noDrift);
    await run(noDrift);
    expect([kindsOf(sent), pager]).toEqual([['fact'], ['fact']]);
  });

  it('gets what several runs found, oldest first', async () => {
    const { find, run, sent, state } = watchedEndpoint();
    state.sinkIsDown = true;
    await find([anotherModel]);
    await find([otherTokens]);
    state.sinkIsDown = false;
    await run(noDrift);
    expect(sent.map((alert) => factsIn(alert)[0]?.kind)).toEqual(['reported-model', 'prompt-tokens']);
  });

  it('fails the step, so that the workflow tries again', async () => {
    const { find, sent, state, deps, endpoint } = watchedEndpoint();
    state.sinkIsDown = true;
    const { run } = (await find([anotherModel])).run;
    await expect(notifyRuns({ runs: [run], endpoint }, deps)).rejects.toThrow(
      'endpoint support: an alert did not reach chat',
    );
    state.sinkIsDown = false;
    await notifyRuns({ runs: [run], endpoint }, deps);
    expect(kindsOf(sent)).toEqual(['fact']);
  });

  it('does not hear of what was found long ago', async () => {
    const { find, run, sent, state, clock } = watchedEndpoint();
    state.sinkIsDown = true;
    await find([anotherModel]);
    state.sinkIsDown = false;
    clock.advance(30 * 3_600_000);
    await run(noDrift);
    expect(sent).toEqual([]);
  });

  it('hears of it, however late, from the run that is judged only now', async () => {
    const { run, stores, sent, clock, deps, endpoint } = watchedEndpoint();
    const { run: sealed } = await run(noDrift);
    clock.advance(60 * 3_600_000);
    const judgement = judgementOf(sealed, noDrift, [anotherModel]); // as after a weekend with the machine off
    await stores.judgements.put(judgement);
    await notify(judgement, endpoint, deps);
    expect(kindsOf(sent)).toEqual(['fact']);
  });

  it('does not hear of the baseline before, once another one was accepted', async () => {
    const { find, run, sent, state, deps, endpoint } = watchedEndpoint();
    state.sinkIsDown = true;
    await find([anotherModel]);
    await acceptBaseline(endpoint, { by: 'ana', why: 'we know' }, deps);
    state.sinkIsDown = false;
    await run(learning);
    expect(sent).toEqual([]);
  });
});

describe('a fact beside an incident', () => {
  it('belongs to the alert that opens it, which lists it', async () => {
    const { find, run, sent } = watchedEndpoint();
    await find([anotherModel], drift);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened']);
    expect((sent[0] as IncidentAlert).judgement.evidence.facts).toEqual([anotherModel]);
  });

  it('belongs to the alert that updates it, and is news enough for one', async () => {
    const { find, run, sent } = watchedEndpoint();
    await find([anotherModel], drift);
    await find([{ ...anotherModel, now: 'a third' }], drift);
    await find([otherTokens], drift);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened', 'updated', 'updated']);
    expect((sent.slice(1) as IncidentAlert[]).map(({ judgement }) => judgement.evidence.facts[0]?.now)).toEqual([
      'a third',
      'another',
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
  });

  it('is not lost when the update did not get through before the next run', async () => {
    const { find, run, sent, state } = watchedEndpoint();
    await run(drift);
    state.sinkIsDown = true;
    await find([anotherModel], drift);
    state.sinkIsDown = false;
    await run(drift);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened', 'fact']);
    expect(factsIn(sent[1])).toEqual([anotherModel]);
  });

  it('does not disturb anybody again where it is weak', async () => {
    const { find, run, sent } = watchedEndpoint();
    await run(drift);
    await find([factOf('finish-reason', { trust: 'weak' }), factOf('client-library')], drift);
    expect(kindsOf(sent)).toEqual(['opened']);
  });

  it.each([
    ['says nothing about drift', learning, ['opened', 'fact']],
    ['ends it', noDrift, ['opened', 'resolved', 'fact']],
  ])('is told by itself where its run %s', async (_, verdict, told) => {
    const { find, run, sent, stores } = watchedEndpoint();
    await run(drift);
    await find([anotherModel], verdict);
    await run(verdict);
    expect(kindsOf(sent)).toEqual(told);
    expect(await stores.incidents.list('support')).toHaveLength(1);
  });

  it('waits for the incident that its run is about to open', async () => {
    const { run, stores, sent, deps, endpoint, clock } = watchedEndpoint();
    const first = (await run(noDrift)).run;
    clock.advance(3_600_000);
    const second = judgementOf({ ...first, run: `${first.run}-next` }, drift, [anotherModel]);
    await stores.judgements.put(second); // judged in the same step as the first, before anybody was told of either
    await notifyRuns({ runs: [first.run], endpoint }, deps);
    expect(sent).toEqual([]);
    await notifyRuns({ runs: [second.run], endpoint }, deps);
    expect(kindsOf(sent)).toEqual(['opened']);
  });

  it('neither keeps an incident open nor stands in its way', async () => {
    const { find, stores, sent } = watchedEndpoint();
    await find([anotherModel]);
    await find([], drift);
    await find([otherTokens], noDrift);
    expect(kindsOf(sent)).toEqual(['fact', 'opened', 'resolved', 'fact']);
    expect(await stores.incidents.list('support')).toMatchObject([{ status: 'resolved' }]);
  });
});
