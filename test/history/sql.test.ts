import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, writeParquet } from '../../lib/cli/write-table.ts';
import { conditionRow } from '../../lib/domain/rows/condition-row.ts';
import { evidenceRows } from '../../lib/domain/rows/evidence-rows.ts';
import { factRows } from '../../lib/domain/rows/fact-rows.ts';
import { incidentRow } from '../../lib/domain/rows/incident-row.ts';
import { rateRows } from '../../lib/domain/rows/rate-rows.ts';
import { verdictRow } from '../../lib/domain/rows/verdict-row.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { didItChange } from '../../lib/history/did-it-change.ts';
import { columnsOf } from '../../lib/history/tables/table-columns.ts';
import { tableRows } from '../../lib/history/tables/table-rows.ts';
import { type LocalStores, openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { condition, failedSample, judgement, plan, sample } from '../contract/stored-records.ts';
import { documentedQueries } from '../helpers/athena-double.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import type { Life } from '../life/life.ts';
import { liveThreeDays } from './lived-history.ts';

const folder = temporaryFolder();
let stores: LocalStores;
let life: Life;
let database: DatabaseSync;
beforeAll(async () => {
  stores = openLocalStores(folder.path);
  life = await liveThreeDays(stores);
  await stores.conditions.put(condition('c-1', 0));
  await stores.conditions.put(condition('c-2', 0, { since: '2026-11-23T07:00:00.000Z', status: 'resolved' }));
  const fact = {
    kind: 'reported-model',
    was: ['a', 'b'],
    now: 'c',
    runs: ['r-0', 'r-1'],
    requests: 4,
    trust: 'strong',
  };
  // Another endpoint, which was judged by itself, with what the simulated server does not have.
  const told = judgement('r-1', { endpoint: 'sales' });
  const rates = [0, 1].map((i) => ({ name: 'json', golden: `reply-0${i}`, count: i, draws: 2 }));
  await stores.judgements.put({ ...told, evidence: { ...told.evidence, facts: [fact as never], rates } });
  await stores.runs.open(plan('r-1', { endpoint: 'sales' }));
  for (const repetition of [0, 1]) await stores.runs.putSample(sample('r-1', 'reply-01', repetition));
  await stores.runs.putSample(sample('r-1', 'story-07', 0, { model: 'gpt-4.1-2025-09-30' }));
  await stores.runs.putSample(failedSample('r-1', 'story-07', 1));
  await stores.runs.close('r-1', { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' });
  database = new DatabaseSync(join(folder.path, 'history.sqlite'), { readOnly: true });
}, 60_000);
afterAll(() => {
  database?.close();
  stores?.close();
  folder.remove();
});

const rows = (sql: string): Record<string, unknown>[] => database.prepare(sql).all() as Record<string, unknown>[];

/** The columns of a view that a row of the tables in AWS has too, compared as SQLite keeps values. */
function expectSame(view: string, expected: readonly object[], where: string): void {
  const found = rows(`SELECT * FROM ${view} WHERE ${where}`);
  expect(found.length, view).toBe(expected.length);
  const asStored = (value: unknown) =>
    value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
  const inCommon = Object.keys(found[0] ?? {}).filter((name) => !['endpoint', 'date'].includes(name));
  expect(
    found.map((row) => inCommon.map((name) => [name, row[name]])),
    view,
  ).toEqual(expected.map((row) => inCommon.map((name) => [name, asStored((row as Record<string, unknown>)[name])])));
}

describe('views', () => {
  it('say what the tables in AWS say, column by column', async () => {
    const judged: readonly Judgement[] = await stores.judgements.list({ endpoint: 'support' });
    expectSame('pinwatch_verdicts', judged.map(verdictRow), "endpoint = 'support' ORDER BY run_at, run");
    expectSame('pinwatch_evidence', judged.flatMap(evidenceRows), "endpoint = 'support' ORDER BY run_at, run");
    expectSame('pinwatch_rates', judged.flatMap(rateRows), "endpoint = 'support' ORDER BY run_at, run");
    const incidents = await stores.incidents.list('support');
    expectSame('pinwatch_incidents', incidents.map(incidentRow), "endpoint = 'support'");
    const conditions = await stores.conditions.list({ endpoint: 'support' });
    expectSame('pinwatch_conditions', conditions.map(conditionRow), "endpoint = 'support' ORDER BY since");
    const facts = (await stores.judgements.list({ endpoint: 'sales' })).flatMap(factRows);
    expectSame('pinwatch_facts', facts, "endpoint = 'sales'");
  });

  it('hold runs and endpoints', async () => {
    expect(
      rows("SELECT count(*) AS n, sum(completed) AS answers FROM pinwatch_runs WHERE endpoint = 'support'"),
    ).toMatchObject([{ n: 60, answers: 236 }]);
    expect(rows('SELECT * FROM pinwatch_endpoints')).toMatchObject([
      { endpoint: 'support', model: 'pinned-1', epoch: 1, last_run: life.newest.run, last_verdict: 'drift-detected' },
    ]);
  });

  it('read what a query bounds, through an index', () => {
    const where = "endpoint = 'support' AND run_at >= '2026-11-17' AND run_at < '2026-11-18'";
    for (const view of ['runs', 'verdicts', 'evidence', 'rates', 'facts', 'served']) {
      const [first] = rows(`EXPLAIN QUERY PLAN SELECT * FROM pinwatch_${view} WHERE ${where}`);
      expect(String(first?.detail), view).toMatch(/^SEARCH .* \(endpoint=\? AND at>\? AND at<\?\)$/);
    }
  });

  it('cannot be written', () => {
    using open = new DatabaseSync(join(folder.path, 'history.sqlite'));
    expect(() => open.exec('DELETE FROM pinwatch_verdicts')).toThrow('cannot modify');
  });
});

describe('the queries of the docs', () => {
  const queries = documentedQueries('sql.md');
  const query = (name: string, day = '2026-11-18') => rows((queries.get(name) ?? '').replaceAll('2026-11-24', day));

  it('answer for "last Tuesday" what the command answers', async () => {
    for (const [day, next] of [
      ['2026-11-17', '2026-11-18'],
      ['2026-11-18', '2026-11-19'],
    ] as const) {
      const span = { from: `${day}T00:00:00.000Z`, until: `${next}T00:00:00.000Z` };
      const answer = await didItChange('support', span, life);
      const [change] = answer.changes;
      expect(query('Did it change last Tuesday?', day)).toMatchObject([
        {
          runs_that_day: answer.runs,
          inconclusive: answer.runs - answer.judged,
          change_began: change?.since.at ?? null,
          change_detected: change?.incident.openedAt ?? null,
        },
      ]);
    }
  });

  it('count failures by golden and week, who served, and how evidence grew', () => {
    const ofSales = (name: string) => rows((queries.get(name) ?? '').replaceAll("'support'", "'sales'"));
    const week = { week: '2026-11-16', expectation: 'json', draws: 2 };
    expect(ofSales('Failure rate by golden and week')).toMatchObject([
      { ...week, golden: 'reply-00', failed: 0, percent: 0 },
      { ...week, golden: 'reply-01', failed: 1, percent: 50 },
    ]);
    expect(ofSales('Who was served by what?')).toMatchObject([
      { model: 'gpt-4.1-2025-04-14', answers: 2, first_seen: '2026-11-22T09:00:00.000Z' },
      { model: 'gpt-4.1-2025-09-30', answers: 1 },
    ]);
    const grew = query('How did the evidence grow before an alarm?');
    expect(grew).toHaveLength(12);
    const alarm = grew.find(({ verdict }) => verdict === 'drift-detected');
    expect(alarm?.share_of_threshold).toBeGreaterThanOrEqual(1);
  });
});

describe('the queries for Athena', () => {
  /** Values as SQLite writes them: DuckDB writes large numbers as texts, and a day of its `date_trunc` as a time. */
  const asSqlite = (value: unknown) =>
    typeof value !== 'string' ? value : /^\d+$/.test(value) ? Number(value) : value.replace(/ 00:00:00$/, '');
  const plain = (found: readonly object[]) =>
    found.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asSqlite(value)])));

  it('ask the same four questions, and get the same answers', async () => {
    const queries = documentedQueries();
    expect([...queries.keys()]).toEqual(
      [...documentedQueries('sql.md').keys()].filter((name) => name !== 'Notebooks and DuckDB'),
    );
    const duck = await DuckDBConnection.create();
    for (const [view, table] of [
      ...(['verdicts', 'evidence', 'rates'] as const).map((name) => [name, name] as const),
      ['samples', 'answers'] as const,
    ]) {
      const file = join(folder.path, `athena-${table}.parquet`);
      const both = async function* () {
        for (const endpoint of ['support', 'sales']) yield* tableRows(table, { endpoint }, stores);
      };
      await writeParquet(both(), columnsOf(table), file);
      await duck.run(`CREATE VIEW ${view} AS SELECT * FROM '${file}'`);
    }
    for (const [name, sql] of queries) {
      const answered = await Promise.all(
        ['support', 'sales'].map(async (endpoint) => {
          const asked = (text = '') =>
            text.replaceAll('2026-11-24', '2026-11-18').replaceAll("'support'", `'${endpoint}'`);
          const local = plain(rows(asked(documentedQueries('sql.md').get(name))));
          const inAthena = plain((await duck.runAndReadAll(asked(sql))).getRowObjectsJson());
          // There every answer is a row, with its own time and fingerprint; here what is known is that of its run.
          const asRuns = (row: Record<string, unknown>) => {
            const { fingerprint: _, ...others } = row;
            const toTheMinute = (value: unknown) => String(value).slice(0, 16);
            return { ...others, first_seen: toTheMinute(row.first_seen), last_seen: toTheMinute(row.last_seen) };
          };
          const isFiner = name === 'Who was served by what?';
          expect(isFiner ? inAthena.map(asRuns) : inAthena, name).toEqual(isFiner ? local.map(asRuns) : local);
          return local.length;
        }),
      );
      expect(Math.max(...answered), name).toBeGreaterThan(0);
    }
  });
});

describe('exported tables', () => {
  it('hold as Parquet, for DuckDB, what the views hold', async () => {
    const duck = await DuckDBConnection.create();
    const read = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjectsJson();
    for (const table of ['runs', 'verdicts', 'evidence', 'rates', 'incidents', 'conditions'] as const) {
      const file = join(folder.path, `${table}.parquet`);
      const columns = columnsOf(table);
      await writeParquet(tableRows(table, { endpoint: 'support' }, stores), columns, file);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const names = columns.map(({ name }) => name).join(', ');
      const order = columns.slice(0, 4).map(({ name }) => name);
      const inView = rows(`SELECT ${names} FROM pinwatch_${table} WHERE endpoint = 'support' ORDER BY ${order}`);
      const asSqlite = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
      const inFile = (await read(`SELECT ${names} FROM '${file}' ORDER BY ${order}`)).map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asSqlite(value)])),
      );
      expect(inFile.length, table).toBeGreaterThan(0);
      expect(inFile, table).toEqual(inView.map((row) => ({ ...row })));
    }
    const answers = join(folder.path, 'answers.parquet');
    await writeParquet(tableRows('answers', { endpoint: 'sales' }, stores), columnsOf('answers'), answers);
    expect(
      await read(`SELECT golden, model, error, output_tokens FROM '${answers}' ORDER BY golden, repetition`),
    ).toEqual([
      { golden: 'reply-01', model: 'gpt-4.1-2025-04-14', error: null, output_tokens: 7 },
      { golden: 'reply-01', model: 'gpt-4.1-2025-04-14', error: null, output_tokens: 7 },
      { golden: 'story-07', model: 'gpt-4.1-2025-09-30', error: null, output_tokens: 7 },
      { golden: 'story-07', model: null, error: 'rate-limited', output_tokens: null },
    ]);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('as CSV have a head once, every line end and quote, and no formula', async () => {
    async function* hostile() {
      for (let i = 0; i < 501; i++) yield { text: i === 0 ? '=HYPERLINK("http://x")' : 'a "b",\r\nc' };
    }
    let csv = '';
    for await (const part of csvOf(hostile(), [{ name: 'text', type: 'text' }])) csv += part;
    expect(csv.startsWith(`text\n"'=HYPERLINK(""http://x"")"\n"a ""b"",\r\nc"\n`)).toBe(true);
    expect(csv.match(/text/g)).toHaveLength(1);
  });
});
