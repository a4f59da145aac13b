import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashBytes } from '../../lib/domain/content-hash.ts';
import { summaryOf } from '../../lib/domain/verdict/judgement-summary.ts';
import type { RunQuery } from '../../lib/ports/run-store.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { applicationId, migrations, schemaVersion } from '../../lib/stores/sqlite/schema.ts';
import { selection } from '../../lib/stores/sqlite/selection.ts';
import { condition, golden, judgement, plan, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

let temporary: ReturnType<typeof temporaryFolder>;
let folder: string;
let history: string;
beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'data');
  history = join(folder, 'history.sqlite');
});
afterEach(() => temporary.remove());

/** A folder with one sealed run of two samples. */
async function storeOneRun(): Promise<void> {
  using stores = openLocalStores(folder);
  await stores.runs.open(plan('run-1'));
  await stores.runs.putSample(sample('run-1', 'reply-01', 0));
  await stores.runs.putSample(sample('run-1', 'reply-01', 1));
  await stores.runs.close('run-1', finished);
}

function files(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const objectFile = () => files().find((file) => file.endsWith('.jsonl.gz')) as string;

/** Changes the history as somebody else's program would. */
function tamper(sql: string): void {
  const database = new DatabaseSync(history);
  database.exec(sql);
  database.close();
}

function failure(work: () => unknown): Error & { problems?: unknown } {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected it to fail');
}

describe('a data folder', () => {
  it('is made when it is missing, for its owner only', async () => {
    await storeOneRun();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual(['history.sqlite', 'objects']);
  });

  it('keeps the samples of a sealed run as one object in the interchange format, named after its content', async () => {
    await storeOneRun();
    const content = gunzipSync(readFileSync(objectFile()));
    const hash = hashBytes(content);
    expect(objectFile()).toBe(join(folder, 'objects', hash.slice(0, 2), `${hash}.jsonl.gz`));
    const lines = content.toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      sample('run-1', 'reply-01', 0),
      sample('run-1', 'reply-01', 1),
    ]);
  });

  it('keeps no rows of a run that is sealed', async () => {
    await storeOneRun();
    const database = new DatabaseSync(history);
    const rows = database.prepare(
      'SELECT (SELECT count(*) FROM open_samples) + (SELECT count(*) FROM open_plans) AS n',
    );
    expect(rows.get()).toMatchObject({ n: 0 });
    database.close();
  });

  it('lets go of what a killed process left half-written, a day later', async () => {
    await storeOneRun();
    const [old, recent] = ['old', 'recent'].map((name) => join(folder, 'objects', 'partial', name)) as [string, string];
    for (const file of [old, recent]) writeFileSync(file, 'half');
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(old, twoDaysAgo, twoDaysAgo);
    openLocalStores(folder).close();
    expect(readdirSync(join(folder, 'objects', 'partial'))).toEqual([basename(recent)]);
  });

  it('begins anew in a history that was never finished being made', () => {
    mkdirSync(folder);
    writeFileSync(history, '');
    openLocalStores(folder).close();
    expect(statSync(history).size).toBeGreaterThan(0);
  });

  it('writes nothing for a golden that it knows', async () => {
    using stores = openLocalStores(folder);
    await stores.goldens.put(golden('reply-01'));
    const before = statSync(`${history}-wal`).size;
    await stores.goldens.put(golden('reply-01'));
    expect(statSync(`${history}-wal`).size).toBe(before);
  });
});

describe('a data folder that cannot be used', () => {
  it('because it may not be written is refused, and can be looked at', async () => {
    await storeOneRun();
    chmodSync(folder, 0o555);
    chmodSync(temporary.path, 0o755);
    const script = resolve(import.meta.dirname, '../helpers/open-without-privileges.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
    expect(JSON.parse(stdout)).toEqual({
      problems: [{ where: folder, what: 'expected a folder that can be written, got permission denied' }],
      samples: 2,
    });
    chmodSync(folder, 0o755);
  });

  it('can be looked at in a folder that nobody may write, with changes still in the log of a killed process', async () => {
    await storeOneRun();
    // A second connection keeps the log from being folded into the database when the first one closes.
    const other = new DatabaseSync(join(folder, 'history.sqlite'));
    other.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    using stores = openLocalStores(folder);
    await stores.runs.open(plan('run-2'));
    stores.close();
    expect(statSync(join(folder, 'history.sqlite-wal')).size).toBeGreaterThan(0);
    const left = temporaryFolder();
    cpSync(folder, join(left.path, 'data'), { recursive: true });
    other.close();
    rmSync(join(left.path, 'data/history.sqlite-shm'), { force: true });
    chmodSync(join(left.path, 'data'), 0o555);
    chmodSync(left.path, 0o755);
    const script = resolve(import.meta.dirname, '../helpers/open-without-privileges.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, join(left.path, 'data')]);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 2 });
    expect(readdirSync(join(left.path, 'data')).filter((file) => file.endsWith('-shm'))).toEqual([]);
    chmodSync(join(left.path, 'data'), 0o755);
    left.remove();
  });

  it('of the first version goes on with everything in it, and keeps conditions from then on', async () => {
    await storeOneRun();
    const judged = judgement('run-1');
    {
      using stores = openLocalStores(folder);
      await stores.judgements.put(judged);
    }
    const fresh = new DatabaseSync(':memory:');
    fresh.exec(migrations[0] as string);
    const tables = (database: DatabaseSync) =>
      database
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
        .all();
    const first = tables(fresh).map(({ name }) => name);
    const old = new DatabaseSync(history);
    for (const { type, name } of tables(old).filter((one) => !first.includes(one.name)))
      old.exec(`DROP ${type} IF EXISTS ${name}`); // dropping a table drops what is on it
    old.exec('PRAGMA user_version = 1');
    expect(tables(old), 'what the first version made').toEqual(tables(fresh));
    expect(old.prepare('PRAGMA application_id').get()).toMatchObject({ application_id: applicationId });
    old.close();
    expect(failure(() => openLocalStores(folder, { readOnly: true })).message).toContain(
      `expected data of version ${schemaVersion}, got 1: the next run brings it up to date`,
    );
    using stores = openLocalStores(folder);
    expect(await stores.runs.samples('run-1')).toHaveLength(2);
    expect(await stores.conditions.open()).toEqual([]);
    expect(await stores.judgements.summaries({ endpoint: 'support' })).toEqual([summaryOf(judged)]);
    expect(await stores.conditions.put(condition('c-1', 0))).toBe(true);
    using view = openLocalStores(folder, { readOnly: true });
    expect(await view.conditions.open('support')).toEqual([condition('c-1', 0)]);
  });

  it.each([false, true])('of a newer version is refused and left as it is (readOnly: %s)', async (readOnly) => {
    await storeOneRun();
    tamper(`PRAGMA user_version = ${schemaVersion + 7}`);
    const before = files().map((file) => [file, hashBytes(readFileSync(file))]);
    const error = failure(() => openLocalStores(folder, { readOnly }));
    expect(error).toMatchObject({
      name: 'ConfigError',
      problems: [
        {
          where: folder,
          what: `expected data of version ${schemaVersion} or older, got version ${schemaVersion + 7}: a newer pinwatch wrote it`,
        },
      ],
    });
    expect(files().map((file) => [file, hashBytes(readFileSync(file))])).toEqual(before);
  });

  it('is recognised as newer even while its version stands only in the log of a killed process', async () => {
    await storeOneRun();
    // A connection that is still open has checkpointed nothing: what is on the disk is what a kill leaves behind.
    const killed = new DatabaseSync(history);
    killed.exec('PRAGMA user_version = 99');
    expect(failure(() => openLocalStores(folder)).message).toContain('got version 99');
    killed.close();
  });

  it('says that it is a file', () => {
    writeFileSync(folder, '');
    expect(failure(() => openLocalStores(folder))).toMatchObject({
      name: 'ConfigError',
      problems: [{ where: folder, what: 'expected a folder that can be written, got a file' }],
    });
  });

  it('says that it lies below a file', () => {
    writeFileSync(folder, '');
    const below = join(folder, 'deeper', 'still');
    expect(failure(() => openLocalStores(below))).toMatchObject({
      name: 'ConfigError',
      problems: [{ where: below, what: 'expected a folder that can be written, got a path below a file' }],
    });
  });

  it.each([
    ['text', 'these are not the bytes of a database\n'.repeat(100)],
    ['a few bytes', 'SQLite'],
  ])('with %s for a history is refused in one line', (_title, content) => {
    mkdirSync(folder);
    writeFileSync(history, content);
    for (const readOnly of [false, true])
      expect(failure(() => openLocalStores(folder, { readOnly }))).toMatchObject({
        name: 'StoreError',
        message: `${history}: expected a history of pinwatch, got another file or a damaged one`,
      });
    expect(readFileSync(history, 'utf8')).toBe(content);
  });

  it.each(['PRAGMA user_version = 1; CREATE TABLE notes (note)', 'CREATE TABLE notes (note)'])(
    'with the database of another program is refused (%s)',
    (sql) => {
      mkdirSync(folder);
      tamper(sql);
      expect(failure(() => openLocalStores(folder)).message).toContain('expected a history of pinwatch');
    },
  );

  it('with a torn history says so in one line', async () => {
    await storeOneRun();
    truncateSync(history, 4096 * 2);
    const message = await (async () => {
      using stores = openLocalStores(folder);
      return await stores.runs.list({ endpoint: 'support' });
    })().catch((error: Error) => `${error.name}: ${error.message}`);
    expect(message).toMatch(/^StoreError: .*history\.sqlite: the history is damaged \(.*\); put back a copy/);
  });

  it('with a history whose record is not one says which and not what', async () => {
    await storeOneRun();
    tamper(`UPDATE runs SET record = '{"run": "secret words'`);
    using stores = openLocalStores(folder);
    const error = await stores.runs.get('run-1').catch((caught: Error) => caught);
    expect(error).toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(/^run run-1 cannot be read: expected JSON/),
    });
    expect(String(error)).not.toContain('secret');
  });
});

describe('an object', () => {
  const readBack = async () => {
    using stores = openLocalStores(folder);
    return await stores.runs.samples('run-1').catch((error: Error) => `${error.name}: ${error.message}`);
  };

  it('that is missing is one clear error', async () => {
    await storeOneRun();
    const file = objectFile();
    rmSync(file);
    expect(await readBack()).toBe(`StoreError: ${file}: missing or unreadable`);
  });

  it('that is cut short is one clear error', async () => {
    await storeOneRun();
    truncateSync(objectFile(), 40);
    expect(await readBack()).toBe(`StoreError: ${objectFile()}: damaged, it cannot be unpacked`);
  });

  it('that holds something else than it was named after is one clear error', async () => {
    await storeOneRun();
    const other = `${JSON.stringify(sample('run-1', 'reply-01', 0))}\n`;
    writeFileSync(objectFile(), gzipSync(other));
    expect(await readBack()).toBe(
      `StoreError: ${objectFile()}: damaged, its content has the SHA-256 ${hashBytes(other)}`,
    );
  });
});

describe('a read-only view', () => {
  it('shows what is stored and refuses to write', async () => {
    await storeOneRun();
    using view = openLocalStores(folder, { readOnly: true });
    expect(await view.runs.samples('run-1')).toHaveLength(2);
    await expect(view.runs.open(plan('run-2'))).rejects.toMatchObject({ name: 'ConfigError' });
    expect(await view.runs.get('run-2')).toBeUndefined();
  });

  it('sees what another process stores meanwhile', async () => {
    using stores = openLocalStores(folder);
    using view = openLocalStores(folder, { readOnly: true });
    await stores.runs.open(plan('run-1'));
    expect(await view.runs.openPlans()).toEqual([plan('run-1')]);
  });

  it('of a folder that does not exist is empty and makes nothing', async () => {
    using view = openLocalStores(folder, { readOnly: true });
    expect(await view.runs.list({ endpoint: 'support' })).toEqual([]);
    await expect(view.runs.open(plan('run-1'))).rejects.toMatchObject({ name: 'ConfigError' });
    expect(readdirSync(temporary.path)).toEqual([]);
  });
});

describe('a query', () => {
  it('walks an index and sorts nothing, whatever it asks for', () => {
    openLocalStores(folder).close();
    const database = new DatabaseSync(history);
    const bounds: Omit<RunQuery, 'endpoint'>[] = [
      {},
      { last: 5 },
      { epoch: 1, last: 5 },
      { from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' },
      { epoch: 1, from: '2026-01-01T00:00:00Z' },
      { before: { at: '2026-06-01T00:00:00Z', run: 'run-1' }, last: 5 },
      { epoch: 1, before: { at: '2026-06-01T00:00:00Z', run: 'run-1' }, last: 5 },
    ];
    const planOf = ({ sql, parameters }: ReturnType<typeof selection>) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail);
    for (const bound of bounds) {
      const query = { endpoint: 'support', ...bound };
      const way = bound.epoch === undefined ? 'PRIMARY KEY' : 'INDEX summaries_by_epoch';
      expect(planOf(selection('*', 'summaries', query))).toEqual([
        expect.stringMatching(`^SEARCH summaries USING ${way} `),
      ]);
      expect(planOf(selection('*', 'summaries', query, { withFacts: true }))).toEqual([
        expect.stringMatching('^SEARCH summaries USING INDEX summaries_facts '),
      ]);
    }
    for (const table of ['runs', 'judgements'] as const)
      for (const bound of bounds) {
        const index = `${table}_by_${bound.epoch === undefined ? 'time' : 'epoch'}`;
        expect(planOf(selection('*', table, { endpoint: 'support', ...bound }))).toEqual([
          expect.stringMatching(`^SEARCH ${table} USING INDEX ${index} `),
        ]);
      }
    database.close();
  });
});
