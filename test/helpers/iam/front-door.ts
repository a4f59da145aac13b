import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Requests } from '../../../lib/aws/names/cost/requests.ts';
import { addRequests, billedFor, noRequests } from './billed.ts';
import type { Needed } from './policy.ts';
import { type AwsRequest, accessKeyOf, permissionsNeeded } from './requests.ts';

export interface FrontDoor {
  /** Where clients send to, in place of the double. */
  readonly endpoint: string;
  /** What the clients with this access key needed so far, each once. */
  needed(accessKey: string): Needed[];
  /** What AWS would bill for the requests since the last call, by the client's access key. */
  billed(): Map<string, Required<Requests>>;
  /** Requests that were refused because nobody here knows what they need. */
  readonly unknown: readonly string[];
  close(): void;
}

/** Executes a state machine in place of the double, whose own interpreter fails at the second execution. */
export interface WorkflowService {
  /** What the service answers to an operation, e.g. `StartExecution`. */
  answer(operation: string, body: { readonly [name: string]: string }): object;
}

/**
 * Passes requests on to a double of AWS, which evaluates no policies, and keeps which permissions each client's requests would
 * have needed. Who a client is says its access key.
 */
export async function frontDoor(target: string, workflow?: WorkflowService): Promise<FrontDoor> {
  const needed = new Map<string, Map<string, Needed>>();
  const unknown: string[] = [];
  let bills = new Map<string, Required<Requests>>();
  const note = (asked: AwsRequest) => {
    const own = needed.get(accessKeyOf(asked)) ?? new Map<string, Needed>();
    for (const one of permissionsNeeded(asked)) {
      own.set(`${one.action} ${one.resource} ${kindOf(one)}`, one);
    }
    needed.set(accessKeyOf(asked), own);
  };
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const operation = String(headers['x-amz-target'] ?? '').replace(/^AWSStepFunctions\./, '');
    const isWorkflow = workflow !== undefined && String(headers['x-amz-target']).startsWith('AWSStepFunctions.');
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => bill(bytes));
    });
    let asked: AwsRequest | undefined;
    const bill = (answered: number) => {
      if (asked === undefined) return;
      const key = accessKeyOf(asked);
      bills.set(key, addRequests(bills.get(key) ?? noRequests, billedFor(asked, answered)));
    };
    passed.on('error', () => isWorkflow || outgoing.destroy());
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      try {
        asked = { method, url, headers, body: body.toString() };
        note(asked);
      } catch (error) {
        unknown.push((error as Error).message); // what is not understood must not pass
        outgoing.writeHead(400).end();
        passed.destroy();
        return;
      }
      if (isWorkflow) {
        passed.destroy();
        outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        outgoing.end(JSON.stringify(workflow.answer(operation, JSON.parse(body.toString()))));
      } else passed.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unknown,
    billed: () => {
      const taken = bills;
      bills = new Map();
      return taken;
    },
    needed: (accessKey) => [...(needed.get(accessKey)?.values() ?? [])],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function kindOf({ resource, partition = '' }: Needed): string {
  return /^arn:aws:s3:::[^/]+\/([^/]+)/.exec(resource)?.[1] ?? partition.split('#')[0] ?? '';
}
