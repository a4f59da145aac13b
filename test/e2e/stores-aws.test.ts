import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runsTable } from '../../lib/aws/names/runs-table.ts';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { itKeepsModelNotices } from '../contract/model-notices-suite.ts';
import { epoch, incident, judgement } from '../contract/stored-records.ts';
import { describeStores } from '../contract/stores-suite.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-west-1';

describeWithMoto('S3 and DynamoDB', () => {
  let moto: MotoServer;
  let made = 0;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  async function freshStores() {
    const names = { bucket: `outputs-${++made}`, table: `runs-${made}`, endpoint: moto.endpoint };
    await makeResources(moto.endpoint, names.bucket, names.table);
    return names;
  }

  describeStores(
    'aws stores',
    async () => {
      const names = await freshStores();
      const [stores, elsewhere] = [openAwsStores(names), openAwsStores(names)];
      return {
        stores,
        elsewhere,
        dispose: () => {
          stores.close();
          elsewhere.close();
        },
      };
    },
    { histories: 6 },
  );

  describe('beside them', () => {
    let names: Awaited<ReturnType<typeof freshStores>>;
    let opened: AwsStores[] = [];
    beforeEach(async () => {
      names = await freshStores();
      opened = [openAwsStores(names), openAwsStores(names)];
    });
    afterEach(() => {
      for (const stores of opened) stores.close();
    });
    const pairOf = <T>(part: (stores: AwsStores) => T) => {
      const [here, elsewhere] = opened as [AwsStores, AwsStores];
      return { here: part(here), elsewhere: part(elsewhere) };
    };
    itKeepsModelNotices(() => pairOf(({ notices }) => notices));

    it('only what is of no use any more may expire', async () => {
      const [stores] = opened as [AwsStores];
      const spent = { spent: { f: { tokens: 1, costMicros: 1 } }, aside: {} };
      await stores.spending.change(['2026-11'], () => ({ accounts: new Map([['2026-11', spent]]), result: undefined }));
      await stores.notices.put({ target: 't', askedAt: '2026-11-22T09:00:00.000Z' });
      await stores.epochs.add(epoch(1));
      await stores.incidents.put(incident('i-1', 0));
      await stores.judgements.put(judgement('run-1'));
      await stores.alerts.confirm('a-1', '2026-11-22T09:00:00.000Z');
      const items = await itemsIn(names);
      const expiring = items.filter((item) => item[runsTable.timeToLive] !== undefined).map(({ pk }) => pk?.S);
      expect(expiring.sort()).toEqual(['ALERT#a-1', 'MODEL#t', 'SPENT#2026-11']);
      expect(items.length).toBeGreaterThan(6);
    });
  });
});

/** Everything that a table holds. */
async function itemsIn({ endpoint, table }: { readonly endpoint: string; readonly table: string }) {
  const client = new DynamoDBClient({ endpoint });
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: table }));
  client.destroy();
  return items;
}
