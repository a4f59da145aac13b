import { afterAll, beforeAll, expect, it } from 'vitest';
import { findStack } from '../../lib/aws/deployed/stack.ts';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { cli, writeFiles } from '../helpers/cli.ts';
import { definitionOf, deployTo, doubleEnv, functionsOf } from '../helpers/deployment.ts';
import { type FaultyProxy, faultyProxy } from '../helpers/faulty-proxy.ts';
import { LambdaHost } from '../helpers/lambda-host.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { answer, type OpenAiStub, openAiStub } from '../helpers/openai-stub.ts';
import { execute } from '../helpers/state-machine.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Sizes of a fleet that are compared; `FLEET=100` counts a large one. */
const [few, many] = [2, Number(process.env.FLEET ?? 8)];
const draws = 2;

/** Requests of one tick by service and operation, and by the function that made them. */
interface Counted {
  readonly byOperation: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly invocations: number;
  readonly sealed: number;
}

describeWithMoto('a tick of a fleet, through the functions that are deployed', () => {
  const folder = temporaryFolder();
  const hosts = new Map<string, LambdaHost>();
  let moto: MotoServer;
  let model: OpenAiStub;
  let proxy: FaultyProxy;
  let counts: Record<string, number> = {};
  let at = Date.now() - 40 * 3_600_000;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, doubleEnv(moto.endpoint));
    model = await openAiStub(answer(() => 'It left the house on Monday and is on its way'));
    await deployTo(moto.endpoint, folder.path, { 'pinwatch:every': '1h' });
    proxy = await faultyProxy(moto.endpoint, ({ what }) => {
      counts[what] = (counts[what] ?? 0) + 1;
      return undefined;
    });
    for (const [arn, hosted] of await functionsOf(moto.endpoint))
      hosts.set(arn, new LambdaHost(hosted, doubleEnv(proxy.endpoint)));
  }, 600_000);
  afterAll(async () => {
    for (const host of hosts.values()) host.close();
    proxy?.close();
    delete process.env.AWS_ENDPOINT_URL;
    await model?.close();
    await moto?.stop();
    folder.remove();
  }, 60_000);

  /** The second tick of so many endpoints: with the first everything is new. */
  async function counted(endpoints: number): Promise<Counted> {
    const one = (i: number) =>
      `  - { id: desk-${endpoints}-${i}, provider: openai, model: pinned-1, baseURL: "${model.baseURL}", repetitions: ${draws} }\n`;
    writeFiles(folder.path, {
      'pinwatch.yaml': `version: 1\nevery: 1h\njitter: 0\nendpoints:\n${Array.from({ length: endpoints }, (_, i) => one(i)).join('')}`,
      'goldens/refund.yaml': 'id: refund\nmessages:\n  - { role: user, content: "Where is my parcel?" }\n',
    });
    const pushed = await cli(folder.path, ['push', '--stack', 'Pinwatch'], doubleEnv(moto.endpoint));
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    await tick();
    const calls = model.requests.length;
    counts = {};
    const { invocations, outcome } = await tick();
    return {
      ...{ byOperation: { ...counts }, calls: model.requests.length - calls, invocations },
      sealed: (outcome as { sealed: number }).sealed,
    };
  }

  async function tick() {
    at += 3_600_000;
    const deployed = await findStack('Pinwatch');
    const stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    let invocations = 0;
    let outcome: unknown;
    const execution = {
      ...{ name: `tick-${at}`, startedAt: new Date().toISOString() },
      input: { scheduledAt: new Date(at).toISOString() },
    };
    await execute(await definitionOf(moto.endpoint, deployed.stateMachine), execution, {
      invoke: async (arn, payload) => {
        invocations++;
        const result = await (hosts.get(arn) as LambdaHost).invoke(payload);
        if (/Finish/.test(arn)) outcome = result;
        return result;
      },
      readList: async (_, key) => (await stores.ticks.get(key)) as unknown[],
    });
    stores.close();
    return { invocations, outcome };
  }

  it('asks the model and AWS for each endpoint as often, however many there are', {
    timeout: 1_200_000,
  }, async () => {
    const [small, large] = [await counted(few), await counted(many)];
    const each = (key: string) => ((large.byOperation[key] ?? 0) - (small.byOperation[key] ?? 0)) / (many - few);
    const operations = [...new Set([...Object.keys(small.byOperation), ...Object.keys(large.byOperation)])].sort();
    const perEndpoint = Object.fromEntries(operations.map((key) => [key, each(key)]));
    console.log(`fleet: ${JSON.stringify({ few, many, small, large, perEndpoint })}`);
    expect([small.calls, large.calls]).toEqual([few * draws, many * draws]);
    expect([small.sealed, large.sealed]).toEqual([few, many]);
    expect((large.invocations - small.invocations) / (many - few), 'replay, judge and notify').toBe(3);
    // What is asked once a tick is the rest: it does not grow.
    const once = operations.map((key) => (small.byOperation[key] ?? 0) - few * each(key));
    expect(Math.min(...once)).toBeGreaterThanOrEqual(0);
    expect(once.reduce((sum, requests) => sum + requests, 0)).toBeLessThan(60);
    expect(Object.values(perEndpoint).reduce((sum, requests) => sum + requests, 0)).toBeLessThan(90);
  });
});
