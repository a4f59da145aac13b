import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { detectorVersion } from '../../lib/drift/detector-state.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { deployedBefore, restore } from '../helpers/deployed-before.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { Life } from '../life/life.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-west-1';

describeWithMoto('a bucket and a table of an earlier version', () => {
  let moto: MotoServer;
  let stores: AwsStores;
  beforeAll(async () => {
    moto = await startMoto();
    const place = { endpoint: moto.endpoint, bucket: 'upgraded', table: 'upgraded' };
    await makeResources(moto.endpoint, place.bucket, place.table);
    await restore(deployedBefore(), place);
    stores = openAwsStores(place);
  });
  afterAll(async () => {
    stores?.close();
    await moto?.stop();
  });

  it('go on: project, history, baseline and open incident are kept, and the next runs are judged', async () => {
    const version = (await stores.projects.current()) as string;
    const pushed = await stores.projects.get(version);
    const goldens = await stores.projects.goldens(pushed);
    expect(goldens.map(({ id }) => id)).toEqual(['bullets', 'refund', 'story', 'triage']);
    const runs = await stores.runs.list({ endpoint: 'support' });
    expect(runs).toHaveLength(24);
    expect(await stores.runs.samples(String(runs[0]?.run))).toHaveLength(8);
    const [incident] = await stores.incidents.list('support');
    const ids = async (found: Promise<readonly { id: string }[]>) => (await found).map(({ id }) => id);
    expect(await ids(stores.incidents.active('support')), 'before anything is written').toEqual([incident?.id]);
    expect(await ids(stores.incidents.list('support', { last: 5 }))).toEqual([incident?.id]);

    const at = '2026-03-03T00:00:00.000Z';
    const life = new Life('upgrade', {
      stores,
      goldens: goldens.map(({ id }) => id),
      at,
      baselineRuns: 12,
      falseAlarmsPerYear: 12,
    });
    await life
      .configure({ provider: 'openai' })
      .world({ refusing: { '*': 0.95 } })
      .live(2);
    expect(life.judgements).toMatchObject([
      { epoch: 1, detector: detectorVersion, verdict: { kind: 'drift-detected' } },
      { epoch: 1, verdict: { kind: 'drift-detected' } },
    ]);
    expect(await stores.incidents.list('support')).toMatchObject([
      { id: incident?.id, status: 'open', lastRun: life.newest.run },
    ]);
    expect(await ids(stores.incidents.active('support'))).toEqual([incident?.id]);
    expect(await ids(stores.incidents.list('support', { last: 5 }))).toEqual([incident?.id]);
    expect((await life.report()).runs).toHaveLength(26);
    expect(life.untruths).toEqual([]);
  });
});
