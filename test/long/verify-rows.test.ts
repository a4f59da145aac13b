import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { itemKeys } from '../../lib/aws/names/runs-table.ts';
import type { AwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { nothingLooked } from '../../lib/monitor/verify/finding.ts';
import { verifyEndpoint } from '../../lib/monitor/verify/verify-endpoint.ts';
import { verifyPlaces } from '../../lib/monitor/verify/verify-places.ts';
import { HistoryDouble } from '../helpers/history-double.ts';
import { describeWithMoto } from '../helpers/moto-server.ts';
import { Life } from '../life/life.ts';

/** What is younger than an hour is let be. */
const later = () => new Date(Date.now() + 2 * 3_600_000);

describeWithMoto('the rows that SQL reads of a deployed history', () => {
  let double: HistoryDouble;
  let stores: AwsStores;
  let life: Life;
  let bucket: string;
  let table: string;
  beforeAll(async () => {
    double = await HistoryDouble.start();
  }, 60_000);
  beforeEach(async () => {
    stores = await double.begin();
    ({ bucket, table } = double);
    life = new Life('rows', { goldens: ['refund', 'story'], stores, baselineRuns: 8, falseAlarmsPerYear: 100 });
  }, 60_000);
  afterAll(() => double?.stop());

  const keys = (prefix: string) => double.keys(prefix);
  const bytes = async (Key: string) => {
    const { Body: body } = await double.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return Buffer.from((await body?.transformToByteArray()) ?? []);
  };
  const remove = (Key: string) => double.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  const copy = (from: string, to: string) => double.copy(from, to);
  const look = (repair = false, now = later()) => verifyPlaces(stores.inspection, { now, repair });
  const verdicts = (repair: boolean) => {
    const settings = judgingSettings(life.endpoint, life.project);
    return verifyEndpoint(life.endpoint, { stores, settings, repair }, nothingLooked());
  };

  it('are written again where they are missing, damaged or edited, as they were', async () => {
    await life.live(9);
    await life.world({ refusing: { '*': 0.95 } }).liveUntilDrift();
    expect(await look()).toEqual([]);
    const [verdict = '', other = ''] = await keys('history/verdicts/');
    const [evidence = ''] = await keys('history/evidence/');
    const [incident = ''] = await keys('history/incidents/');
    const harmed = [verdict, evidence, other, incident];
    const before = await Promise.all(harmed.map(bytes));
    await remove(verdict);
    await double.s3.send(new PutObjectCommand({ Bucket: bucket, Key: evidence, Body: 'no gzip' }));
    await copy((await keys('history/verdicts/')).at(-1) as string, other); // the verdict of another run
    await remove(incident);

    const found = await look();
    expect(found.map(({ where, repair }) => [where, repair]).sort()).toEqual(
      harmed.map((key) => [`s3://${bucket}/${key}`, 'possible']).sort(),
    );
    const saying = (key: string) => found.find(({ where }) => where.endsWith(key))?.what;
    const run = decodeURIComponent(/([^/]+)\.jsonl\.gz$/.exec(verdict)?.[1] ?? '');
    expect(saying(verdict)).toBe(`the rows for SQL that the judgement of run ${run} gives are missing`);
    expect(saying(evidence)).toMatch(/are damaged or other ones$/);
    expect(saying(other)).toMatch(/are damaged or other ones$/);
    expect(saying(incident)).toMatch(/^the rows for SQL that incident .* gives are missing$/);
    expect((await look(true)).every(({ repair }) => repair === 'repaired')).toBe(true);
    expect(await look()).toEqual([]);
    expect(await Promise.all(harmed.map(bytes))).toEqual(before);
  });

  it('are taken away where nothing gives them, but not while somebody may be at work', async () => {
    await life.live(3);
    const [key = ''] = await keys('history/verdicts/');
    const strays = [
      key.replace('verdicts', 'facts'), // the run found none
      key.replace('date=2026', 'date=2025'), // not the day of the run
      'history/verdicts/endpoint=support/date=2026-01-05/never-judged.jsonl.gz',
      'history/conditions/endpoint=removed/date=2026-01-05/50%.jsonl.gz',
    ];
    for (const stray of strays) await copy(key, stray);
    expect(await look(true, new Date())).toEqual([]);
    expect((await look(true)).map(({ where, repair }) => [where, repair]).sort()).toEqual(
      strays.map((stray) => [`s3://${bucket}/${stray}`, 'repaired']).sort(),
    );
    expect(await look()).toEqual([]);
    expect(await keys('history/verdicts/')).toHaveLength(3);
  });

  it.each(['gone', 'damaged'])(
    'are kept of a judgement whose body is %s, which is made again as it was',
    async (how) => {
      await life.live(10);
      const judgement = life.judgements[8];
      const run = String(judgement?.run);
      const { pk, sk } = itemKeys.listedJudgement('support', String(judgement?.evidence.at), run);
      const Key = { pk: { S: pk }, sk: { S: sk } };
      const set = (what: string, values: Record<string, { S: string } | { B: Uint8Array }>) =>
        double.dynamo.send(
          new UpdateItemCommand({
            ...{ TableName: table, Key },
            UpdateExpression: what,
            ExpressionAttributeValues: values,
          }),
        );
      if (how === 'damaged') await set('SET body = :b', { ':b': { B: Buffer.from('no gzip') } });
      else {
        const gone = { ':k': { S: `bodies/judgements/${run}/gone.gz` }, ':h': { S: 'a'.repeat(64) } };
        await set('SET bodyKey = :k, bodyHash = :h REMOVE body', gone);
      }
      const rows = await keys('history/');
      expect(await look(true), 'the verdicts say it').toEqual([]);
      expect(await keys('history/')).toEqual(rows);
      const where = `judgement of run ${run}`;
      const what = expect.stringMatching(
        how === 'gone' ? /^s3:.*gone.gz: missing$/ : /^table, item .*cannot be unpacked$/,
      );
      expect(await verdicts(false)).toEqual([{ where, what, repair: 'possible' }]);
      expect(await verdicts(true)).toEqual([{ where, what, repair: 'repaired' }]);
      expect(await verdicts(false)).toEqual([]);
      expect(await stores.judgements.get(run)).toEqual(judgement);
      expect(await look()).toEqual([]);
      const { Item: item } = await double.dynamo.send(new GetItemCommand({ TableName: table, Key }));
      expect(item?.body ?? item?.bodyKey).toBeDefined();
    },
  );
});
