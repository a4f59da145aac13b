import { beforeAll, describe, expect, it } from 'vitest';
import { compareRuns } from '../../lib/history/compare-runs.ts';
import { didItChange } from '../../lib/history/did-it-change.ts';
import { evidenceSeries } from '../../lib/history/evidence-series.ts';
import { explainRun } from '../../lib/history/explain-run.ts';
import { gatherReport } from '../../lib/history/gather-report.ts';
import { gatherState } from '../../lib/history/gather-state.ts';
import { goldenHistory, listGoldens } from '../../lib/history/golden-history.ts';
import { listConditions } from '../../lib/history/list-conditions.ts';
import { findIncident, listIncidents } from '../../lib/history/list-incidents.ts';
import { listRuns } from '../../lib/history/list-runs.ts';
import type { Page } from '../../lib/history/page.ts';
import { runAnswers } from '../../lib/history/run-answers.ts';
import type { RunQuery } from '../../lib/ports/run-store.ts';
import { statusLines } from '../../lib/report/terminal/status-view.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import type { Life } from '../life/life.ts';
import { liveThreeDays } from './lived-history.ts';

let life: Life;
beforeAll(async () => {
  life = await liveThreeDays(memoryStores());
}, 60_000);

const endpoint = 'support';
const day = (date: number) => ({
  from: `2026-11-${date}T00:00:00.000Z`,
  until: `2026-11-${date + 1}T00:00:00.000Z`,
});

/** All items of a list, page by page, and how many pages it took. */
async function all<T>(list: (cursor: string | undefined) => Promise<Page<T>>): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  for (let cursor: string | undefined, pages = 1; ; pages++) {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) return { items, pages };
  }
}

describe('runs', () => {
  it('come page by page, newest first, each once, whatever comes meanwhile', async () => {
    const { items, pages } = await all((cursor) => listRuns({ endpoint, limit: 25, cursor }, life.stores));
    expect(pages).toBe(3);
    expect(items.map(({ run }) => run)).toEqual(life.judgements.map(({ run }) => run).reverse());
    expect(items.every(({ record, judgement }) => record?.run === judgement?.run)).toBe(true);
  });

  it('are found by day, and by verdict', async () => {
    const { items } = await listRuns({ endpoint, ...day(17), limit: 100 }, life.stores);
    expect(items).toHaveLength(24);
    const drifting = await all((cursor) =>
      listRuns({ endpoint, verdict: 'drift-detected', limit: 4, cursor }, life.stores),
    );
    const wanted = life.judgements.filter(({ verdict }) => verdict.kind === 'drift-detected');
    expect(wanted.length).toBeGreaterThan(5);
    expect(drifting.items.map(({ run }) => run)).toEqual(wanted.map(({ run }) => run).reverse());
    expect(await listRuns({ endpoint, verdict: 'drift-detected', ...day(17) }, life.stores)).toEqual({ items: [] });
  });

  it('refuse a cursor of something else, and a limit that no page has', async () => {
    await expect(listRuns({ endpoint, cursor: 'bm90aGluZw' }, life.stores)).rejects.toThrow('cursor');
    await expect(listRuns({ endpoint, limit: 501 }, life.stores)).rejects.toThrow('from 1 to 500, got 501');
  });
});

describe('evidence', () => {
  it('is one point a run, with the logs of statistic and threshold of the channel that leads', async () => {
    const { items } = await evidenceSeries({ endpoint, limit: 200 }, life.stores);
    expect(items).toHaveLength(life.judgements.length);
    const [newest] = life.judgements.at(-1)?.evidence.channels ?? [];
    expect(items[0]).toMatchObject({ logStatistic: newest?.logStatistic, logThreshold: newest?.logThreshold });
    const failed = items.find(({ reason }) => reason === 'unreachable' || reason === 'too-few-samples');
    expect(failed).toMatchObject({ verdict: 'inconclusive', completed: 0, counted: false });
  });
});

describe('the state of an endpoint', () => {
  it('is what the whole history says', async () => {
    const { endpoint: watched, project, stores, clock } = life;
    const whole = await gatherReport(watched, project, { stores, clock });
    const state = await gatherState(watched, project, { stores, clock });
    expect(statusLines([state])).toEqual(statusLines([whole]));
    expect(state.state).toMatchObject({ kind: 'drift', epoch: 1 });
    expect(state.state.alarm).toEqual(whole.state.alarm);
    expect(state.state.explained).toEqual(whole.state.explained);
  });
});

describe('goldens', () => {
  it('have a history of their own: score, rates and failed calls of each run', async () => {
    const { items } = await goldenHistory({ endpoint, golden: 'refund', limit: 200 }, life.stores);
    expect(items.map(({ run }) => run)).toEqual(life.judgements.map(({ run }) => run).reverse());
    const strangest = items.map(({ score = 0 }) => score).sort((a, b) => b - a);
    const since = items.slice(0, 10).map(({ score = 0 }) => score);
    expect(since.filter((score) => score >= (strangest[19] as number)).length, 'of the change').toBeGreaterThan(4);
    expect(items.filter(({ failed }) => failed > 0)).toHaveLength(1);
    await expect(goldenHistory({ endpoint, golden: 'refund', limit: 201 }, life.stores)).rejects.toThrow('at most 200');
  });

  it('are listed as they are now, with what the newest run says', async () => {
    const listed = await listGoldens(endpoint, life.goldens, life.stores);
    expect(listed.map(({ golden }) => golden)).toEqual(['letter', 'refund']);
    expect(listed[0]?.newest?.run).toBe(life.newest.run);
  });
});

describe('two runs side by side', () => {
  it('show each golden at the point where its answers part, the most different first', async () => {
    const [quiet, refusing] = [life.judgements[28]?.run ?? '', life.newest.run];
    const compared = await compareRuns([quiet, refusing], life.stores);
    expect(compared.goldens).toHaveLength(2);
    const refused = compared.goldens.find(({ after }) => after.outputs.some(({ output }) => output.startsWith('I am')));
    expect(refused?.example?.after).toMatch(/^I am sorry/);
    expect(refused).toMatchObject({ isSameRequest: true, before: { answers: 2, failed: 0 } });
    const same = await compareRuns([quiet, quiet], life.stores, 'refund');
    expect(same.goldens).toMatchObject([{ golden: 'refund', alsoBefore: 2 }]);
    expect(same.goldens[0]?.example).toBeUndefined();
    await expect(compareRuns([quiet, 'no-run'], life.stores)).rejects.toThrow('there is no run "no-run"');
    await expect(compareRuns([quiet, refusing], life.stores, 'other')).rejects.toThrow('letter, refund');
  });

  it('hold the answers of a run by golden', async () => {
    const { byName, samples } = await runAnswers(life.newest.run, life.stores);
    expect(samples).toHaveLength(4);
    expect([...byName.keys()]).toEqual(['letter', 'refund']);
  });
});

describe('incidents and conditions', () => {
  it('are listed by the time at which they went on, with what is known of the change', async () => {
    const { items } = await listIncidents({ endpoints: [endpoint], ...day(18) }, life.stores);
    expect(items).toHaveLength(1);
    expect(items[0]?.explanation?.since.at.slice(0, 10)).toBe('2026-11-18');
    expect(items[0]?.alarm?.run).toBe(items[0]?.incident.openedByRun);
    expect((await listIncidents({ endpoints: [endpoint], ...day(17) }, life.stores)).items).toEqual([]);
    const id = items[0]?.incident.id ?? '';
    expect((await findIncident(id, life.stores)).incident.id).toBe(id);
    await expect(findIncident('no', life.stores)).rejects.toThrow('there is no incident "no"');
    expect(await listConditions({ endpoint }, life.stores)).toEqual({ items: [] });
  });
});

describe('did the model change?', () => {
  const ask = (date: number) => didItChange(endpoint, day(date), life);

  it('says on which day, by what was detected later too', async () => {
    const answer = await ask(18);
    expect(answer).toMatchObject({
      kind: 'changed',
      runs: 12,
      judged: 12,
      changes: [{ incident: { status: 'open' } }],
    });
    expect(answer.changes[0]?.since.at.slice(0, 13)).toBe('2026-11-18T05');
    const hour = { from: '2026-11-18T06:00:00Z', until: '2026-11-18T07:00:00Z' };
    expect(await didItChange(endpoint, hour, life), 'the alarm came then, the change before').toMatchObject({
      kind: 'was-changed',
      drifting: 1,
    });
  });

  it('says that none is shown, and counts what was not judged, and why', async () => {
    expect(await ask(17)).toMatchObject({
      kind: 'no-change-shown',
      ...{ runs: 24, judged: 23, drifting: 0, unjudged: [{ reason: 'unreachable', runs: 1 }], changes: [] },
    });
    expect(await ask(16)).toMatchObject({ kind: 'no-change-shown', runs: 24, unjudged: [{ reason: 'learning' }] });
    expect((await ask(16)).baselines).toHaveLength(1);
  });

  it('cannot tell of days without runs, nor of days that nothing was judged on', async () => {
    expect(await ask(14)).toMatchObject({ kind: 'cannot-tell', runs: 0 });
    const learning = { from: day(16).from, until: '2026-11-16T06:00:00Z' };
    expect(await didItChange(endpoint, learning, life)).toMatchObject({ kind: 'cannot-tell', runs: 6, judged: 0 });
  });

  it('cannot tell so soon after that a change would not show yet, or of a time that is not over', async () => {
    const { from, until } = { from: '2026-11-17T00:00:00Z', until: '2026-11-18T00:00:00Z' };
    const stores = { ...life.stores, judgements: judgementsUntil(until), incidents: memoryStores().incidents };
    expect(await didItChange(endpoint, { from, until }, { stores, clock: life.clock })).toMatchObject({
      kind: 'cannot-tell',
      tooEarly: { runsSince: 0, needed: expect.any(Number) },
    });
    const clock = { now: () => new Date('2026-11-17T20:00:00Z') };
    expect((await didItChange(endpoint, { from, until }, { stores: life.stores, clock })).kind).toBe('cannot-tell');
  });

  it('says that what had changed before is still changed', async () => {
    const later = { from: '2026-11-18T08:00:00Z', until: '2026-11-18T11:00:00Z' };
    const open = [{ incident: { status: 'open' } }];
    expect(await didItChange(endpoint, later, life)).toMatchObject({ kind: 'was-changed', judged: 3, changes: open });
    expect(await ask(19), 'no run was made').toMatchObject({ kind: 'cannot-tell', runs: 0, changes: open });
  });
});

describe('why a run has its verdict', () => {
  it('is made again from stored answers, to the last digit, and says which number is another', async () => {
    const { endpoint: watched, project, stores, judgements } = life;
    const state = await stores.detectors.load(endpoint);
    for (const index of [4, 30, 52]) {
      const { differences, recomputed, stored } = await explainRun(
        judgements[index]?.run ?? '',
        watched,
        project,
        stores,
      );
      expect(differences, `run ${index}`).toEqual([]);
      const { sequence: _, ...same } = recomputed;
      expect(stored).toMatchObject(same);
    }
    const strict = { ...project, falseAlarmsPerYear: 1 };
    const { differences } = await explainRun(judgements[20]?.run ?? '', watched, strict, stores);
    expect(differences.map(({ what }) => what)).toContain('log threshold of behaviour');
    expect(await stores.detectors.load(endpoint), 'nothing is stored').toEqual(state);
    await expect(explainRun('no-run', watched, project, stores)).rejects.toThrow('there is no run "no-run"');
  }, 60_000);
});

/** The judgements that there were at a time. */
function judgementsUntil(until: string) {
  const { judgements } = life.stores;
  const ended = (query: RunQuery) => ({
    ...query,
    until: Date.parse(query.until ?? until) < Date.parse(until) ? (query.until as string) : until,
  });
  return {
    ...judgements,
    put: judgements.put,
    get: (run: string) => judgements.get(run),
    list: (query: RunQuery) => judgements.list(ended(query)),
    summaries: (query: RunQuery) => judgements.summaries(ended(query)),
    withFacts: (query: RunQuery) => judgements.withFacts(ended(query)),
  };
}
