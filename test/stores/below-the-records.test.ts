import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentHash } from '../../lib/domain/content-hash.ts';
import { UnreadableError } from '../../lib/domain/errors.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { type LocalStores, openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { failedSample, golden, plan, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

let temporary: ReturnType<typeof temporaryFolder>;
let folder: string;
let stores: LocalStores;
beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'data');
  stores = openLocalStores(folder);
});
afterEach(() => {
  stores.close();
  temporary.remove();
});

async function sealed(run: string, samples: readonly Sample[]): Promise<void> {
  await stores.runs.open(plan(run));
  for (const one of samples) await stores.runs.putSample(one);
  await stores.runs.close(run, finished);
}

const two = (run: string) => [sample(run, 'reply-01', 0), sample(run, 'reply-01', 1)];
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const objects = () => files().filter((file) => file.endsWith('.jsonl.gz'));
async function listed<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

describe('a look below the records', () => {
  it('finds nothing where all is well', async () => {
    await sealed('run-1', two('run-1'));
    expect(stores.inspect()).toEqual({ damage: [], orphans: [] });
  });

  it('finds outputs that no run names, and what is in them', async () => {
    await sealed('run-1', two('run-1'));
    await sealed('run-2', [sample('run-2', 'story-07', 0)]);
    const [first] = await stores.runs.list({ endpoint: 'support' });
    await stores.erasure.replaceSamples(String(first?.run), []);
    const { orphans } = stores.inspect();
    expect(orphans).toHaveLength(1);
    expect(stores.samplesIn(orphans[0] as ContentHash)).toEqual(two('run-1'));
    const [file] = objects().filter((one) => one.includes(orphans[0] as string));
    writeFileSync(file as string, 'no gzip');
    expect(() => stores.samplesIn(orphans[0] as ContentHash)).toThrow(UnreadableError);
  });

  it('takes only files for outputs that are named as outputs are', async () => {
    await sealed('run-1', two('run-1'));
    const place = dirname(objects()[0] as string);
    for (const name of [`${'a'.repeat(64)}.jsonl.gz.bak`, `x${'a'.repeat(64)}.jsonl.gz`, `${'a'.repeat(63)}.jsonl.gz`])
      writeFileSync(join(place, name), 'x');
    for (const other of ['abc', 'partial', 'xaa']) {
      mkdirSync(join(folder, 'objects', other), { recursive: true });
      writeFileSync(join(folder, 'objects', other, `${'b'.repeat(64)}.jsonl.gz`), 'x');
    }
    expect(stores.inspect().orphans).toEqual([]);
  });

  it.each([
    ['lists', 8, 40], // where the rows of a page are
    ['gives up at', 0, 8], // what a page is
  ])('finds what SQLite %s as damaged, and goes on', async (_, from, until) => {
    await sealed('run-1', two('run-1'));
    for (let i = 0; i < 40; i++) await stores.goldens.put({ ...golden('x'), version: `${i}`.padStart(64, '0') });
    stores.close();
    const path = join(folder, 'history.sqlite');
    const bytes = readFileSync(path);
    const at = bytes.lastIndexOf(`${39}`.padStart(64, '0'));
    const page = 4096 * Math.floor(at / 4096);
    bytes.fill(0xff, page + from, page + until);
    writeFileSync(path, bytes);
    stores = openLocalStores(folder, { evenEmptied: true });
    const { damage } = stores.inspect();
    expect(damage.length).toBeGreaterThan(0);
    expect(damage.length).toBeLessThanOrEqual(20);
    expect(damage).not.toContain('ok');
    expect(await stores.runs.samples('run-1')).toEqual(two('run-1'));
  });
});

describe('an emptied history', () => {
  it('is one without runs beside outputs; an open run alone is a history', async () => {
    await sealed('run-1', two('run-1'));
    stores.close();
    for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `history.sqlite${part}`), { force: true });
    expect(() => openLocalStores(folder)).toThrow(/expected the history of the runs whose answers stand in objects/);
    expect(existsSync(join(folder, 'history.sqlite')), 'none was made').toBe(false);
    stores = openLocalStores(folder, { evenEmptied: true });
    await stores.runs.open(plan('run-2'));
    stores.close();
    stores = openLocalStores(folder);
  });

  it('is a new one where only the folders of outputs are left', async () => {
    await sealed('run-1', two('run-1'));
    stores.close();
    for (const file of objects()) writeFileSync(`${file}.bak`, 'x');
    for (const file of [...objects(), ...files().filter((one) => basename(one).startsWith('history.sqlite'))])
      rmSync(file);
    stores = openLocalStores(folder);
    expect(await stores.runs.list({ endpoint: 'support' })).toEqual([]);
  });
});

describe('what is erased', () => {
  it('is looked for in every run that is over, and in no other', async () => {
    await sealed('run-2', two('run-2'));
    await sealed('run-1', []);
    await stores.runs.open(plan('run-3'));
    expect(await listed(stores.erasure.sealedRuns())).toEqual(['run-1', 'run-2']);
  });

  it('is gone from the outputs of its run, which keeps its record, and from the disk once it is finished', async () => {
    await sealed('run-1', two('run-1'));
    await sealed('run-2', two('run-2'));
    const record = await stores.runs.get('run-1');
    const kept = [failedSample('run-1', 'reply-01', 0)];
    await stores.erasure.replaceSamples('run-1', kept);
    expect(await stores.runs.samples('run-1')).toEqual(kept);
    expect(await stores.runs.get('run-1')).toEqual(record);
    expect(objects()).toHaveLength(3);
    mkdirSync(join(folder, 'objects/partial'), { recursive: true });
    writeFileSync(join(folder, 'objects/partial/half-written'), 'Dear customer');
    await stores.erasure.finish();
    expect(objects()).toHaveLength(2);
    expect(files().filter((file) => file.includes('partial'))).toEqual([]);
    expect(await stores.runs.samples('run-1')).toEqual(kept);
    expect(await stores.runs.samples('run-2')).toEqual(two('run-2'));
    await stores.erasure.replaceSamples('run-1', []);
    expect(await stores.runs.samples('run-1')).toEqual([]);
  });

  it('are versions of goldens, by their hash; no byte of them is left in the history', async () => {
    const [secret, other] = [golden('secret-golden'), golden('kept-golden')];
    await stores.goldens.put(secret);
    await stores.goldens.put(other);
    expect((await listed(stores.erasure.goldens())).map(({ id }) => id).sort()).toEqual([
      'kept-golden',
      'secret-golden',
    ]);
    await stores.erasure.removeGolden(secret);
    await stores.erasure.finish();
    expect(await stores.goldens.get(secret.version)).toBeUndefined();
    expect(await stores.goldens.get(other.version)).toEqual(other);
    for (const file of files()) expect(readFileSync(file).includes('secret-golden'), file).toBe(false);
  });
});

describe('what a killed process left half-written', () => {
  it('is swept away a day later, and not before', () => {
    const partial = join(folder, 'objects/partial');
    mkdirSync(partial, { recursive: true });
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    for (const [name, hours] of [
      ['old', 24.1],
      ['young', 23.9],
    ] as const) {
      writeFileSync(join(partial, name), 'x');
      utimesSync(join(partial, name), hoursAgo(hours), hoursAgo(hours));
    }
    stores.close();
    stores = openLocalStores(folder);
    expect(readdirSync(partial)).toEqual(['young']);
  });
});
