import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsRequest } from './iam/requests.ts';

/**
 * What befalls a request to AWS. `throttled`: it is refused and nothing was done. `partial`: a list comes in pieces of one, and of a
 * deletion nothing was done for lack of time. `unreached`, `lost`: the connection breaks before it arrived, or after it was done.
 */
export type Harm = 'throttled' | 'partial' | 'unreached' | 'lost';

/** A request, and what it asks for: `dynamodb PutItem`, `s3 PUT`, `sns POST`. */
export interface Asked extends AwsRequest {
  readonly what: string;
}

export interface FaultyProxy {
  readonly endpoint: string;
  close(): void;
}

/** Passes requests on to a double of AWS, which never fails by itself, and does to each what `harm` says. */
export async function faultyProxy(target: string, harm: (asked: Asked) => Harm | undefined): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    const asked = await readAsked(incoming);
    const done = harm(asked);
    if (done === 'unreached') return void outgoing.destroy();
    if (done === 'throttled' && refuse(asked, outgoing)) return;
    if (done === 'partial' && /^s3 POST/.test(asked.what) && /[?&]delete/.test(asked.url))
      return tooBusy(asked, outgoing);
    const { method, url, body, headers } = done === 'partial' ? inPieces(asked) : asked;
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      if (done === 'lost') return void answer.resume().on('end', () => outgoing.destroy());
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    passed.end(Buffer.from(body, 'latin1'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readAsked(incoming: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = incoming;
  const service = /\/[a-z0-9-]+\/([a-z0-9]+)\/aws4_request/.exec(String(headers.authorization))?.[1] ?? '';
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1] ?? method;
  // A byte is a character: objects are packed.
  return { method, url, headers, body: Buffer.concat(chunks).toString('latin1'), what: `${service} ${operation}` };
}

/** Refuses as the service does that is asked too much; false for services whose refusals are not known here. */
function refuse({ what, body }: Asked, outgoing: ServerResponse): boolean {
  const [service, operation] = what.split(' ');
  if (service === 's3') {
    outgoing.writeHead(503, { 'content-type': 'application/xml' });
    outgoing.end('<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>');
    return true;
  }
  if (service !== 'dynamodb') return false;
  outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify(operation === 'TransactWriteItems' ? cancelled(body) : throttled));
  return true;
}

const throttled = {
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
};

/** One item of a transaction finds no room, and none is written. */
function cancelled(body: string): object {
  const { TransactItems: items } = JSON.parse(body) as { TransactItems: unknown[] };
  const reasons = items.map((_, i) =>
    i === 0 ? { Code: 'ThrottlingError', Message: 'Throughput exceeds the current capacity.' } : { Code: 'None' },
  );
  return {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: `Transaction cancelled, please refer cancellation reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: reasons,
  };
}

/** A deletion of many of which none could be done now. */
function tooBusy({ body }: Asked, outgoing: ServerResponse): void {
  const keys = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
  const errors = keys.map((key) => `<Error><Key>${key}</Key><Code>SlowDown</Code><Message>busy</Message></Error>`);
  outgoing.writeHead(200, { 'content-type': 'application/xml' });
  outgoing.end(`<DeleteResult>${errors.join('')}</DeleteResult>`);
}

/** The same request, answered by a page of one. */
function inPieces(asked: Asked): Asked {
  if (asked.what === 'dynamodb Query') {
    const body = JSON.stringify({ ...(JSON.parse(Buffer.from(asked.body, 'latin1').toString()) as object), Limit: 1 });
    const bytes = Buffer.from(body);
    return {
      ...asked,
      body: bytes.toString('latin1'),
      headers: { ...asked.headers, 'content-length': `${bytes.length}` },
    };
  }
  return asked.url.includes('list-type=2') ? { ...asked, url: `${asked.url}&max-keys=1` } : asked;
}
