import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** What an earlier commit deployed, and what its functions left there; test/fixtures/upgrade says how it was made. */
export interface DeployedBefore {
  /** Those of its template that hold data, by logical id. */
  readonly resources: {
    readonly [id: string]: { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };
  };
  readonly outputs: readonly string[];
  readonly items: readonly Readonly<Record<string, StoredAttribute>>[];
  /** By key, in base64. */
  readonly objects: { readonly [key: string]: string };
}

type StoredAttribute = Exclude<AttributeValue, { B: unknown }> | { readonly B64: string };

export function deployedBefore(): DeployedBefore {
  const packed = readFileSync(new URL('../fixtures/upgrade/aws-96da140.json.zst', import.meta.url));
  return JSON.parse(zstdDecompressSync(packed).toString()) as DeployedBefore;
}

/** Puts it all into a bucket and a table of a double. */
export async function restore(
  before: DeployedBefore,
  place: { endpoint: string; bucket: string; table: string },
): Promise<void> {
  const s3 = new S3Client({ endpoint: place.endpoint, forcePathStyle: true });
  const dynamo = new DynamoDBClient({ endpoint: place.endpoint });
  for (const [Key, content] of Object.entries(before.objects))
    await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key, Body: Buffer.from(content, 'base64') }));
  const puts = before.items.map((item) => ({ PutRequest: { Item: attributesOf(item) } }));
  for (let first = 0; first < puts.length; first += 25)
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [place.table]: puts.slice(first, first + 25) } }));
  s3.destroy();
  dynamo.destroy();
}

function attributesOf(item: DeployedBefore['items'][number]): Record<string, AttributeValue> {
  const attribute = (value: StoredAttribute) => ('B64' in value ? { B: Buffer.from(value.B64, 'base64') } : value);
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value) as AttributeValue]));
}
