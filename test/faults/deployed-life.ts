import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Deployed, findStack } from '../../lib/aws/deployed/stack.ts';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { instantBefore } from '../../lib/stores/instant.ts';
import { definitionOf, doubleEnv, functionsOf } from '../helpers/deployment.ts';
import { type Asked, type FaultyProxy, faultyProxy, type Harm } from '../helpers/faulty-proxy.ts';
import { LambdaHost } from '../helpers/lambda-host.ts';
import { type Definition, execute } from '../helpers/state-machine.ts';

const hour = 3_600_000;
const writing = /PutItem|UpdateItem|DeleteItem|TransactWriteItems|s3 (PUT|POST)|sns POST|events PutEvents/;

/** A function that is to be killed before or after one of its writes. */
interface Doom {
  readonly at: number;
  readonly done: boolean;
  readonly how: 'Runtime.ExitError' | 'Sandbox.Timedout';
  writes: number;
}

/**
 * What was deployed, ticking at a double of AWS that throttles, answers in part and loses answers, with functions that are killed or
 * timed out between any two of their writes, invoked again and side by side, and ticks that come twice and out of order.
 */
export class DeployedLife {
  readonly injected: Record<string, number> = {};
  /** Ids of the alerts that SNS took, each as often as it took it. */
  readonly told: string[] = [];
  /** How often whoever tells could not know whether it had told: its function was killed, or the answer of SNS was lost. */
  unknowing = 0;
  isHarmed = false;
  readonly #random: Random;
  readonly #hosts = new Map<string, LambdaHost>();
  readonly #dooms = new Map<string, Doom>();
  readonly #endpoint: string;
  #deployed: Deployed | undefined;
  #definition: Definition | undefined;
  #proxy: FaultyProxy | undefined;
  #executions = 0;
  readonly #waitedMinutes = new Map<string, number>();

  constructor(seed: string, endpoint: string) {
    this.#random = seededRandom(`deployed ${seed}`);
    this.#endpoint = endpoint;
  }

  async start(): Promise<void> {
    this.#deployed = await findStack('Pinwatch');
    this.#definition = await definitionOf(this.#endpoint, this.#deployed.stateMachine);
    this.#proxy = await faultyProxy(this.#endpoint, (asked) => this.#harm(asked));
    for (const [arn, hosted] of await functionsOf(this.#endpoint)) {
      const name = arn.replace(/^.*:/, '');
      // Each function signs with its own name, so that it is known whose request arrives.
      const outside = { ...doubleEnv(this.#proxy.endpoint), AWS_ACCESS_KEY_ID: name };
      this.#hosts.set(name, new LambdaHost(hosted, outside));
    }
  }

  stores() {
    return openAwsStores({ ...(this.#deployed as Deployed), endpoint: this.#endpoint });
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#proxy?.close();
  }

  /** Ticks an hour apart; some come again, some late, some together. An execution may fail: the next tick finds what it left. */
  async live(firstAt: number, ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) {
      await this.#hourPasses();
      const at = (back: number) => new Date(firstAt + Math.max(0, tick - back) * hour).toISOString();
      await this.#tick(at(0));
      if (this.#chance(0.15, 'tick again')) await this.#tick(at(0));
      if (this.#chance(0.15, 'tick out of order')) await this.#tick(at(3));
      if (this.#chance(0.1, 'ticks at once')) await Promise.all([this.#tick(at(0.5)), this.#tick(at(0.5))]);
    }
  }

  /**
   * Alerts that killed functions had claimed, and neither sent nor gave back, were claimed an hour ago by the next tick. Their claims
   * hold for a quarter of an hour, and a whole life takes minutes: nobody would ever be told.
   */
  async #hourPasses(): Promise<void> {
    const { table: TableName } = this.#deployed as Deployed;
    const client = new DynamoDBClient({ endpoint: this.#endpoint });
    const { Items: claims = [] } = await client.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'sent = :no',
        ExpressionAttributeValues: { ':no': { BOOL: false } },
      }),
    );
    for (const { pk, sk, claimedAt } of claims) {
      if (pk === undefined || sk === undefined || claimedAt?.S === undefined || !pk.S?.startsWith('ALERT#aws:'))
        continue;
      const anHourAgo = { S: instantBefore(claimedAt.S, hour) };
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk, sk },
          UpdateExpression: 'SET claimedAt = :then',
          ExpressionAttributeValues: { ':then': anHourAgo },
        }),
      );
      this.#count('claim an hour old');
    }
    client.destroy();
  }

  async #tick(scheduledAt: string): Promise<void> {
    const stores = this.stores();
    const execution = {
      name: `tick-${++this.#executions}`,
      startedAt: new Date().toISOString(),
      input: { scheduledAt },
    };
    await execute(this.#definition as Definition, execution, {
      invoke: (arn, payload) => this.#invoke(arn.replace(/^.*:/, ''), payload),
      readList: async (_, key) => (await stores.ticks.get(key)) as unknown[],
    }).catch((error: Error) => this.#count(`execution failed (${error.name})`));
    stores.close();
  }

  async #invoke(name: string, payload: unknown): Promise<unknown> {
    const host = this.#hosts.get(name) as LambdaHost;
    if (this.#chance(0.25)) {
      const how = this.#random() < 0.5 ? 'Runtime.ExitError' : 'Sandbox.Timedout';
      this.#dooms.set(name, { at: 1 + Math.floor(8 * this.#random()), done: this.#random() < 0.5, how, writes: 0 });
    }
    if (this.#chance(0.1, 'invoked twice at once')) {
      const [one, other] = await Promise.allSettled([host.invoke(payload), host.invoke(payload)]);
      if (one.status === 'fulfilled') return one.value;
      if (other.status === 'fulfilled') return other.value;
      throw one.reason;
    }
    const result = await host.invoke(payload).catch((error: Error) => this.#busy(name, payload as object, error));
    return this.#chance(0.1, 'invoked again') ? host.invoke(payload) : result;
  }

  /** A minute is waited before the next try, in no time: after sixteen of them the claim of a worker that was killed has lapsed. */
  async #busy(name: string, payload: { readonly run?: string }, error: Error): Promise<never> {
    if (error.name !== 'BusyError' || payload.run === undefined) throw error;
    const waited = (this.#waitedMinutes.get(payload.run) ?? 0) + 1;
    this.#waitedMinutes.set(payload.run, waited);
    if (waited % 16 === 0 && !this.#hosts.get(name)?.isAtWork) {
      const stores = this.stores();
      await stores.alerts.release(`replay ${payload.run}`);
      stores.close();
      this.#count('claim lapsed');
    }
    throw error;
  }

  #harm(asked: Asked): Harm | undefined {
    const { what, headers, body } = asked;
    const name = /Credential=([^/]+)\//.exec(String(headers.authorization))?.[1] ?? '';
    const doom = this.#dooms.get(name);
    const isWrite = writing.test(what);
    let harm: Harm | undefined;
    if (doom !== undefined && isWrite && ++doom.writes === doom.at) {
      this.#dooms.delete(name);
      if (!doom.done) this.#strike(name, doom, what);
      else setTimeout(() => this.#strike(name, doom, what), 30); // once it is done, most of the time
      harm = doom.done ? 'lost' : 'unreached';
    } else if (this.isHarmed && this.#chance(0.06)) {
      harm = (['throttled', 'partial', 'unreached', 'lost'] as const)[Math.floor(4 * this.#random())];
      this.#count(String(harm));
    }
    const event = what === 'sns POST' && harm !== 'unreached' ? alertIn(body) : undefined;
    if (event !== undefined) this.told.push(event);
    if (event !== undefined && harm === 'lost') this.unknowing++;
    return harm;
  }

  #strike(name: string, { how, done }: Doom, what: string): void {
    if (!this.#hosts.get(name)?.strike(how)) return;
    if (/Notify/.test(name)) this.unknowing++;
    this.#count(`${how} ${done ? 'after' : 'before'} ${what}`);
  }

  #chance(share: number, what?: string): boolean {
    if (!this.isHarmed || this.#random() >= share) return false;
    if (what !== undefined) this.#count(what);
    return true;
  }

  #count(what: string): void {
    this.injected[what] = (this.injected[what] ?? 0) + 1;
  }
}

/** The id of the alert in a message to a topic. */
function alertIn(body: string): string | undefined {
  const message = new URLSearchParams(body).get('Message');
  if (message === null) return undefined;
  const { default: event } = JSON.parse(message) as { default: string };
  return (JSON.parse(event) as { id: string }).id;
}
