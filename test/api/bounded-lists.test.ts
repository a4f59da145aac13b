import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiRuntime } from '../../lib/api/api-runtime.ts';
import { allRoutes } from '../../lib/api/routes/all-routes.ts';
import { listIncidents } from '../../lib/history/list-incidents.ts';
import { type Ask, apiClient } from '../helpers/api-client.ts';
import { type Counted, countingStores } from '../helpers/counting-stores.ts';
import { driftingProject } from '../helpers/drifting-project.ts';

const hour = 3_600_000;

/** A project whose endpoint has so many hourly runs before those that it lived through, each one with a fact and an incident. */
async function withEarlier(earlier: number): Promise<{ readonly ask: Ask; readonly counted: Counted }> {
  const runtime: ApiRuntime = await driftingProject({ runs: 20, goldens: 2, repetitions: 2, changeAt: 14 });
  const { runs, judgements, incidents } = runtime.stores;
  const [first] = await runs.list({ endpoint: 'support' });
  const [lived] = await judgements.withFacts({ endpoint: 'support', last: 1 });
  if (first === undefined || lived === undefined) throw new Error('it lived without a fact');
  for (let i = 1; i <= earlier; i++) {
    const run = `earlier-${String(earlier - i).padStart(5, '0')}`;
    const at = new Date(Date.parse(first.plannedAt) - i * hour).toISOString();
    const plan = { run, endpoint: 'support', epoch: 1, plannedAt: at, seed: 'seed', tasks: [] };
    await runs.open(plan);
    await runs.close(run, { status: 'finished', finishedAt: at });
    await judgements.put({ ...lived, run, evidence: { ...lived.evidence, at } });
    const [openedAt, resolvedAt] = [at, new Date(Date.parse(at) + hour / 2).toISOString()];
    const opened = { openedAt, openedByRun: run, updatedAt: resolvedAt, lastRun: run, resolvedAt };
    await incidents.put({
      id: `support/1/${run}`,
      endpoint: 'support',
      epoch: 1,
      status: 'resolved',
      ...opened,
      revision: 0,
    });
  }
  const counted = countingStores(runtime.stores);
  return { counted, ask: apiClient({ ...runtime, stores: counted.stores }) };
}

let few: Awaited<ReturnType<typeof withEarlier>>;
let many: typeof few;
beforeAll(async () => {
  [few, many] = [await withEarlier(260), await withEarlier(400)];
}, 60_000); // on a machine that does much else

/** What a question reads of a history. */
async function readBy({ ask, counted }: typeof few, path: string) {
  const before = { ...counted };
  const { status, body } = await ask(path);
  expect(status, path).toBe(200);
  return { calls: counted.calls - before.calls, records: counted.records - before.records, body };
}

/** The paths of everything that can be asked without the id of a run, a golden or an incident; and some of their queries. */
const paths = [
  ...allRoutes
    .filter(({ method, path }) => method === 'get' && !/\{(?!endpoint)/.test(path))
    .map(({ path }) => path.replace('{endpoint}', 'support').replace(/^\/$/, ''))
    .filter((path) => !path.endsWith('/change')),
  '/incidents?active=true',
  '/incidents?limit=200',
  '/endpoints/support/runs?limit=150',
  '/endpoints/support/runs?verdict=drift-detected&limit=2',
  '/endpoints/support/facts?limit=20',
];

describe('what the API reads', () => {
  it.each(paths)('for %s is the same however long the history is', async (path) => {
    const [one, other] = [await readBy(few, path), await readBy(many, path)];
    expect({ calls: other.calls, records: other.records }).toEqual({ calls: one.calls, records: one.records });
  });

  it.each([
    '/endpoints/support/change?from=2026-11-18&to=2026-11-19',
    '/incidents?endpoint=support&from=2026-11-19',
    '/endpoints/support/runs?verdict=inconclusive&limit=20',
  ])('for %s, which has to look for what it wants, is bounded', async (path) => {
    const { calls, records } = await readBy(many, path);
    expect(calls).toBeLessThan(120);
    expect(records).toBeLessThan(2 * 5_000);
  });

  it('for a page of incidents is the page, one more, and their judgements', async () => {
    const { records, body } = await readBy(many, '/incidents?limit=10');
    expect(body.incidents).toHaveLength(10);
    expect(records).toBeLessThan(40);
  });

  it('for incidents of a hundred endpoints is a share of each, and the list is that of all in order of time', async () => {
    const { stores, counted } = { stores: many.counted.stores, counted: many.counted };
    const endpoints = ['support', ...Array.from({ length: 99 }, (_, i) => `none-${i}`)];
    const before = counted.calls;
    const first = await listIncidents({ endpoints, limit: 20 }, stores);
    expect(counted.calls - before).toBeLessThan(100 + 15 + 2 * 20);
    const second = await listIncidents({ endpoints, limit: 20, cursor: first.next }, stores);
    const alone = await listIncidents({ endpoints: ['support'], limit: 40 }, stores);
    expect([...first.items, ...second.items]).toEqual(alone.items);
  });

  it('for incidents of a time long ago is bounded too: pages are short, and go on', async () => {
    const found: string[] = [];
    let pages = 0;
    for (let next = ''; pages < 10; pages++) {
      const { body, records } = await readBy(many, `/incidents?from=2026-11-04&to=2026-11-10&limit=200${next}`);
      expect(records).toBeLessThan(2_500);
      found.push(...body.incidents.map(({ incident }: { incident: { openedAt: string } }) => incident.openedAt));
      if (body.next === undefined) break;
      next = `&cursor=${body.next}`;
    }
    expect(found.length).toBeGreaterThan(100);
    expect(found.every((at) => at >= '2026-11-04' && at < '2026-11-10')).toBe(true);
  });
});
