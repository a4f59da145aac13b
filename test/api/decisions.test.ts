import { beforeAll, describe, expect, it } from 'vitest';
import { type Ask, apiClient } from '../helpers/api-client.ts';
import { driftingProject } from '../helpers/drifting-project.ts';

let ask: Ask;
/** The same history, looked at after the endpoint got another name. */
let askRenamed: Ask;
/** Endpoints whose decisions somebody else was asked to tell people of, as at a deployed monitor. */
const told: (readonly string[])[] = [];
beforeAll(async () => {
  const project = await driftingProject({ runs: 24, changeAt: 17, goldens: 3 });
  const tellOthers = async (endpoints: readonly string[]) => told.push(endpoints) > 0;
  ask = apiClient({ ...project, tellOthers });
  const endpoints = project.project.endpoints.map((endpoint) => ({ ...endpoint, id: 'help' }));
  askRenamed = apiClient({ ...project, tellOthers, project: { ...project.project, endpoints } });
}, 60_000); // on a machine that does much else
const decision = { by: 'ana', why: 'asking the provider' };
const post = (path: string, body: object = decision) => ask(`/endpoints/support/${path}`, { method: 'POST', body });
const incident = async () => (await ask('/incidents')).body.incidents[0].incident;

describe('what people decide through the API', () => {
  it('is kept, and shows in what is listed', async () => {
    expect((await post('acknowledge')).body.incident).toMatchObject({ status: 'acknowledged', acknowledged: decision });
    const until = new Date(Date.parse((await ask('')).body.now) + 3_600_000).toISOString();
    expect((await post('silence', { ...decision, until })).body.action).toMatchObject({ kind: 'silenced', until });
    expect((await post('unsilence')).body.action.kind).toBe('unsilenced');
    const happenedAt = '2026-11-20T12:00:00.000Z';
    expect((await post('marks', { by: 'ci', why: 'release 7', happenedAt })).body.action).toMatchObject({ happenedAt });
    const { actions } = (await ask('/endpoints/support/actions')).body;
    expect(actions.map(({ kind }: { kind: string }) => kind)).toEqual([
      'marked',
      'unsilenced',
      'silenced',
      'acknowledged',
    ]);
    // Also where the endpoint has another name by now, and no run would end it.
    const listed = async (query = '') => (await askRenamed(`/incidents${query}`)).body.incidents;
    expect(await listed()).toMatchObject([{ incident: { endpoint: 'support', status: 'acknowledged' } }]);
    expect(await listed('?endpoint=support&active=true')).toHaveLength(1);
    const resolve = (endpoint: string) =>
      askRenamed(`/endpoints/${endpoint}/resolve`, { method: 'POST', body: decision });
    expect((await resolve('sales')).status).toBe(404);
    expect((await resolve('support')).body.incident).toMatchObject({ status: 'resolved', ...decision });
    expect(await listed()).toEqual([]);
    expect(await incident()).toMatchObject({ status: 'resolved' });
    expect(told, 'of an incident that is seen or over, and of nothing else').toEqual([['support'], ['support']]);
  });

  it.each([
    ['resolve', decision, 'endpoint support'],
    ['unsilence', decision, 'endpoint support'],
    ['silence', { ...decision, until: '2020-01-01T00:00:00Z' }, 'until'],
    ['silence', decision, 'until'],
    ['acknowledge', { by: ' ', why: 'x' }, 'by'],
    ['accept', { by: 'ana' }, 'why'],
    ['accept', { ...decision, all: true }, 'all'],
    ['marks', { ...decision, happenedAt: 'tuesday' }, 'happenedAt'],
  ])('%s is refused where it cannot be, and nothing is written: %o', async (path, body, where) => {
    const before = (await ask('/endpoints/support/actions')).body.actions.length;
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.problems[0].where).toBe(where);
    expect((await ask('/endpoints/support/actions')).body.actions).toHaveLength(before);
  });

  it('begins a new baseline', async () => {
    expect((await post('accept')).body.epoch).toMatchObject({ number: 2, ...decision });
    expect((await ask('/endpoints/support')).body.epochs).toHaveLength(2);
    expect(told).toHaveLength(3);
  });
});

describe('"did it change on that day?"', () => {
  const on = async (from: string, to: string) => (await ask(`/endpoints/support/change?from=${from}&to=${to}`)).body;

  it('is one sentence, with its numbers', async () => {
    const answer = await on('2026-11-21', '2026-11-22');
    expect(answer).toMatchObject({ kind: 'changed', tone: 'alarm', runs: 9 });
    expect(answer.sentence).toMatch(/^Yes: the answers changed at about 21 Nov 2026 /);
    expect(answer.changes[0].incident.id).toBe((await incident()).id);
  });

  it('cannot be told of a day without runs, or of no time at all', async () => {
    expect(await on('2026-11-10', '2026-11-11')).toMatchObject({ kind: 'cannot-tell', runs: 0 });
    expect((await ask('/endpoints/support/change?from=2026-11-21&to=2026-11-20')).status).toBe(400);
    expect((await ask('/endpoints/support/change')).body.problems[0].where).toBe('from');
  });
});
