import type { IncomingHttpHeaders } from 'node:http';
import type { Needed } from './policy.ts';

/** A request to AWS, as it came over the wire. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where the resources of a request live; names that stand in it are turned to ARNs with these. */
export const account = '123456789012';
export const region = 'eu-west-1';
export const arnOf = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

/**
 * The permissions that AWS would check for a request, by the service authorization reference: a transaction needs those
 * of each of its writes, a query of an index is checked on the index.
 *
 * @throws for a request of a service or operation that is not known here: nothing passes unchecked.
 */
export function permissionsNeeded(request: AwsRequest): Needed[] {
  const service = serviceOf(request);
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  switch (service) {
    case 's3':
      return objectPermissions(request);
    case 'dynamodb':
      return itemPermissions(operation, JSON.parse(request.body) as DynamoBody);
    case 'secretsmanager': {
      const { SecretId: id } = JSON.parse(request.body) as { SecretId: string };
      const resource = id.startsWith('arn:') ? id : arnOf('secretsmanager', `secret:${id}-??????`);
      return [{ action: `secretsmanager:${operation}`, resource }];
    }
    case 'events': {
      const { Entries: entries } = JSON.parse(request.body) as { Entries: { EventBusName?: string }[] };
      return entries.map(({ EventBusName: bus = 'default' }) => ({
        action: `events:${operation}`,
        resource: bus.startsWith('arn:') ? bus : arnOf('events', `event-bus/${bus}`),
      }));
    }
    case 'sns': {
      const form = new URLSearchParams(request.body);
      return [{ action: `sns:${form.get('Action')}`, resource: String(form.get('TopicArn')) }];
    }
    case 'cloudformation': {
      const form = new URLSearchParams(request.body);
      return [
        {
          action: `cloudformation:${form.get('Action')}`,
          resource: arnOf('cloudformation', `stack/${form.get('StackName')}/*`),
        },
      ];
    }
    case 'states': {
      const { stateMachineArn, executionArn } = JSON.parse(request.body) as Record<string, string | undefined>;
      return [{ action: `states:${operation}`, resource: stateMachineArn ?? executionArn ?? '*' }];
    }
    default:
      throw new Error(`a request of ${service} (${operation || `${request.method} ${request.url}`}) is not known here`);
  }
}

/** Partition of the table that a request is about, for policies that are limited to some. */
export function serviceOf({ headers }: Pick<AwsRequest, 'headers'>): string {
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Access key that signed a request: tests give every function one of its own. */
export function accessKeyOf({ headers }: Pick<AwsRequest, 'headers'>): string {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
}

const objectActions: { readonly [method: string]: string } = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

function objectPermissions({ method, url, headers, body }: AwsRequest): Needed[] {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [inHost] = /^(.+)\.(?:s3|localhost)/.exec(headers.host ?? '')?.slice(1) ?? [];
  const [first = '', ...rest] = decodeURIComponent(pathname).slice(1).split('/');
  const bucket = inHost ?? first;
  const key = (inHost === undefined ? rest : [first, ...rest]).join('/');
  const resource = (name: string) => `arn:aws:s3:::${bucket}/${name}`;
  if (key === '' && method === 'GET' && searchParams.has('list-type'))
    return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
  if (key === '' && method === 'POST' && searchParams.has('delete'))
    return [...body.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, name = '']) => ({
      action: 's3:DeleteObject',
      resource: resource(name),
    }));
  const action = key === '' ? undefined : objectActions[method];
  if (action === undefined) throw new Error(`S3: ${method} ${url} is not known here`);
  return [{ action, resource: resource(key) }];
}

interface Keyed {
  readonly TableName?: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
}

interface Attributes {
  readonly [name: string]: { readonly S?: string };
}

interface DynamoBody extends Keyed {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Attributes;
  readonly TransactItems?: readonly { readonly [write: string]: Keyed }[];
}

function itemPermissions(operation: string, body: DynamoBody): Needed[] {
  const { TableName: table, IndexName: index, TransactItems: items } = body;
  if (items !== undefined)
    return items.flatMap((item) =>
      Object.entries(item).map(([write, keyed]) => ({
        action: `dynamodb:${write === 'ConditionCheck' ? 'ConditionCheckItem' : `${write}Item`}`,
        resource: arnOf('dynamodb', `table/${keyed.TableName}`),
        ...partitionOf(keyed),
      })),
    );
  const resource = arnOf('dynamodb', `table/${table}${index === undefined ? '' : `/index/${index}`}`);
  return [{ action: `dynamodb:${operation}`, resource, ...partitionOf(body) }];
}

/** The leading key, as IAM sees it: of an item, or of a query. */
function partitionOf({ Key: key, Item: item, ExpressionAttributeValues: values }: DynamoBody) {
  const partition = key?.pk?.S ?? item?.pk?.S ?? values?.[':pk']?.S;
  return partition === undefined ? {} : { partition };
}
