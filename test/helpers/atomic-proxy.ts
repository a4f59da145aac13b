import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What answers at `endpoint` in place of the double, until it is closed. */
export interface AtomicProxy {
  readonly endpoint: string;
  close(): void;
}

/**
 * Passes requests on to a double of AWS, those to DynamoDB and those that put objects one after the other: the double looks at a
 * condition and writes in two steps, between which another of its threads may write, and AWS does both at once.
 */
export async function atomicProxy(port: number): Promise<AtomicProxy> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((incoming, outgoing) => {
    const pass = () => passOn(incoming, outgoing, port);
    if (!isWrite(incoming)) return void pass();
    last = last.then(pass);
  }).listen(0, 'localhost');
  await once(server, 'listening');
  return {
    endpoint: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function isWrite({ method, headers }: IncomingMessage): boolean {
  return method === 'PUT' || String(headers['x-amz-target']).startsWith('DynamoDB_');
}

/** Resolves once the answer has come, or the connection broke. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): Promise<void> {
  const { method, url, headers } = incoming;
  return new Promise((settle) => {
    const passed = request({ hostname: 'localhost', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on('close', settle);
    });
    passed.on('error', () => {
      outgoing.destroy();
      settle();
    });
    incoming.on('error', () => passed.destroy());
    incoming.pipe(passed);
  });
}
