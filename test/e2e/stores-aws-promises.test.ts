import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bucket } from '../../lib/aws/stores/bucket.ts';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { erase } from '../../lib/monitor/erase/erase.ts';
import { everythingWith } from '../../lib/monitor/erase/to-erase.ts';
import { explanation, judgement, plan, sample } from '../contract/stored-records.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-west-1';

const golden = (id: string, content: string) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content }] }));
const project = ProjectFile.parse({
  version: 1,
  endpoints: [{ id: 'support', provider: 'openai', model: 'pinned-1' }],
});

describeWithMoto('what is promised of data in S3 and DynamoDB', () => {
  let moto: MotoServer;
  let stores: AwsStores;
  let s3: S3Client;
  const bucket = 'promises';
  beforeAll(async () => {
    moto = await startMoto();
    await makeResources(moto.endpoint, bucket, 'promises');
    stores = openAwsStores({ bucket, table: 'promises', endpoint: moto.endpoint });
    s3 = new S3Client({ endpoint: moto.endpoint, forcePathStyle: true });
  });
  afterAll(async () => {
    stores?.close();
    s3?.destroy();
    await moto?.stop();
  });
  const keys = async (prefix: string) => {
    const { Contents: found = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return found.map(({ Key: key }) => String(key));
  };
  const drift = (run: string, at: string) =>
    judgement(run, {
      at,
      verdict: {
        kind: 'drift-detected',
        alarms: [{ channel: 'text', group: 'text', logStatistic: 9, logThreshold: 8 }],
        effectFloor: 0,
      },
      explanation: explanation([{ golden: 'story-07', commonPrefix: '', before: 'Gladly.', after: 'No, Ana.' }]),
    });

  describe('retention', () => {
    const sweepAt = async (day: string) => {
      const version = (await stores.projects.current()) as string;
      const pushed = await stores.projects.get(version);
      const goldenVersions = async () => (await stores.projects.goldens(pushed)).map((one) => one.version);
      await stores.sweep.sweepDaily({
        now: new Date(`${day}T00:10:00Z`),
        retentionDays: 30,
        version,
        pushed,
        goldenVersions,
      });
    };

    it('takes answers out of verdicts that are as old, and leaves what was decided', async () => {
      await stores.projects.push(project, [golden('late', 'Late?')]);
      for (const [run, day] of [
        ['run-1', '2026-11-01'],
        ['run-2', '2026-11-20'],
      ] as const)
        await stores.judgements.put(drift(run, `${day}T09:00:00.000Z`));
      await sweepAt('2026-12-02');
      const [old, young] = [await stores.judgements.get('run-1'), await stores.judgements.get('run-2')];
      expect(old).toMatchObject({
        verdict: { kind: 'drift-detected' },
        explanation: { examples: [], trafficShare: 0.3 },
      });
      expect(young?.explanation?.examples).toHaveLength(1);
      await sweepAt('2026-12-02'); // the same day: nobody sweeps twice
      await sweepAt('2026-12-21');
      expect((await stores.judgements.get('run-2'))?.explanation?.examples).toEqual([]);
    });

    it('deletes goldens once they were out of use for as long, and none that is used', async () => {
      const [kept, gone] = [golden('late', 'Late?'), golden('lost', 'Lost?')];
      for (const one of [kept, gone]) await stores.goldens.put(one);
      await stores.projects.push(project, [kept, gone]);
      await stores.projects.push(project, [kept]);
      const all = async () =>
        (await Promise.all([keys('goldens/'), keys('project/goldens/')])).map(({ length }) => length);
      await sweepAt('2027-01-01');
      await sweepAt('2027-01-30');
      expect(await all()).toEqual([2, 2]);
      await sweepAt('2027-02-01');
      expect(await all()).toEqual([1, 1]);
      expect(await stores.goldens.get(kept.version)).toBeDefined();
      const version = (await stores.projects.current()) as string;
      expect(await stores.projects.goldens(await stores.projects.get(version))).toHaveLength(1);
    });

    it('deletes states that a process which was killed left behind, and not the one in force', async () => {
      const random = seededRandom('a state that cannot be packed');
      const state = Uint8Array.from({ length: 40_000 }, () => Math.floor(256 * random()));
      await stores.detectors.save('support', state, 0);
      const [inForce] = await keys('bodies/detectors/');
      const objects = new Bucket(s3, bucket);
      await objects.put('bodies/detectors/support/lost.gz', 'state', 'application/gzip');
      await sweepAt('2027-03-01');
      expect(await keys('bodies/detectors/')).toHaveLength(2);
      await sweepAt('2027-03-03');
      expect(await keys('bodies/detectors/')).toEqual([inForce]);
      expect((await stores.detectors.load('support'))?.state).toEqual(state);
    });
  });

  it('erases a text from answers and verdicts, and what is left can be read', async () => {
    const run = 'run-9';
    await stores.runs.open(plan(run));
    for (const [golden, text] of [
      ['reply-01', 'Yes.'],
      ['reply-02', 'No, Ana.'],
    ] as const)
      await stores.runs.putSample({ ...sample(run, golden, 0), text });
    await stores.runs.close(run, { status: 'closed', finishedAt: '2026-11-22T09:10:00.000Z' });
    await stores.judgements.put(drift(run, '2026-11-22T09:00:00.000Z'));
    const deps = { stores, erasure: stores.erasure };
    expect(await erase(everythingWith('ana.'), deps)).toMatchObject({
      runs: 1,
      answers: 1,
      verdicts: 1,
      unreadable: [],
    });
    using elsewhere = openAwsStores({ bucket, table: 'promises', endpoint: moto.endpoint });
    expect((await elsewhere.runs.samples(run)).map(({ text }) => text)).toEqual(['Yes.']);
    expect((await elsewhere.judgements.get(run))?.explanation?.examples).toEqual([]);
    expect(await erase(everythingWith('yes.'), deps), 'a second time').toMatchObject({ answers: 1, unreadable: [] });
    expect(await elsewhere.runs.samples(run)).toEqual([]);
    expect(await erase(everythingWith('yes.'), deps)).toMatchObject({ answers: 0, verdicts: 0, goldens: 0 });
  });
});
