import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { Bucket } from '../../lib/aws/stores/bucket.ts';
import { awsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { Table } from '../../lib/aws/stores/table.ts';
import type { Stores } from '../../lib/ports/stores.ts';

/** What both clients have in common and their types do not. */
interface Interceptable {
  readonly middlewareStack: {
    add(
      middleware: (next: Send, context: { commandName?: string }) => Send,
      options: { step: string; priority: string; name: string },
    ): void;
  };
}
type Send = (args: unknown) => Promise<unknown>;

/** What becomes of one HTTP request: `send` sends it and gives the answer. */
export type Fault = (send: () => Promise<unknown>, request: string) => Promise<unknown>;

/**
 * Stores over real clients whose requests, each attempt of each, go through `fault`. `request` is what is asked for,
 * e.g. `PutObject` or `GetItem`.
 */
export function faultyStores(names: { endpoint: string; bucket: string; table: string }, fault: Fault): Stores {
  const s3 = new S3Client({ endpoint: names.endpoint, forcePathStyle: true });
  const dynamo = new DynamoDBClient({ endpoint: names.endpoint });
  for (const client of [s3, dynamo] as unknown as Interceptable[])
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) =>
          fault(() => next(args), commandName.replace(/Command$/, '')),
      // Closest to the wire: below the SDK's own retries, so that they see what becomes of an attempt.
      { step: 'deserialize', priority: 'low', name: 'fault' },
    );
  return awsStores(new Bucket(s3, names.bucket), new Table(dynamo, names.table));
}

/** The process dies: from request number `count` on nothing is sent, or, if `answered`, that one is sent and its answer never read. */
export function deathAt(count: number, { answered }: { answered: boolean }): Fault & { died(): boolean } {
  let sent = 0;
  const fault: Fault = async (send) => {
    sent++;
    if (sent === count && answered) await send().catch(() => undefined);
    if (sent >= count) throw new Death();
    return send();
  };
  return Object.assign(fault, { died: () => sent >= count });
}

/** The process stands still before request number `count` until it is told to go on. */
export function pauseAt(count: number): Fault & { readonly reached: Promise<void>; resume(): void } {
  const reached = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  let sent = 0;
  const fault: Fault = async (send) => {
    if (++sent === count) {
      reached.resolve();
      await resumed.promise;
    }
    return send();
  };
  return Object.assign(fault, { reached: reached.promise, resume: () => resumed.resolve() });
}

/** The answer to the first attempt of every request is lost on the way, and the SDK asks again. */
export function lostAnswers(): Fault {
  let lost = 0;
  return async (send) => {
    if (lost++ % 2 === 1) return send();
    await send().catch(() => undefined);
    throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
  };
}

export class Death extends Error {
  override readonly name = 'Death';
}
