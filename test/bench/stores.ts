import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Stores } from '../../lib/ports/stores.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { judgement, plan, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const draws = 1000;
const sizes = [1_000, 100_000] as const;

/** Prints how fast draws are stored durably, and whether looking at the newest runs slows down with the history. */
export async function run(): Promise<void> {
  using folder = temporaryFolder();
  using stores = openLocalStores(folder.path);
  console.log(`local store: ${draws} durable draws at ${await drawsPerSecond(stores)} a second, then sealed`);

  await stores.judgements.put(judgement('run-1'));
  const latencies: number[][] = [];
  for (const size of sizes) {
    fillHistory(folder.path, size);
    const row: number[] = [];
    for (const look of [lastRuns, lastJudgements, oneMonth, oneRun]) row.push(await medianMs(() => look(stores)));
    latencies.push(row);
  }
  ['last 50 runs', 'last 50 judgements', 'a month of runs', 'one run'].forEach((title, i) => {
    const [few = 0, many = 0] = latencies.map((row) => row[i] as number);
    console.log(
      `local store: ${title} in ${few.toFixed(2)} ms of ${sizes[0]} runs, ${many.toFixed(2)} ms of ${sizes[1]}: ratio ${(many / few).toFixed(2)}`,
    );
  });
}

async function drawsPerSecond(stores: Stores): Promise<number> {
  await stores.runs.open(plan('run-1', { plannedAt: '2026-01-01T00:00:00.000Z' }));
  const began = performance.now();
  for (let i = 0; i < draws; i++) await stores.runs.putSample(sample('run-1', 'reply-01', i));
  const seconds = (performance.now() - began) / 1000;
  await stores.runs.close('run-1', { status: 'finished', finishedAt: '2026-01-01T00:10:00.000Z' });
  return Math.round(draws / seconds);
}

/** Copies the one run and its judgement until there are `size`, an hour apart; one transaction, since this is not measured. */
function fillHistory(folder: string, size: number): void {
  const database = new DatabaseSync(join(folder, 'history.sqlite'));
  const numbers = `WITH RECURSIVE hours (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM hours WHERE n < ${size - 1})`;
  const at = `strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', '+' || n || ' hours')`;
  database.exec(`BEGIN;
    ${numbers} INSERT OR IGNORE INTO runs
      SELECT 'copy-' || n, endpoint, epoch, ${at}, status, seed, json_set(record, '$.run', 'copy-' || n, '$.plannedAt', ${at}), object
      FROM runs, hours WHERE run = 'run-1';
    ${numbers} INSERT OR IGNORE INTO judgements
      SELECT 'copy-' || n, endpoint, epoch, ${at}, json_set(judgement, '$.run', 'copy-' || n)
      FROM judgements, hours WHERE run = 'run-1';
    COMMIT`);
  database.close();
}

const endpoint = 'support';
const lastRuns = (stores: Stores) => stores.runs.list({ endpoint, last: 50 });
const lastJudgements = (stores: Stores) => stores.judgements.list({ endpoint, epoch: 1, last: 50 });
const oneMonth = (stores: Stores) =>
  stores.runs.list({ endpoint, from: '2026-01-05T00:00:00Z', until: '2026-02-05T00:00:00Z' });
const oneRun = (stores: Stores) => stores.runs.samples('copy-500');

/** Median of 41 looks, after one that warms up. */
async function medianMs(look: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  await look();
  for (let i = 0; i < 41; i++) {
    const began = performance.now();
    await look();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[20] as number;
}
