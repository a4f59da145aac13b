import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiRuntime } from '../../lib/api/api-runtime.ts';
import { type Ask, apiClient } from '../helpers/api-client.ts';
import { driftingProject } from '../helpers/drifting-project.ts';

let runtime: ApiRuntime;
let ask: Ask;
beforeAll(async () => {
  runtime = await driftingProject({ runs: 30, changeAt: 24 });
  ask = apiClient(runtime);
});

const body = async (path: string) => (await ask(path)).body;
const pages = async (path: string, list: string) => {
  const found: unknown[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const cursor = next === '' ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
    const page = await body(`${path}${cursor}`);
    found.push(...page[list]);
    next = page.next;
  }
  return found as Record<string, unknown>[];
};

describe('the API', () => {
  it('says what is looked at, and how every endpoint stands', async () => {
    expect(await body('')).toMatchObject({ api: 'v1', endpoints: ['support'], mayDecide: true });
    const { endpoints } = await body('/endpoints');
    expect(endpoints).toMatchObject([
      { id: 'support', state: 'drift', tone: 'alarm', title: 'Drift detected', coverage: { judged: 4, expected: 4 } },
    ]);
    expect(endpoints[0].spark).toHaveLength(30);
    expect(endpoints[0].incident.status).toBe('open');
  });

  it('explains a change, and how it was decided', async () => {
    const detail = await body('/endpoints/support');
    expect(Date.parse(detail.explanation.since.at)).toBeGreaterThan(Date.parse('2026-11-21T05:00:00Z'));
    expect(detail.decision.promise).toContain('1 false alarm a year');
    expect(detail.decision.thresholds[0].falseAlarmsPerYear).toBeLessThanOrEqual(1.001);
  });

  it.each([
    ['/endpoints/support/runs?limit=7', 'runs'],
    ['/endpoints/support/evidence?limit=7', 'points'],
    ['/endpoints/support/scores?limit=7', 'runs'],
    ['/endpoints/support/rates?limit=7', 'runs'],
  ])('pages through %s, newest first, nothing twice and nothing left out', async (path, list) => {
    const all = await pages(path, list);
    expect(all).toHaveLength(30);
    expect(new Set(all.map(({ run }) => run)).size).toBe(30);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  it('lists runs of a range of time and of a verdict', async () => {
    const drift = await pages('/endpoints/support/runs?verdict=drift-detected&limit=2', 'runs');
    expect(drift.length).toBeGreaterThan(0);
    expect(drift.every(({ verdict }) => (verdict as { kind: string }).kind === 'drift-detected')).toBe(true);
    const day = await pages('/endpoints/support/runs?from=2026-11-20&to=2026-11-21', 'runs');
    expect(day).toHaveLength(15); // 09:00 to 23:00
    expect(await pages('/endpoints/support/runs?from=2026-11-20T22:30:00%2B01:00&to=2026-11-21', 'runs')).toHaveLength(
      2,
    );
  });

  it('shows a run with its neighbours, and every answer with the request that it answers', async () => {
    const [newest, before] = (await body('/endpoints/support/runs?limit=2')).runs;
    const detail = await body(`/runs/${newest.run}`);
    expect(detail).toMatchObject({ summary: { verdict: { kind: 'drift-detected' } }, before: before.run });
    expect((await body(`/runs/${before.run}`)).after).toBe(newest.run);
    expect(detail.goldens).toHaveLength(4);
    expect(await pages(`/runs/${newest.run}/answers?limit=3`, 'answers')).toHaveLength(16);
    const { answer, golden } = await body(`/runs/${newest.run}/answers/refund-email/1`);
    expect(answer.sample).toMatchObject({ golden: 'refund-email', repetition: 1 });
    expect(golden.body.messages[1].content).toContain('48213');
    expect(await body(`/goldens/${golden.version}`)).toEqual(golden);
  });

  it('puts two runs side by side', async () => {
    const runs = await pages('/endpoints/support/runs', 'runs');
    const [early, late] = [runs.at(-1)?.run, runs[0]?.run];
    const compared = await body(`/runs/${early}/compared-with/${late}?golden=ticket-json`);
    expect(compared.goldens).toHaveLength(1);
    expect(compared.goldens[0].before).toHaveLength(4);
    expect(compared.goldens[0]).toMatchObject({ pairs: 4, golden: 'ticket-json' });
    expect(await pages(`/runs/${early}/compared-with/${late}?limit=1`, 'goldens')).toHaveLength(4);
  });

  it('describes what answers were like before and after the change', async () => {
    const { why, before, after, numbers, shares } = await body('/endpoints/support/distributions');
    expect(why).toBe('change');
    const { since } = (await body('/endpoints/support')).explanation;
    expect([before.to < since.at, after.from]).toEqual([true, since.at]);
    expect(before.draws).toBe(16 * before.runs);
    expect(numbers.map(({ name }: { name: string }) => name)).toEqual([
      'characters',
      'outputTokens',
      'latencyMs',
      'costMicros',
      'score',
    ]);
    for (const { before: was, edges } of numbers) {
      expect(was.shares).toHaveLength(edges.length - 1);
      expect(was.shares.reduce((sum: number, share: number) => sum + share)).toBeCloseTo(1);
    }
    const stop = shares.find(
      ({ title, kind }: { title: string; kind: string }) => kind === 'finish-reason' && title === 'stop',
    );
    expect(stop.before.estimate).toBe(1);
    expect(stop.after.count).toBeLessThan(stop.after.draws);
    expect(shares.some(({ kind }: { kind: string }) => kind === 'expectation')).toBe(true);
  });

  it('tells incidents, facts and conditions', async () => {
    const { incidents } = await body('/incidents?active=true');
    expect(incidents).toHaveLength(1);
    const { id } = incidents[0].incident;
    expect((await body(`/incidents/${encodeURIComponent(id)}`)).alarm.verdict.kind).toBe('drift-detected');
    expect(await body('/incidents?to=2026-11-20')).toEqual({ incidents: [] });
    const { facts } = await body('/endpoints/support/facts');
    expect(facts).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'fingerprint' })]));
    expect(await body('/endpoints/support/conditions')).toEqual({ conditions: [] });
    expect((await body('/endpoints/support/goldens')).goldens).toHaveLength(4);
  });
});

describe('a wrong request', () => {
  it.each([
    ['/endpoints/nobody', 404, 'endpoint'],
    ['/runs/none', 404, 'run'],
    ['/runs/none/answers', 404, 'run'],
    ['/incidents/support%2F1%2Fnone', 404, 'incident'],
    ['/endpoints/support/runs?limit=0', 400, 'limit'],
    ['/endpoints/support/runs?limit=100000', 400, 'limit'],
    ['/endpoints/support/runs?from=tuesday', 400, 'from'],
    ['/endpoints/support/runs?cursor=abc', 400, 'cursor'],
    ['/endpoints/support/runs?last=5', 400, 'last'],
    ['/endpoints/support/runs?limit=5&limit=6', 400, 'limit'],
    ['/endpoints/support/distributions?beforeFrom=2026-11-20', 400, 'beforeTo'],
    ['/goldens/1234', 400, 'version'],
    ['/nothing', 404, 'path'],
  ])('%s gets a problem that says where', async (path, status, where) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.body.problems[0].where).toBe(where);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('names every problem at once, and quotes nothing', async () => {
    const { body: said } = await ask('/endpoints/support/runs?limit=x&from=SECRET&more=1');
    expect(said.problems.map(({ where }: { where: string }) => where).sort()).toEqual(['from', 'limit', 'more']);
    expect(JSON.stringify(said)).not.toContain('SECRET');
  });

  it('with another method says so', async () => {
    expect((await ask('/endpoints', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('before anything was run', () => {
  it('says so, without an error', async () => {
    const nothing = apiClient(await driftingProject({ runs: 0 }));
    expect((await nothing('/endpoints')).body.endpoints).toMatchObject([{ state: 'waiting', spark: [], due: true }]);
    for (const list of ['runs', 'evidence', 'scores', 'rates', 'facts', 'distributions', 'goldens', ''])
      expect((await nothing(`/endpoints/support/${list}`.replace(/\/$/, ''))).status).toBe(200);
  });
});
