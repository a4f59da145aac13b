import type { Requests } from '../../../lib/aws/names/cost/requests.ts';
import { runsTable } from '../../../lib/aws/names/runs-table.ts';
import { type AwsRequest, serviceOf } from './requests.ts';

export const noRequests: Required<Requests> = { s3Uploads: 0, s3Lists: 0, s3Reads: 0, dynamoReads: 0, dynamoWrites: 0 };

export function addRequests(a: Required<Requests>, b: Required<Requests>): Required<Requests> {
  const keys = Object.keys(a) as (keyof Requests)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Required<Requests>;
}

/**
 * What AWS bills for a request. Items are counted as their JSON, which is longer than what DynamoDB counts.
 *
 * @param answered bytes of the answer.
 */
export function billedFor(request: AwsRequest, answered: number): Required<Requests> {
  const service = serviceOf(request);
  if (service === 's3') return { ...noRequests, ...objectRequests(request) };
  if (service === 'dynamodb') return { ...noRequests, ...itemRequests(request, answered) };
  return noRequests;
}

function objectRequests({ method, url }: AwsRequest): Requests {
  if (method === 'PUT') return { s3Uploads: 1 };
  if (method === 'GET') return url.includes('list-type') ? { s3Lists: 1 } : { s3Reads: 1 };
  return {}; // to delete is free
}

interface Write {
  readonly Item?: Readonly<Record<string, unknown>>;
}

function itemRequests({ headers, body }: AwsRequest, answered: number): Requests {
  const operation = String(headers['x-amz-target']).split('.')[1];
  if (operation === 'GetItem' || operation === 'Query') return { dynamoReads: Math.max(1, Math.ceil(answered / 4096)) };
  const { TransactItems: items, ...single } = JSON.parse(body) as { TransactItems?: Record<string, Write>[] } & Write;
  if (items === undefined) return { dynamoWrites: unitsOf(single) };
  return { dynamoWrites: 2 * items.flatMap((item) => Object.values(item)).reduce((sum, one) => sum + unitsOf(one), 0) };
}

function unitsOf({ Item: item }: Write): number {
  if (item === undefined) return 1; // a deletion
  const units = Math.max(1, Math.ceil(JSON.stringify(item).length / 1024));
  return runsTable.epochIndex.sortKey in item ? 2 * units : units;
}
