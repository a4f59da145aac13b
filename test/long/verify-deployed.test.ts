import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectKeys } from '../../lib/aws/names/object-keys.ts';
import { itemKeys } from '../../lib/aws/names/runs-table.ts';
import { stackOutputs } from '../../lib/aws/names/stack-outputs.ts';
import type { AwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { withoutAnswers } from '../../lib/domain/verdict/without-answers.ts';
import { rebuildRuns } from '../../lib/monitor/verify/rebuild-runs.ts';
import { verifyPlaces } from '../../lib/monitor/verify/verify-places.ts';
import { cli } from '../helpers/cli.ts';
import { doubleEnv } from '../helpers/deployment.ts';
import { HistoryDouble } from '../helpers/history-double.ts';
import { describeWithMoto } from '../helpers/moto-server.ts';
import { stackOf } from '../helpers/stack-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Life } from '../life/life.ts';

/** What is younger than an hour is let be. */
const later = () => new Date(Date.now() + 2 * 3_600_000);

describeWithMoto('the history of a deployed monitor', () => {
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
    life = new Life('deployed', { goldens: ['refund', 'story'], stores });
    await life.live(3);
  }, 60_000);
  afterAll(() => double?.stop());

  const keys = (prefix: string) => double.keys(prefix);
  const copy = (from: string, to: string) => double.copy(from, to);
  const forget = ({ pk, sk }: { pk: string; sk: string }) =>
    double.dynamo.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }));
  const verify = async (repair = false, now = later()) => [
    ...(await rebuildRuns([life.endpoint], await stores.inspection.lostOutputs(), { stores, repair })),
    ...(await verifyPlaces(stores.inspection, { now, repair })),
  ];
  /** Is found, is mended, and is not found any more. */
  const isMended = async (...found: readonly object[]) => {
    expect(await verify()).toEqual(found.map((one) => ({ ...one, repair: 'possible' })));
    expect(await verify(true)).toEqual(found.map((one) => ({ ...one, repair: 'repaired' })));
    expect(await verify()).toEqual([]);
  };

  it('has outputs of which the table lost all records: they are put back, as they were', async () => {
    const [run] = await stores.runs.list({ endpoint: 'support' });
    if (run === undefined) throw new Error('there are three');
    const at = new Date(run.plannedAt).toISOString();
    const samples = await stores.runs.samples(run.run);
    await forget(itemKeys.run(run.run));
    await forget(itemKeys.listedRun('support', at, run.run));
    const where = expect.stringMatching(`^s3://${bucket}/samples/endpoint=support/date=2026-01-05/`);
    await isMended({ where, what: `the history has lost the run ${run.run} that it holds` });
    expect(await stores.runs.samples(run.run)).toEqual(samples);
    expect((await stores.runs.list({ endpoint: 'support' })).map((one) => one.run)).toContain(run.run);
  });

  it('has a record without its state, or a state that no list names: each is made of the other', async () => {
    const [first, second] = await stores.runs.list({ endpoint: 'support' });
    if (first === undefined || second === undefined) throw new Error('there are three');
    await forget(itemKeys.run(first.run));
    await forget(itemKeys.listedRun('support', new Date(second.plannedAt).toISOString(), second.run));
    const object = expect.stringMatching(`^s3://${bucket}/samples/`);
    await isMended(
      { where: object, what: `the history has lost the run ${first.run} that it holds` },
      { where: object, what: `run ${second.run} that it holds is missing in the list of its endpoint` },
    );
    expect((await stores.runs.list({ endpoint: 'support' })).slice(0, 2)).toEqual([first, second]);
  });

  it('has outputs at a place that no record names, and a list that names a run of which nothing is left', async () => {
    const [key = '', second = ''] = await keys('samples/');
    const stray = key.replace('date=2026-01-05', 'date=2025-01-05');
    await copy(key, stray);
    const run = decodeURIComponent(/([^/]+)\.jsonl\.gz$/.exec(second)?.[1] ?? '');
    await double.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: second }));
    await forget(itemKeys.run(run));
    expect(await verify(true)).toEqual([
      {
        where: `s3://${bucket}/${stray}`,
        what: expect.stringContaining(`no record names it: that of run `),
        repair: 'impossible',
      },
      { where: `run ${run}`, what: expect.stringContaining(`neither the item RUN#${run} nor`), repair: 'impossible' },
    ]);
  });

  it('has leftovers of runs and bodies that nothing names, which are deleted once nobody can be at work on them', async () => {
    const [key = ''] = await keys('samples/');
    const run = decodeURIComponent(/([^/]+)\.jsonl\.gz$/.exec(key)?.[1] ?? '');
    await copy(key, `open/${encodeURIComponent(run)}/draws/refund/0.json`);
    await copy(key, 'bodies/detectors/support/stray.gz');
    await copy(key, 'bodies/judgements/gone/stray.gz');
    expect(await verify(true, new Date()), 'it may be a write under way').toEqual([]);
    await isMended(
      { where: `s3://${bucket}/open/${encodeURIComponent(run)}/`, what: `it is left of run ${run}, which is sealed` },
      { where: `s3://${bucket}/bodies/detectors/support/stray.gz`, what: 'no detector of support names it' },
      { where: `s3://${bucket}/bodies/judgements/gone/stray.gz`, what: 'no judgement of run gone names it' },
    );
    expect(await keys('open/')).toEqual([]);
  });

  it('has open runs that no tick could close, and marks of runs that are not there, each of which is mended', async () => {
    const plan = (run: string) => ({
      ...{ run, endpoint: 'support', epoch: 1, plannedAt: '2026-01-05T10:00:00.000Z', seed: 's' },
      tasks: [{ golden: 'refund', goldenVersion: 'v', repetition: 0 }],
    });
    const mark = (run: string) => itemKeys.openRun('2026-01-05T10:00:00.000Z', run);
    for (const run of ['unmarked', 'unplanned', 'unknown']) await stores.runs.open(plan(run));
    await forget(mark('unmarked'));
    await double.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'open/unplanned/plan.json' }));
    await forget(itemKeys.run('unknown'));
    await forget(itemKeys.listedRun('support', '2026-01-05T10:00:00.000Z', 'unknown'));
    await forget(mark('unknown'));
    const { pk, sk } = mark('ghost');
    const ghost = { pk: { S: pk }, sk: { S: sk }, run: { S: 'ghost' }, endpoint: { S: 'support' } };
    await double.dynamo.send(new PutItemCommand({ TableName: table, Item: ghost }));
    await expect(stores.runs.openPlans('support')).rejects.toThrow(/ghost|unplanned/);

    await isMended(
      { where: `table, item OPEN ${sk}`, what: 'it marks run ghost as open, which is not there' },
      { where: 'run unplanned', what: 'it is open and its plan is missing: it is closed with the answers that came' },
      {
        where: `s3://${bucket}/open/unknown/`,
        what: 'the table has lost the open run unknown that it belongs to',
      },
      {
        where: `table, item OPEN ${mark('unmarked').sk}`,
        what: 'run unmarked is open and not marked as such: no tick would ever close it',
      },
    );
    const open = (await stores.runs.openPlans('support')).map(({ run }) => run);
    expect(open.sort()).toEqual(['unknown', 'unmarked']);
    expect((await stores.runs.get('unplanned'))?.status).toBe('closed');
  });

  describe('whose answers are kept for 30 days', () => {
    const days = (count: number) => count * 86_400_000;
    const command = (...args: string[]) =>
      cli('.', ['verify', '--stack', 'Kept', ...args], doubleEnv(double.moto.endpoint));
    /** Removes objects as the lifecycle of the bucket does. */
    const expire = async (keys: readonly string[]) => {
      for (const Key of keys) await double.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    };

    const objects = async (prefix: string, since: Date, until: Date) =>
      (await keys(prefix)).filter((key) => {
        const day = /date=([0-9-]+)/.exec(key)?.[1] ?? '';
        return day >= since.toISOString().slice(0, 10) && day <= until.toISOString().slice(0, 10);
      });

    it('misses nothing that the retention removed, whatever it removed first, and everything else', async () => {
      const now = new Date();
      const old = new Date(now.getTime() - days(40));
      stores = await double.begin();
      ({ bucket, table } = double);
      life = new Life('kept', { goldens: ['refund', 'story'], stores, at: old.toISOString() });
      await life.live(17);
      life.world({ refusing: { '*': 1 } });
      expect(await life.liveUntilDrift()).toBeLessThan(20);
      const drift = life.newest;
      expect(drift.explanation?.examples.length, 'it shows answers').toBeGreaterThan(0);
      const [before] = life.goldens.filter(({ id }) => id === 'story');
      life.edit('story', 'Write another story.');
      life.clock.advance(now.getTime() - days(1) - life.clock.now().getTime());
      await life.live(2);
      await stores.projects.push(life.project, life.goldens);
      const outputs = {
        [stackOutputs.bucket]: bucket,
        [stackOutputs.table]: table,
        [stackOutputs.stateMachine]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:watch',
        [stackOutputs.retentionDays]: '30',
      };
      await stackOf(double.moto.endpoint, outputs, 'Kept');

      // The sweep is faster than the lifecycle of the bucket: verdicts first, then goldens that are no longer used.
      await stores.judgements.put(withoutAnswers(drift));
      const stripped = await command();
      expect(stripped).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whole /) });
      expect(stripped.stdout).not.toContain('kept for their time');
      await expire([objectKeys.golden(String(before?.version))]);
      expect(await command()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whole .*kept for their time/) });

      await expire(await objects('samples/', old, new Date(now.getTime() - days(31))));
      const { code, stdout } = await command('--repair');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^whole .* and are deleted/) });

      const [young = ''] = await objects('samples/', new Date(now.getTime() - days(2)), now);
      await expire([young]);
      expect(await command()).toMatchObject({ code: 1, stdout: expect.stringContaining(`${young}: missing`) });
    });
  });

  it('is verified by the command, which names what was lost and its place, and mends what can be', async () => {
    using folder = temporaryFolder();
    await stores.projects.push(life.project, life.goldens);
    await stackOf(double.moto.endpoint, {
      [stackOutputs.bucket]: bucket,
      [stackOutputs.table]: table,
      [stackOutputs.stateMachine]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:watch',
    });
    const [run, lost] = await stores.runs.list({ endpoint: 'support' });
    const command = (...args: string[]) =>
      cli(folder.path, ['verify', '--stack', 'Watch', ...args], doubleEnv(double.moto.endpoint));
    expect(await command()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whole {2}3 runs with 12 draws/) });

    const [, second = ''] = await keys('samples/');
    await double.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: second }));
    await forget(itemKeys.run(String(run?.run)));
    const { code, stdout } = await command('--repair');
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`repaired {2}s3://${bucket}/samples/.*the history has lost the run ${run?.run}`));
    expect(stdout).toMatch(
      new RegExp(`wrong {2}run ${lost?.run} {2}s3://${bucket}/${second.replaceAll('+', '\\+')}: missing`),
    );
    expect(stdout).toContain('1 problem');
  });
});
