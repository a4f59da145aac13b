import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ActionProxy {
  readonly endpoint: string;
  /** IAM actions of the requests since the last call, each once, sorted. */
  taken(): string[];
  close(): void;
}

/** Passes requests on to a double of AWS, and notes which permission each of them would need. */
export async function actionProxy(target: string): Promise<ActionProxy> {
  const seen = new Set<string>();
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      for (const action of actionsOf(incoming, body.toString())) seen.add(action);
      passed.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const actions = [...seen].sort();
      seen.clear();
      return actions;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const s3Actions: { readonly [method: string]: string } = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/** By the service in the scope of the credentials, and what that service's protocol calls an operation. */
function actionsOf({ method = '', url = '', headers }: IncomingMessage, body: string): string[] {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
  if (service === 'dynamodb' && operation === 'TransactWriteItems') return transacted(body);
  if (operation !== undefined) return [`${service}:${operation}`];
  if (service === 's3') {
    if (url.includes('?delete')) return ['s3:DeleteObject'];
    return [url.includes('list-type=') ? 's3:ListBucket' : (s3Actions[method] ?? `s3:${method}`)];
  }
  const query = new URLSearchParams(body).get('Action');
  return [`${service}:${query ?? `${method} ${url}`}`];
}

/** A transaction needs the permission of each of its writes. */
function transacted(body: string): string[] {
  const { TransactItems: items } = JSON.parse(body) as { TransactItems: object[] };
  return items.flatMap(Object.keys).map((write) => `dynamodb:${write}Item`);
}
