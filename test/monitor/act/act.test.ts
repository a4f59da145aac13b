import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../lib/domain/project/maintenance.ts';
import type { Alert, IncidentAlert } from '../../../lib/domain/verdict/alert.ts';
import { acknowledge, resolve } from '../../../lib/monitor/act/incident-actions.ts';
import { recordAction } from '../../../lib/monitor/act/record-action.ts';
import { endSilence, silence } from '../../../lib/monitor/act/silence.ts';
import { acceptBaseline } from '../../../lib/monitor/judge/accept-baseline.ts';
import { undoAccept } from '../../../lib/monitor/judge/undo-accept.ts';
import { alertPlainText } from '../../../lib/report/alert/alert-markdown.ts';
import { drift, factOf, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';
import { watchedFleet } from '../../helpers/watched-fleet.ts';

const ana = { by: 'ana', why: 'seen, asking the provider' };
const hourMs = 3_600_000;
const kindsOf = (sent: readonly Alert[]) => sent.map(({ kind }) => kind);
const larger = { ...drift, effect: { estimate: 0.7, low: 0.6, high: 0.8 } };

describe('an acknowledgement', () => {
  it('is told once, stops the messages, and lets the end be told', async () => {
    const { run, deps, endpoint, sent, stores } = watchedEndpoint();
    await run(drift);
    const { incident } = await acknowledge(endpoint, ana, deps);
    expect(incident).toMatchObject({ status: 'acknowledged', acknowledged: ana });
    await run(larger as never);
    await run(larger as never);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged']);
    expect(alertPlainText(sent[1] as Alert)).toMatch(/^Drift acknowledged: support[\s\S]*Seen by: ana, /);
    expect(alertPlainText(sent[1] as Alert), "a person's words stay in the project").not.toContain(ana.why);
    await run(noDrift);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged', 'resolved']);
    const [over] = await stores.incidents.list('support');
    expect(over).toMatchObject({ status: 'resolved', acknowledged: ana });
    expect(over?.by, 'nobody closed it').toBeUndefined();
    expect(alertPlainText(sent[2] as Alert)).toContain('Back to the baseline');
  });

  it('is for all that were told together', async () => {
    const fleet = watchedFleet(3);
    for (let hour = 0; hour < 2; hour++) await fleet.hour();
    await fleet.hour({ verdict: drift });
    const acted = await acknowledge(fleet.endpoints[1] as never, ana, fleet.deps);
    expect([acted.incident, ...acted.others].map(({ status }) => status)).toEqual(Array(3).fill('acknowledged'));
    await fleet.hour({ verdict: drift });
    const told = kindsOf(fleet.sent);
    expect(told.filter((kind) => kind === 'acknowledged')).toHaveLength(1);
  });

  it('is done also where whoever did it was killed before the incident was written', async () => {
    const { run, endpoint, sent, stores, clock } = watchedEndpoint();
    await run(drift);
    const [open] = await stores.incidents.list('support');
    const at = clock.now().toISOString();
    const incident = open?.id as string;
    await recordAction({ kind: 'acknowledged', endpoint: endpoint.id, incident, at, ...ana }, stores.actions);
    await run(larger as never);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged']);
  });

  it('needs an incident that goes on', async () => {
    const { run, deps, endpoint, stores } = watchedEndpoint();
    await run(noDrift);
    await expect(acknowledge(endpoint, ana, deps)).rejects.toThrow('expected an incident that goes on');
    expect(await stores.actions.list({ endpoint: 'support' })).toEqual([]);
  });
});

describe('an incident that a person resolves', () => {
  it('stays over if the change is gone, and the next change is another incident', async () => {
    const { run, deps, endpoint, sent, stores } = watchedEndpoint();
    await run(drift);
    await resolve(endpoint, { by: 'ana', why: 'proxy rolled back' }, deps);
    await run(drift); // the detector has not seen enough yet
    for (let runs = 0; runs < 3; runs++) await run(noDrift);
    expect(kindsOf(sent)).toEqual(['opened', 'resolved']);
    expect(alertPlainText(sent[1] as Alert)).toMatch(/closed by ana: the baseline stays/);
    expect(await stores.epochs.list('support')).toHaveLength(1);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened', 'resolved', 'opened']);
    expect(await stores.incidents.list('support')).toHaveLength(2);
  });

  it('is opened again when four runs still show the change, however often they are heard', async () => {
    const { run, deps, endpoint, sent, stores } = watchedEndpoint();
    await run(drift);
    await acknowledge(endpoint, ana, deps);
    await resolve(endpoint, ana, deps);
    for (let runs = 0; runs < 3; runs++) await run(drift);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged', 'resolved']);
    await run(drift);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged', 'resolved', 'opened']);
    expect(await stores.incidents.list('support')).toMatchObject([
      { status: 'open', reopened: { by: 'pinwatch', times: 1 } },
    ]);
    await acknowledge(endpoint, ana, deps);
    expect(kindsOf(sent).at(-1)).toBe('acknowledged');
  });
});

describe('a silenced endpoint', () => {
  it('is told of afterwards: what goes on, what came and went in one message, and facts', async () => {
    const { run, find, deps, endpoint, sent, clock, stores } = watchedEndpoint();
    await run(noDrift);
    const until = new Date(clock.now().getTime() + 40 * hourMs);
    await silence(endpoint, { ...ana, until }, deps);
    await find([factOf('reported-model')]);
    await run(drift);
    await run(noDrift);
    await run(drift);
    for (let hour = 0; hour < 35; hour++) await run(drift);
    expect(sent, 'nothing is told').toEqual([]);
    expect((await stores.judgements.list({ endpoint: 'support' })).filter(({ quiet }) => quiet)).toHaveLength(39);
    while (clock.now() < until) await run(drift);
    expect(sent.map((alert) => [alert.kind, alert.heldBack?.kind])).toEqual([
      ['resolved', 'silence'],
      ['opened', 'silence'],
      ['fact', 'silence'],
    ]);
    expect(alertPlainText(sent[1] as Alert)).toMatch(/^Drift detected while silenced: [\s\S]*silenced by ana, until /);
    await run(drift);
    expect(sent, 'and once').toHaveLength(3);
  });

  it('is told of from the moment on that somebody ends it', async () => {
    const { run, deps, endpoint, sent, clock } = watchedEndpoint();
    await silence(endpoint, { ...ana, until: new Date(clock.now().getTime() + 40 * hourMs) }, deps);
    await run(drift);
    await endSilence(endpoint, { by: 'ben', why: 'done' }, deps);
    await run(drift);
    expect(kindsOf(sent)).toEqual(['opened']);
    await expect(endSilence(endpoint, ana, deps)).rejects.toThrow('expected one that is silenced');
  });

  it('is silenced for a time that is ahead, and not for ever', async () => {
    const { deps, endpoint, clock } = watchedEndpoint();
    const now = clock.now().getTime();
    for (const until of [new Date(now), new Date(now + 91 * 24 * hourMs), new Date(Number.NaN)])
      await expect(silence(endpoint, { ...ana, until }, deps)).rejects.toThrow('within the next 90 days');
  });
});

describe('planned maintenance', () => {
  it('keeps a planned change from alarming; it is said at the end, and an acceptance in it is one message', async () => {
    const { run, deps, endpoint, sent, clock } = watchedEndpoint();
    const at = (hours: number) => new Date(clock.now().getTime() + hours * hourMs).toISOString();
    const maintenance: MaintenanceWindow[] = [
      { name: 'release', from: at(0), until: at(3.5) },
      { name: 'other', from: at(0), until: at(99), endpoints: ['triage'] },
    ];
    Object.assign(deps, { maintenance });
    for (let hour = 0; hour < 3; hour++) await run(drift);
    expect(sent).toEqual([]);
    await run(drift);
    expect(sent).toMatchObject([{ kind: 'opened', heldBack: { kind: 'maintenance', name: 'release' } }]);
    expect(alertPlainText(sent[0] as Alert)).toMatch(
      /^Drift detected during maintenance: .*\n\nHeld back: found while in the maintenance release/,
    );
    await acceptBaseline(endpoint, ana, deps);
    expect(kindsOf(sent)).toEqual(['opened', 'resolved']);
  });
});

describe('a wrong acceptance', () => {
  it('that is taken back opens the incident again, which can be acknowledged anew', async () => {
    const { run, deps, endpoint, sent, clock } = watchedEndpoint();
    await run(drift);
    await acknowledge(endpoint, ana, deps);
    clock.advance(1000);
    await acceptBaseline(endpoint, ana, deps);
    clock.advance(1000);
    await undoAccept(endpoint, { by: 'ana', why: 'the wrong endpoint' }, deps);
    clock.advance(1000);
    expect(kindsOf(sent)).toEqual(['opened', 'acknowledged', 'resolved', 'opened']);
    expect((sent[3] as IncidentAlert).incident).toMatchObject({ status: 'open', reopened: { by: 'ana' } });
    await acknowledge(endpoint, ana, deps);
    expect(kindsOf(sent).at(-1)).toBe('acknowledged');
  });
});
