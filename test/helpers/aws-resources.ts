import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { runsTable } from '../../lib/aws/names/runs-table.ts';

/** Makes a bucket and a table as the stack makes them. */
export async function makeResources(endpoint: string, bucket: string, table: string): Promise<void> {
  const s3 = new S3Client({ endpoint, forcePathStyle: true });
  const dynamo = new DynamoDBClient({ endpoint });
  const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' }) as const;
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  const { partitionKey, sortKey, epochIndex } = runsTable;
  await Promise.all([
    s3.send(new CreateBucketCommand({ Bucket: bucket })),
    dynamo.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [partitionKey, sortKey, epochIndex.sortKey].map(text),
        KeySchema: [key(partitionKey, 'HASH'), key(sortKey, 'RANGE')],
        LocalSecondaryIndexes: [
          {
            IndexName: epochIndex.name,
            KeySchema: [key(partitionKey, 'HASH'), key(epochIndex.sortKey, 'RANGE')],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    ),
  ]);
  s3.destroy();
  dynamo.destroy();
}
