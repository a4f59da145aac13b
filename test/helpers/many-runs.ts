import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { Life } from '../life/life.ts';

export interface ManyRuns {
  readonly endpoints: number;
  /** Hourly runs of each endpoint, the newest an hour before now. */
  readonly runs: number;
  /** Goldens of a judgement. @default 20 */
  readonly goldens?: number;
}

/** Ids of the endpoints: e-001, e-002 and so on. */
export const endpointId = (number: number) => `e-${String(number).padStart(3, '0')}`;

/**
 * A project with a long history: one endpoint lives through a few runs for real, and its last run and judgement are copied
 * for every endpoint and hour. Judgements get scores and rates of as many goldens as are asked for; four incidents each.
 */
export async function makeManyRuns(folder: string, { endpoints, runs, goldens = 20 }: ManyRuns): Promise<void> {
  const data = join(folder, '.pinwatch');
  {
    using stores = openLocalStores(data);
    const life = new Life('many runs', { stores, goldens: ['letter'], baselineRuns: 8, falseAlarmsPerYear: 300 });
    await life.live(20);
  }
  writeProject(folder, endpoints);
  // Node defends a database from being written without a journal, which is what makes this quick.
  const database = new DatabaseSync(join(data, 'history.sqlite'), { defensive: false });
  try {
    copyRuns(database, endpoints, runs, goldens);
  } finally {
    database.close();
  }
}

function writeProject(folder: string, endpoints: number): void {
  const one = (_: unknown, i: number) =>
    [
      `  - id: ${endpointId(i + 1)}`,
      '    provider: openai',
      '    model: pinned-1',
      '    baseURL: http://localhost:8000/v1',
      '    repetitions: 2',
      '    baselineRuns: 8',
      '    maxAttempts: 2',
    ].join('\n');
  const list = Array.from({ length: endpoints }, one).join('\n');
  writeFileSync(join(folder, 'pinwatch.yaml'), `version: 1\nevery: 1h\nfalseAlarmsPerYear: 300\nendpoints:\n${list}\n`);
  mkdirSync(join(folder, 'goldens'), { recursive: true });
  writeFileSync(
    join(folder, 'goldens/letter.yaml'),
    "id: letter\nmessages:\n  - role: user\n    content: 'Write about letter.'\n",
  );
}

function copyRuns(database: DatabaseSync, endpoints: number, runs: number, goldens: number): void {
  // A column is copied as text with marks in the place of what differs from run to run.
  const marked = (column: string, table: string) =>
    String(database.prepare(`SELECT ${column} AS text FROM ${table} ORDER BY at DESC LIMIT 1`).get()?.text);
  const { run, at } = database.prepare('SELECT run, at FROM runs ORDER BY at DESC LIMIT 1').get() as {
    run: string;
    at: string;
  };
  const withMarks = (text: string) =>
    text.replaceAll(run, '@RUN').replaceAll(at, '@AT').replaceAll('"support"', '"@ENDPOINT"');
  const record = withMarks(marked('record', 'runs'));
  const judgement = JSON.parse(withMarks(marked('judgement', 'judgements')));
  judgement.evidence.goldens = Array.from({ length: goldens }, (_, i) => ({
    golden: `golden-${i}@c4ae4b7af0ca`,
    score: i / 7,
  }));
  judgement.evidence.rates = Array.from({ length: goldens * 2 }, (_, i) => ({
    name: `expectation-${i % 2}`,
    kind: 'expectation',
    golden: `golden-${i >> 1}@c4ae4b7af0ca`,
    count: 0,
    draws: 2,
  }));
  // The life had a server of its own; what is configured must be what was watched, or its verdicts say nothing about now.
  const epoch = String(database.prepare('SELECT epoch FROM epochs LIMIT 1').get()?.epoch)
    .replaceAll('"support"', '"@ENDPOINT"')
    .replaceAll('"openai-compatible"', '"openai"');
  const incident = {
    ...{ id: '@RUN', endpoint: '@ENDPOINT', epoch: 1, status: 'resolved', openedAt: '@AT', openedByRun: '@RUN' },
    ...{ updatedAt: '@AT', lastRun: '@RUN', resolvedAt: '@AT', revision: 3 },
  };
  const newest = Math.floor(Date.now() / 3_600_000) * 3600 - 600;
  const fill = (parameter: string) =>
    `replace(replace(replace(${parameter}, '@RUN', strftime('%Y%m%dT%H%M%S000Z-', time, 'unixepoch') || endpoint),
                     '@AT', strftime('%Y-%m-%dT%H:%M:%S.000Z', time, 'unixepoch')), '@ENDPOINT', endpoint)`;
  const hours = `WITH RECURSIVE
    hours (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM hours WHERE n < ${runs - 1}),
    places (endpoint) AS (VALUES ${Array.from({ length: endpoints }, (_, i) => `('${endpointId(i + 1)}')`).join(', ')}),
    made AS (SELECT endpoint, ${newest} - (${runs - 1} - n) * 3600 AS time, n FROM places, hours)`;
  const key = `${fill("'@RUN'")}, endpoint`;
  // Made in one go, with nothing to go back to: a log would hold all of it again.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; BEGIN');
  database
    .prepare(`INSERT INTO runs (run, endpoint, epoch, at, status, seed, record, object)
      ${hours} SELECT ${key}, 1, ${fill("'@AT'")}, 'finished', '', ${fill('?')}, NULL FROM made`)
    .run(record);
  database
    .prepare(`INSERT INTO judgements (run, endpoint, epoch, at, judgement)
      ${hours} SELECT ${key}, 1, ${fill("'@AT'")}, ${fill('?')} FROM made`)
    .run(JSON.stringify({ ...judgement, sequence: undefined }));
  database
    .prepare(`INSERT INTO epochs (endpoint, number, epoch)
      ${hours} SELECT endpoint, 1, ${fill('?')} FROM made WHERE n = 0`)
    .run(epoch);
  database
    .prepare(`INSERT INTO incidents (id, endpoint, at, revision, incident)
      ${hours} SELECT ${key}, ${fill("'@AT'")}, 3, ${fill('?')} FROM made WHERE n % ${Math.max(1, Math.floor(runs / 4))} = 5`)
    .run(JSON.stringify(incident));
  database.exec('COMMIT; PRAGMA journal_mode = WAL');
}
