import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { epoch, golden, incident, judgement, plan, sample } from '../contract/stored-records.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { deathAt, faultyStores, lostAnswers, pauseAt } from '../helpers/faulty-aws.ts';
import { faultyProxy } from '../helpers/faulty-proxy.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-west-1';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;
const samplesKey = 'samples/endpoint=support/date=2026-11-22/run-1.jsonl.gz';

/** 200 KB that no packing makes smaller, told apart by their first byte. */
function incompressible(first: number): Buffer {
  const blocks = Array.from({ length: 6_250 }, (_, i) => createHash('sha256').update(`${first} ${i}`).digest());
  return Buffer.concat([Buffer.of(first), ...blocks]);
}

describeWithMoto('S3 and DynamoDB', () => {
  let moto: MotoServer;
  let s3: S3Client;
  let names: { endpoint: string; bucket: string; table: string };
  let stores: Stores;
  let made = 0;
  beforeAll(async () => {
    moto = await startMoto();
    s3 = new S3Client({ endpoint: moto.endpoint, forcePathStyle: true });
  });
  afterAll(() => moto?.stop());
  beforeEach(async () => {
    names = { bucket: `faults-${++made}`, table: `faults-${made}`, endpoint: moto.endpoint };
    await makeResources(moto.endpoint, names.bucket, names.table);
    stores = openAwsStores(names);
  });

  async function keys(): Promise<string[]> {
    const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: names.bucket }));
    return contents.map(({ Key: key }) => key as string);
  }

  async function content(key: string): Promise<Buffer> {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: names.bucket, Key: key }));
    return Buffer.from((await body?.transformToByteArray()) ?? []);
  }

  async function storeOneRun(): Promise<void> {
    await stores.runs.open(plan('run-1'));
    for (const repetition of [1, 0]) await stores.runs.putSample(sample('run-1', 'reply-01', repetition));
    await stores.runs.close('run-1', finished);
  }

  describe('the bucket', () => {
    it('holds a sealed run as one object of its endpoint and date, in the interchange format, and nothing else of it', async () => {
      await storeOneRun();
      expect(await keys()).toEqual([samplesKey]);
      const lines = gunzipSync(await content(samplesKey))
        .toString()
        .trimEnd()
        .split('\n');
      // Its endpoint is the partition that it stands in, which no column may repeat.
      const kept = [0, 1].map((i) => sample('run-1', 'reply-01', i)).map(({ endpoint: _, ...draw }) => draw);
      expect(lines.map((line) => JSON.parse(line))).toEqual(kept);
    });

    it('keeps a checksum of what it was sent', async () => {
      await storeOneRun();
      const object = await s3.send(
        new GetObjectCommand({ Bucket: names.bucket, Key: samplesKey, ChecksumMode: 'ENABLED' }),
      );
      expect(object.ChecksumSHA256).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    });

    it('keeps one body of a detector whose state does not fit the table, whoever saves', async () => {
      expect(await stores.detectors.save('support', incompressible(1), 0)).toBe(true);
      const wins = await Promise.all(
        [2, 3, 4].map((first) => stores.detectors.save('support', incompressible(first), 1)),
      );
      expect(wins.filter(Boolean)).toHaveLength(1);
      expect((await stores.detectors.load('support'))?.state[0]).toBe(2 + wins.indexOf(true));
      expect(await keys()).toEqual([expect.stringMatching(/^bodies\/detectors\/support\//)]);
      await stores.detectors.save('support', Uint8Array.of(5), 2);
      expect(await keys()).toEqual([]);
    });

    it.each([
      ['missing', async () => void (await s3.send(new DeleteObjectCommand({ Bucket: names.bucket, Key: samplesKey })))],
      ['damaged', () => replaceSamples(Buffer.from('no gzip'))],
      ['damaged', () => replaceSamples(gzipSync(`${JSON.stringify(sample('run-1', 'reply-01', 0))}\n`))],
    ])('that lost its samples is one clear error (%s)', async (word, damage) => {
      await storeOneRun();
      await damage();
      await expect(stores.runs.samples('run-1')).rejects.toMatchObject({
        name: 'StoreError',
        message: expect.stringMatching(`^s3://${names.bucket}/${samplesKey}: ${word}`),
      });
    });

    async function replaceSamples(bytes: Uint8Array): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: names.bucket, Key: samplesKey, Body: bytes }));
    }
  });

  describe('a process that dies at any request', () => {
    it.each([{ answered: false }, { answered: true }])(
      'loses no draw it acknowledged and leaves nothing that the next one cannot finish ($answered)',
      async (how) => {
        for (let request = 1; ; request++) {
          const run = `run-${request}`;
          const fault = deathAt(request, how);
          const acknowledged: number[] = [];
          await life(faultyStores(names, fault), run, acknowledged).catch(() => undefined);

          const found = (await stores.runs.samples(run)).map(({ repetition }) => repetition);
          expect([acknowledged, [...acknowledged, acknowledged.length]]).toContainEqual(found);
          await life(stores, run, []);
          expect(await stores.runs.samples(run)).toEqual([0, 1].map((i) => sample(run, 'reply-01', i)));
          expect(await stores.runs.get(run)).toMatchObject({ ...finished, completed: 2 });
          expect(await stores.runs.list({ endpoint: 'support', last: 1 })).toMatchObject([{ run, ...finished }]);
          expect(await stores.runs.openPlans()).toEqual([]);
          if (!fault.died()) break;
          expect(request).toBeLessThan(100);
        }
      },
    );

    async function life(by: Stores, run: string, acknowledged: number[]): Promise<void> {
      const plannedAt = new Date(Date.UTC(2026, 10, 22) + Number(run.slice(4)) * 1000).toISOString();
      await by.runs.open(plan(run, { plannedAt }));
      for (const repetition of [0, 1]) {
        const known = await by.runs.samples(run, [{ golden: 'reply-01', repetition }]);
        if (known.length === 0) await by.runs.putSample(sample(run, 'reply-01', repetition));
        acknowledged.push(repetition);
      }
      await by.runs.close(run, finished);
    }
  });

  describe('two processes, each standing still before any of its requests while the other goes on', () => {
    /** Starts one call, lets it come to its request number `at`, or to its end. */
    async function start<T>(at: number, call: (by: Stores) => Promise<T>) {
      const pause = pauseAt(at);
      const result = call(faultyStores(names, pause)).then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      );
      await Promise.race([pause.reached, result]);
      return async () => {
        pause.resume();
        return await result;
      };
    }

    it('agree on the end of a run', async () => {
      for (let at = 1; at <= 9; at++) {
        const run = `run-${at}`;
        await stores.runs.open(plan(run));
        await stores.runs.putSample(sample(run, 'reply-01', 0));
        const slow = await start(at, (by) => by.runs.close(run, finished));
        const record = await stores.runs.close(run, { status: 'closed', finishedAt: '2026-11-22T10:00:00.000Z' });
        expect(await slow()).toEqual({ value: record });
        expect(await stores.runs.get(run)).toEqual(record);
        expect(await stores.runs.samples(run)).toHaveLength(1);
      }
    });

    it('see a whole run while it is being sealed', async () => {
      for (let at = 1; at <= 8; at++) {
        const run = `run-${at}`;
        const draws = [0, 1].map((i) => sample(run, 'reply-01', i, { endpoint: run }));
        await stores.runs.open(plan(run, { endpoint: run }));
        for (const draw of draws) await stores.runs.putSample(draw);
        const reading = await start(at, (by) => by.runs.samples(run));
        const listing = await start(at, (by) => by.runs.list({ endpoint: run }));
        const planning = await start(at, (by) => by.runs.openPlans(run));
        await stores.runs.close(run, finished);
        expect(await reading()).toEqual({ value: draws });
        expect(await listing()).toMatchObject({ value: [{ run, completed: 2 }] });
        expect(await planning()).toMatchObject({ value: expect.any(Array) });
      }
    });

    it('agree on whether a draw is part of a run that is being sealed', async () => {
      const seen = new Set<string>();
      for (let drawAt = 1; drawAt <= 4; drawAt++)
        for (let closeAt = 1; closeAt <= 9; closeAt++) {
          const run = `run-${drawAt}-${closeAt}`;
          const draw = sample(run, 'reply-01', 1);
          await stores.runs.open(plan(run));
          await stores.runs.putSample(sample(run, 'reply-01', 0));
          const drawing = await start(drawAt, (by) => by.runs.putSample(draw));
          const closing = await start(closeAt, (by) => by.runs.close(run, finished));
          const drawn = await drawing();
          const closed = await closing();

          const kept = (await stores.runs.samples(run)).length === 2;
          expect(drawn).toEqual(
            kept
              ? { value: 'stored' }
              : {
                  error: expect.objectContaining({ name: 'StoreError', message: expect.stringContaining('too late') }),
                },
          );
          expect(closed).toEqual({ value: await stores.runs.get(run) });
          expect(closed).toMatchObject({ value: { completed: kept ? 2 : 1 } });
          seen.add(kept ? 'kept' : 'refused');
        }
      expect(seen).toEqual(new Set(['kept', 'refused']));
    });
  });

  it('do what was asked though both are throttled and answer in part', async () => {
    const harmed = new Map<string, number>();
    // Longer than the SDK itself tries: a transaction that is cancelled is an answer to it.
    const most: Record<string, number> = { 'dynamodb TransactWriteItems': 4, 's3 POST': 4 };
    const proxy = await faultyProxy(moto.endpoint, ({ what }) => {
      const before = harmed.get(what) ?? 0;
      if (before >= (most[what] ?? 1) && !/Query|GET/.test(what)) return undefined;
      harmed.set(what, before + 1);
      return /Query|POST/.test(what) || (what === 's3 GET' && before > 0) ? 'partial' : 'throttled';
    });
    try {
      const throttled = openAwsStores({ ...names, endpoint: proxy.endpoint });
      await throttled.runs.open(plan('run-1'));
      for (const repetition of [0, 1, 2]) await throttled.runs.putSample(sample('run-1', 'reply-01', repetition));
      await throttled.detectors.save('support', incompressible(1), 0);
      await throttled.detectors.save('support', incompressible(2), 1);
      expect(await throttled.runs.close('run-1', finished)).toMatchObject({ ...finished, completed: 3 });
      expect(await throttled.runs.samples('run-1')).toEqual([0, 1, 2].map((i) => sample('run-1', 'reply-01', i)));
      expect(await throttled.incidents.put(incident('i-1', 0))).toBe(true);
      expect((await keys()).filter((key) => key.startsWith('bodies/'))).toHaveLength(1);
      expect(harmed.get('dynamodb TransactWriteItems')).toBe(4);
      expect(harmed.get('s3 POST')).toBe(4);
      throttled.close();
    } finally {
      proxy.close();
    }
  });

  it('takes its own first try for its own when answers get lost and the SDK asks again', async () => {
    const unlucky = faultyStores(names, lostAnswers());
    const at = '2026-11-22T09:00:00.000Z';
    await unlucky.runs.open(plan('run-1'));
    expect(await unlucky.runs.putSample(sample('run-1', 'reply-01', 0))).toBe('stored');
    expect(await unlucky.runs.putSample(sample('run-1', 'reply-01', 0, { text: 'again' }))).toBe('duplicate');
    expect(await unlucky.epochs.add(epoch(1))).toBe(true);
    expect(await unlucky.epochs.add(epoch(1))).toBe(false);
    expect(await unlucky.detectors.save('support', Uint8Array.of(1), 0)).toBe(true);
    expect(await unlucky.detectors.save('support', Uint8Array.of(1), 0)).toBe(false);
    expect(await unlucky.incidents.put(incident('i-1', 0))).toBe(true);
    expect(await unlucky.incidents.put(incident('i-1', 1))).toBe(true);
    expect(await unlucky.incidents.put(incident('i-1', 1))).toBe(false);
    expect(await unlucky.alerts.claim('alert-1', at)).toBe(true);
    expect(await unlucky.alerts.claim('alert-1', at)).toBe(false);
    await unlucky.judgements.put(judgement('run-1'));
    await unlucky.goldens.put(golden('reply-01'));
    expect(await unlucky.runs.close('run-1', finished)).toMatchObject({ ...finished, completed: 1 });
  });

  it('asks for no more than it says: three requests a draw, and of a shard a list and what is there, once', async () => {
    const requests: string[] = [];
    const counted = faultyStores(names, (send, request) => {
      requests.push(request);
      return send();
    });
    await stores.runs.open(plan('run-1'));
    for (const repetition of [0, 1, 2]) await stores.runs.putSample(sample('run-1', 'story-07', repetition));
    await counted.runs.putSample(sample('run-1', 'reply-01', 0));
    expect(requests.splice(0)).toEqual(['GetItem', 'PutObject', 'GetItem']);
    await counted.runs.samples(
      'run-1',
      [0, 1].map((repetition) => ({ golden: 'reply-01', repetition })),
    );
    expect(requests.splice(0)).toEqual(['GetItem', 'ListObjectsV2', 'GetObject', 'GetItem']);
    await counted.runs.get('run-1');
    await counted.runs.close('run-1', { status: 'closed', finishedAt: '2026-11-22T09:10:00.000Z' });
    const reads = requests.filter((name) => name === 'GetObject');
    expect(reads, 'the three others, and what they were sealed to').toHaveLength(3 + 1);
  });

  it.each([
    ['bucket', (wrong: Stores) => wrong.goldens.get('v'), 'expected a bucket of this name, got none'],
    [
      'table',
      (wrong: Stores) => wrong.runs.get('run-1'),
      'expected a table of this name, got none in this account and region',
    ],
  ] as const)('names a missing %s in one line', async (kind, call, what) => {
    using wrong = openAwsStores({ ...names, [kind]: 'nowhere' });
    await expect(call(wrong)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [{ where: `${kind} nowhere`, what }],
    });
  });
});
