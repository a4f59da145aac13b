import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Needed } from './policy.ts';
import { type AwsRequest, accessKeyOf, permissionsNeeded } from './requests.ts';

export interface FrontDoor {
  /** Where clients send to, in place of the double. */
  readonly endpoint: string;
  /** What the clients with this access key needed so far, each once. */
  needed(accessKey: string): Needed[];
  /** Requests that were refused because nobody here knows what they need. */
  readonly unknown: readonly string[];
  close(): void;
}

/**
 * Passes requests on to a double of AWS, which evaluates no policies, and keeps which permissions each client's requests would
 * have needed. Who a client is says its access key.
 */
export async function frontDoor(target: string): Promise<FrontDoor> {
  const needed = new Map<string, Map<string, Needed>>();
  const unknown: string[] = [];
  const note = (asked: AwsRequest) => {
    const own = needed.get(accessKeyOf(asked)) ?? new Map<string, Needed>();
    for (const one of permissionsNeeded(asked)) own.set(`${one.action} ${one.resource}`, one);
    needed.set(accessKeyOf(asked), own);
  };
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      try {
        note({ method, url, headers, body: body.toString() });
      } catch (error) {
        unknown.push((error as Error).message); // what is not understood must not pass
        outgoing.writeHead(400).end();
        passed.destroy();
        return;
      }
      passed.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unknown,
    needed: (accessKey) => [...(needed.get(accessKey)?.values() ?? [])],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
