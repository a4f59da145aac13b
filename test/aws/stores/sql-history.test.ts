import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partitionColumns } from '../../../lib/aws/names/sql-tables.ts';
import type { Bucket } from '../../../lib/aws/stores/bucket.ts';
import { RunObjects } from '../../../lib/aws/stores/run-objects.ts';
import { SqlHistory } from '../../../lib/aws/stores/sql-history.ts';
import { withSqlHistory } from '../../../lib/aws/stores/with-sql-history.ts';
import type { Sample } from '../../../lib/domain/run/sample.ts';
import { documentedQueries, type SqlEngine, sqlEngineOn } from '../../helpers/athena-double.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { Life } from '../../life/life.ts';

/** A bucket that is a folder. */
function folderBucket(folder: string): Pick<Bucket, 'put' | 'putIfAbsent' | 'get' | 'remove'> {
  const place = (key: string) => join(folder, key);
  const put = async (key: string, content: Uint8Array | string) => {
    mkdirSync(dirname(place(key)), { recursive: true });
    writeFileSync(place(key), content);
  };
  return {
    put,
    putIfAbsent: async (key, content) => {
      if (existsSync(place(key))) return false;
      await put(key, content);
      return true;
    },
    get: async (key) => (existsSync(place(key)) ? readFileSync(place(key)) : undefined),
    remove: async (keys) => {
      for (const key of keys) rmSync(place(key), { force: true });
    },
  };
}

/** What was answered in a run, by a model that says its name. */
async function answersOf(life: Life, run: string): Promise<Sample[]> {
  return (await life.stores.runs.samples(run)).map((sample) => ({ ...sample, model: 'pinned-1' }));
}

describe('history in SQL', () => {
  const folder = temporaryFolder();
  const bucket = folderBucket(folder.path);
  const life = new Life('sql', {
    goldens: ['a', 'b', 'c', 'd'],
    baselineRuns: 12,
    falseAlarmsPerYear: 12,
    at: '2026-11-23T18:00:00.000Z',
    stores: withSqlHistory(memoryStores(), new SqlHistory(bucket)),
  });
  let sql: SqlEngine;
  const query = (name: string) => sql.rows(documentedQueries().get(name) as string);
  afterAll(() => folder.remove());

  beforeAll(async () => {
    const expectations = [{ kind: 'contains', text: 'summary', caseSensitive: true }] as const;
    life.goldens = life.goldens.map((golden) => ({ ...golden, expectations: [...expectations] }));
    await life.live(20); // until Tuesday afternoon
    await life.world({ refusing: { '*': 0.95 } }).liveUntilDrift();
    const objects = new RunObjects(bucket as Bucket);
    for (const { run, evidence } of life.judgements)
      await objects.seal({ run, endpoint: 'support', at: evidence.at }, await answersOf(life, run));
    sql = await sqlEngineOn(folder.path);
  });

  it('has a row a judged run, and says what the judgements say', async () => {
    const rows = await sql.rows(`SELECT * FROM verdicts WHERE endpoint = 'support' ORDER BY run_at`);
    expect(rows.map(({ run, verdict }) => ({ run, verdict }))).toEqual(
      life.judgements.map(({ run, verdict }) => ({ run, verdict: verdict.kind })),
    );
    const { evidence } = life.newest;
    expect(rows.at(-1)).toMatchObject({ date: evidence.at.slice(0, 10), since_at: life.newest.explanation?.since.at });
    const measured = await sql.rows(`SELECT score, p_value FROM evidence WHERE run = '${evidence.run}'`);
    expect(measured).toEqual(evidence.channels.map(({ score, pValue }) => ({ score, p_value: pValue })));
  });

  it('knows whether it changed last Tuesday', async () => {
    const since = life.newest.explanation?.since.at ?? '';
    expect(since).toMatch(/^2026-11-24/);
    expect(await query('Did it change last Tuesday?')).toEqual([
      expect.objectContaining({ change_began: since, change_detected: life.newest.evidence.at }),
    ]);
  });

  it('knows how often each golden failed in each week', async () => {
    const rows = await query('Failure rate by golden and week');
    expect(rows.length).toBeGreaterThan(0);
    const rates = life.judgements.flatMap(({ evidence }) => evidence.rates ?? []);
    for (const { week, golden, failed, draws, percent } of rows) {
      expect(String(week)).toMatch(/^2026-11-23/);
      const counted = rates.filter((rate) => rate.kind === 'expectation' && (rate.golden ?? 'all') === golden);
      const sum = (key: 'count' | 'draws') => counted.reduce((all, rate) => all + rate[key], 0);
      expect({ golden, failed: Number(failed), draws: Number(draws) }).toEqual({
        golden,
        failed: sum('count'),
        draws: sum('draws'),
      });
      expect(percent).toBeCloseTo((100 * sum('count')) / sum('draws'), 9);
    }
  });

  it('knows who was served by what, from answers that keep their endpoint', async () => {
    const answers = 8 * life.judgements.length;
    const [served, ...others] = await query('Who was served by what?');
    expect(others).toEqual([]);
    expect(Number(served?.answers)).toBe(answers);
    const [first] = life.judgements;
    const place = { run: String(first?.run), endpoint: 'support', at: String(first?.evidence.at) };
    const stored = await answersOf(life, place.run);
    expect((await new RunObjects(bucket as Bucket).seal(place, [])).samples).toEqual(stored);
  });

  it('has partitions that no key of a file is named after, so that files can be read as they are', async () => {
    for (const table of ['samples', 'history/verdicts', 'history/rates']) {
      const files = join(folder.path, table, '*/*/*.jsonl.gz');
      const [row] = await sql.rows(`SELECT * FROM read_json('${files}', hive_partitioning = false) LIMIT 1`);
      expect(Object.keys(row ?? {}), table).toContain('run');
      for (const partition of partitionColumns) expect(Object.keys(row ?? {}), table).not.toContain(partition);
    }
  });

  it('shows how the evidence grew up to the alarm', async () => {
    const rows = await query('How did the evidence grow before an alarm?');
    const last = rows.at(-1);
    expect(last).toMatchObject({ verdict: 'drift-detected' });
    expect(Number(last?.share_of_threshold)).toBeGreaterThanOrEqual(1);
    expect(
      rows.filter(({ verdict }) => verdict !== 'drift-detected').every((row) => Number(row.share_of_threshold) < 1),
    ).toBe(true);
  });

  it('keeps incidents and conditions as they are known by now', async () => {
    const [incident] = await life.incidents();
    expect(await sql.rows('SELECT incident, status, opened_by_run FROM incidents')).toEqual([
      { incident: incident?.id, status: 'open', opened_by_run: incident?.openedByRun },
    ]);
    expect(await sql.rows('SELECT * FROM conditions')).toEqual([]);
  });

  it('is written again as it is kept where somebody else was faster', async () => {
    const [incident] = await life.incidents();
    if (incident === undefined) throw new Error('there is an incident');
    expect(await life.stores.incidents.put({ ...incident, status: 'accepted', revision: 7 })).toBe(false);
    const { evidence } = life.newest;
    const judgement = { ...life.newest, detector: 'of somebody slower' };
    const detector = { state: new Uint8Array(), expectedRevision: 0 };
    expect(await life.stores.commit({ judgement, detector })).toBe(false);
    expect(await sql.rows('SELECT status FROM incidents')).toEqual([{ status: 'open' }]);
    const [row] = await sql.rows(`SELECT detector FROM verdicts WHERE run = '${evidence.run}'`);
    expect(row).toEqual({ detector: life.newest.detector });
  });

  it('holds no answer', async () => {
    const tables = ['verdicts', 'evidence', 'rates', 'facts', 'incidents', 'conditions'];
    for (const table of tables)
      expect(JSON.stringify(await sql.rows(`SELECT * FROM ${table}`)), table).not.toMatch(/cannot help|Gladly/);
  });
});
