import { afterAll, beforeAll } from 'vitest';
import { openAwsStores } from '../../lib/stores/aws/open-aws-stores.ts';
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
    { histories: 10 },
  );
});
