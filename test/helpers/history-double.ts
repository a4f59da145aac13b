import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { makeResources } from './aws-resources.ts';
import { doubleEnv } from './deployment.ts';
import { type MotoServer, startMoto } from './moto-server.ts';

/** A deployed history on the AWS double, and ways to harm it; each that begins has a bucket and a table of its own. */
export class HistoryDouble {
  readonly moto: MotoServer;
  readonly s3 = new S3Client({ forcePathStyle: true });
  readonly dynamo = new DynamoDBClient();
  bucket = '';
  table = '';
  #stores: AwsStores | undefined;
  #begun = 0;

  private constructor(moto: MotoServer) {
    this.moto = moto;
  }

  /** From then on the environment says where AWS is. */
  static async start(): Promise<HistoryDouble> {
    const moto = await startMoto();
    Object.assign(process.env, doubleEnv(moto.endpoint));
    return new HistoryDouble(moto);
  }

  async begin(): Promise<AwsStores> {
    this.#stores?.close();
    [this.bucket, this.table] = [`outputs-${++this.#begun}`, `runs-${this.#begun}`];
    await makeResources(this.moto.endpoint, this.bucket, this.table);
    this.#stores = openAwsStores({ bucket: this.bucket, table: this.table, endpoint: this.moto.endpoint });
    return this.#stores;
  }

  async keys(prefix: string): Promise<string[]> {
    const listed = await this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix }));
    return (listed.Contents ?? []).map(({ Key = '' }) => Key);
  }

  async copy(from: string, to: string): Promise<void> {
    const source = encodeURI(`${this.bucket}/${from}`);
    await this.s3.send(new CopyObjectCommand({ Bucket: this.bucket, CopySource: source, Key: to }));
  }

  async stop(): Promise<void> {
    delete process.env.AWS_ENDPOINT_URL;
    this.#stores?.close();
    this.s3.destroy();
    this.dynamo.destroy();
    await this.moto.stop();
  }
}
