import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertDetailTypes } from '../../lib/alerts/alert-events.ts';
import { type Deployed, findStack } from '../../lib/aws/deployed/stack.ts';
import {
  requestsOfCollecting,
  requestsOfFollowing,
  requestsOfHandingIn,
} from '../../lib/aws/names/cost/batch-requests.ts';
import { requestsOfBudget } from '../../lib/aws/names/cost/budget-requests.ts';
import { requestsOfCondition, requestsOfIncident } from '../../lib/aws/names/cost/open-requests.ts';
import {
  type Requests,
  type RequestsByStep,
  requestsOfLook,
  requestsOfReport,
  requestsOfRun,
  requestsOfTick,
  type Step,
  sumOf,
} from '../../lib/aws/names/cost/requests.ts';
import { prefixes } from '../../lib/aws/names/object-keys.ts';
import { Bucket } from '../../lib/aws/stores/bucket.ts';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import { probedTarget } from '../../lib/models/probe-capabilities.ts';
import { appWith } from '../aws/cdk/synthesized.ts';
import { incident, judgement, plan } from '../contract/stored-records.ts';
import { documentedQueries, sqlEngineOn } from '../helpers/athena-double.ts';
import { type BatchServer, batchServer } from '../helpers/batch-servers/batch-server.ts';
import { openaiBatchServer } from '../helpers/batch-servers/openai-batches.ts';
import { cli, writeFiles } from '../helpers/cli.ts';
import { definitionOf, deployTo, doubleEnv, functionsOf, type Resource, resourcesOf } from '../helpers/deployment.ts';
import { askDouble } from '../helpers/double-api.ts';
import { refusedIn, unusedIn, withKey, withLogicalNames } from '../helpers/iam/check-permissions.ts';
import { type FrontDoor, frontDoor, type WorkflowService } from '../helpers/iam/front-door.ts';
import { isAllowed, type Needed } from '../helpers/iam/policy.ts';
import { statementsOfRole, type TemplateJson } from '../helpers/iam/template-roles.ts';
import { drift } from '../helpers/judgements.ts';
import { Concurrency, LambdaHost } from '../helpers/lambda-host.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { type Definition, execute } from '../helpers/state-machine.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const baselineRuns = 20;
const dayMs = 86_400_000;
const prompts = ['It came in the wrong size.', 'It makes a noise when I charge it.', 'The kettle never arrived.'];
const secretWord = 'Quillonium'; // stands in a prompt and nowhere else: must never be seen in a log or an alert

/** Fails by chance, before the change, in about 23 of 3650 times: one false alarm in ten years of daily runs. */
const project = (baseURL: string, more = '') => `version: 1
falseAlarmsPerYear: 0.1
every: 1d
jitter: 0
budget: { day: { tokens: 1000000 }, month: { tokens: 5000000 } }
endpoints:
  - id: desk
    provider: openai
    model: nano-2026-06-01
    baseURL: ${baseURL}
    repetitions: 4
    concurrency: 8
    baselineRuns: ${baselineRuns}
    price: { input: 0.5, output: 2 }
  - id: down
    provider: openai
    model: nobody-there
    baseURL: http://127.0.0.1:9/v1
    goldens: [golden-0]
    repetitions: 1
    maxAttempts: 1
    price: { input: 0, output: 0 }
${more}`;
const slow = (baseURL: string) => `  - id: slow
    provider: openai
    model: pinned-1
    baseURL: ${baseURL}
    delivery: batch
    repetitions: 2
    price: { input: 2, output: 8, discount: 0.5 }
`;
const golden = (text: string, index: number) => `id: golden-${index}
messages:
  - role: user
    content: "Write a short reply to this customer.\\nOrder 3716: 5 x backpack. ${text} ${secretWord} Haddad, Malmo"
parameters: { temperature: 1, max_tokens: 24, seed: per-draw }
expectations:
  - { kind: contains, text: " " }
`;

describeWithMoto('what is deployed', () => {
  const folder = temporaryFolder();
  const hosts = new Map<string, LambdaHost>();
  let moto: MotoServer;
  let model: EmbeddedModel;
  let proxy: CountingProxy;
  let door: FrontDoor;
  let resources: readonly Resource[];
  let deployed: Deployed;
  let definition: Definition;
  /** Less than two endpoints need at once: whoever finds no room waits. */
  const account = new Concurrency(1);
  let ticks = 0;
  let transitions = 0;
  /** What one tick asked of AWS before the change. */
  let counted: CountedTick & { transitions: number };
  /** And one while an incident was open. */
  let countedInIncident: CountedTick;
  const firstTick = Date.now() - 60 * dayMs;
  const tickAt = (tick: number) => new Date(firstTick + tick * dayMs).toISOString();
  const command = (...args: string[]) => cli(folder.path, [...args, '--stack', 'Pinwatch'], doubleEnv(moto.endpoint));

  beforeAll(async () => {
    [moto, model] = await Promise.all([startMoto(), startEmbeddedModel()]);
    proxy = await countingProxy(model.baseURL);
    Object.assign(process.env, doubleEnv(moto.endpoint));
    await deployTo(moto.endpoint, folder.path, {
      'pinwatch:every': '1d',
      'pinwatch:monthlyCost': '100',
      'pinwatch:monthlyTokens': '10000000',
    });
    deployed = await findStack('Pinwatch');
    definition = await definitionOf(moto.endpoint, deployed.stateMachine);
    resources = await resourcesOf(moto.endpoint, 'Pinwatch');
    door = await frontDoor(moto.endpoint, workflow());
    // Each function signs with its logical id, so that it is known whose role has to allow a request.
    for (const [arn, hosted] of await functionsOf(moto.endpoint))
      hosts.set(
        arn,
        new LambdaHost(hosted, { ...doubleEnv(door.endpoint), AWS_ACCESS_KEY_ID: logicalId(arn) }, account),
      );
    const goldens = Object.fromEntries(prompts.map((text, i) => [`goldens/golden-${i}.yaml`, golden(text, i)]));
    writeFiles(folder.path, { 'pinwatch.yaml': project(proxy.baseURL), ...goldens });
  }, 240_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    for (const host of hosts.values()) host.close();
    proxy?.server.close();
    door?.close();
    await model?.close();
    await moto?.stop();
    folder.remove();
  }, 60_000);

  /** A command of somebody whose requests are known by a name. */
  const asPerson = (person: string, ...args: string[]) =>
    cli(folder.path, [...args, '--stack', 'Pinwatch'], { ...doubleEnv(door.endpoint), AWS_ACCESS_KEY_ID: person });

  const logicalId = (arn: string) => resources.find(({ name }) => arn.endsWith(`:${name}`))?.logicalId ?? arn;
  const machineNeeds: Needed[] = [];

  /** What the schedule does; of some endpoints only, what `run --stack` does. */
  const tick = (at = tickAt(ticks++), only: { endpoints?: readonly string[] } = {}) =>
    executed(`tick-${at}-${Math.random()}`, { scheduledAt: at, ...only });

  async function countedTick(...endpoints: string[]): Promise<CountedTick> {
    door.billed();
    await tick(undefined, endpoints.length === 0 ? {} : { endpoints });
    const steps = [...door.billed()].map(
      ([id, requests]) =>
        [/Steps(Plan|Replay|Judge|Notify|Finish)/.exec(id)?.[1]?.toLowerCase() as Step, requests] as const,
    );
    return { requests: new Map(steps), judged: ticks };
  }

  /** Step Functions for whoever starts an execution and follows it. */
  function workflow(): WorkflowService {
    const executions = new Map<string, object>();
    return {
      answer(operation, { name = '', input = '', executionArn = '' }) {
        if (operation === 'DescribeExecution') return executions.get(executionArn) as object;
        const arn = deployed.stateMachine.replace('stateMachine', 'execution').concat(':', name);
        executions.set(arn, { executionArn: arn, status: 'RUNNING' });
        executed(name, JSON.parse(input)).then(
          (output) => executions.set(arn, { status: 'SUCCEEDED', output: JSON.stringify(output) }),
          ({ name: error, message }: Error) =>
            executions.set(arn, { status: 'FAILED', error, cause: JSON.stringify({ errorMessage: message }) }),
        );
        return { executionArn: arn, startDate: Date.now() / 1000 };
      },
    };
  }

  async function executed(name: string, input: object): Promise<unknown> {
    const stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    const execution = { name, startedAt: new Date().toISOString(), input };
    const result = await execute(definition, execution, {
      onState: () => {
        transitions++;
      },
      invoke: (arn, payload) => {
        machineNeeds.push({ action: 'lambda:InvokeFunction', resource: arn });
        return (hosts.get(arn) as LambdaHost).invoke(payload);
      },
      readList: async (bucket, key) => {
        expect(bucket).toBe(deployed.bucket);
        machineNeeds.push({ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}` });
        return (await stores.ticks.get(key)) as unknown[];
      },
    });
    stores.close();
    return result;
  }

  it('has nothing to do before the first push, which is no failure, and says so to whoever looks', async () => {
    expect(await tick(tickAt(0))).toEqual({ idle: 'nothing was pushed yet (pinwatch push)' });
    expect(await command('status')).toMatchObject({ code: 2, stderr: expect.stringContaining('pinwatch push') });
    expect(await command('push')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^pushed .*\n {2}2 endpoints, 3 goldens\n$/),
    });
    expect(await command('push')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nothing new/) });
  });

  it('learns, and goes on where one endpoint is down', async () => {
    const outcome = await tick();
    expect(outcome).toMatchObject({ sealed: 2, open: 0 });
    expect(proxy.requests).toBe(prompts.length * 4);
    const { stdout, code } = await command('status', '--json');
    expect(code).toBe(3);
    const states = (JSON.parse(stdout) as { endpoints: { endpoint: { id: string } }[] }).endpoints;
    expect(states).toHaveLength(2);
    expect((await command('show', 'down')).stdout).toContain('INCONCLUSIVE: NO ANSWERS');
  });

  it('asks for the model that is pinned, and warns before it retires', async () => {
    const stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    const version = (await stores.projects.current()) as string;
    const [desk, down] = (await stores.projects.get(version)).project.endpoints.map(probedTarget) as [string, string];
    const asked = await stores.notices.get(desk);
    expect(asked, 'a replay asked').toMatchObject({ target: desk, askedAt: expect.any(String) });
    expect(await stores.notices.get(down), 'and does not mind that nobody answers').toBeDefined();
    const retiresAt = new Date(Date.now() + 20.5 * dayMs).toISOString();
    await stores.notices.put({ target: desk, askedAt: new Date().toISOString(), retiresAt });
    stores.close();
    expect((await command('status')).stdout).toMatch(/! desk: .*nano-2026-06-01.* retires in 2\d days/);
  });

  it('sends nothing twice when a tick is delivered twice', async () => {
    const before = proxy.requests;
    expect(await tick(tickAt(0))).toEqual({ idle: expect.stringContaining('delivered twice') });
    expect(proxy.requests).toBe(before);
    const { stdout } = await command('history', 'desk');
    expect(stdout.match(/\d{8}T\d{9}Z-desk/g)).toHaveLength(1);
  });

  it('cuts no run short when a tick is delivered twice at once', async () => {
    const [before, at] = [proxy.requests, tickAt(ticks++)];
    const outcomes = await Promise.all([tick(at), tick(at)]);
    expect(outcomes).toContainEqual({ idle: expect.stringContaining('delivered twice') });
    expect(outcomes).toContainEqual(expect.objectContaining({ sealed: 2, open: 0 }));
    expect(proxy.requests - before).toBe(prompts.length * 4);
    const runs = JSON.parse((await command('history', 'desk', '--json')).stdout).runs as { run: string; at: string }[];
    const twice = runs.find(({ run }) => run.startsWith(at.replace(/[-:.]/g, '')));
    const agoMs = Date.now() - Date.parse(String(twice?.at));
    expect(agoMs, 'history tells when requests were sent, and not what the tick was meant for').toBeLessThan(60_000);
  });

  it('waits for room where the account runs fewer functions at once than there are endpoints', () => {
    expect(account.most).toBe(1);
    expect(account.refused).toBeGreaterThan(0);
  });

  it('raises one alarm after a silent change, which arrives in queues and shows from the command line', async () => {
    const alerts = await subscribedQueue(moto.endpoint, await topicOf(moto.endpoint));
    while (ticks < baselineRuns + 3) await tick();
    const quiet = JSON.parse((await command('status', 'desk', '--json')).stdout);
    expect(quiet, 'before the change').toMatchObject({ endpoints: [{ verdict: { kind: 'no-drift-detected' } }] });
    const before = await alerts.received();
    expect(before.map(({ from, kind, endpoint }) => `${from} ${kind} ${endpoint}`).sort(), 'of drift nothing').toEqual([
      'EventBridge condition-opened down',
      'SNS condition-opened down',
    ]);
    expect(before.map(({ body }) => JSON.stringify(body)).join()).toMatch(/"failures":\[\{"class":"unreachable"/);
    expect(await command('status', 'down')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/down +unreachable[\s\S]*\n! down: Unreachable since/),
    });

    transitions = 0;
    counted = { ...(await countedTick()), transitions };
    await model.change('update');
    for (let after = 0; after < 12 && (await command('status', 'desk')).code !== 1; after++) await tick();
    expect(await command('status', 'desk')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('drift detected'),
    });
    countedInIncident = await countedTick();
    const received = await alerts.received();
    const opened = received.filter(({ kind }) => kind === 'opened');
    expect(opened.map(({ from }) => from).sort()).toEqual(['EventBridge', 'SNS']);
    expect(opened[0]).toMatchObject({ endpoint: 'desk' });
    expect(JSON.stringify(received)).not.toContain(secretWord);
    const link = `console.aws.amazon.com/s3/object/${deployed.bucket}?region=eu-west-1&prefix=reports/desk.html`;
    expect(JSON.stringify(opened), 'leads to the stored report').toContain(link);
    const objects = new Bucket(new S3Client({ endpoint: moto.endpoint, forcePathStyle: true }), deployed.bucket);
    expect(String(await objects.get('reports/desk.html'))).toMatch(/^<!doctype html>[\s\S]*drift detected/i);

    const decide = (...args: string[]) => asPerson('decides', ...args, '--by', 'ana');
    const heard = async () => (await alerts.received()).map(({ kind }) => kind);
    /** What is told by an execution that nobody waits for, by SNS and by EventBridge, beside news of what was told before. */
    const heardSoon = async () => {
      const kinds: string[] = [];
      for (let looks = 0; looks < 300 && kinds.length < 2; looks++) {
        kinds.push(...(await heard()).filter((kind) => kind !== 'updated'));
        await sleep(100);
      }
      return kinds;
    };
    expect(await decide('ack', 'desk', '--why', 'seen')).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('the others are told now') },
    });
    expect((await command('status', 'desk')).stdout).toContain('seen by ana');
    expect(await heardSoon(), 'without waiting for a tick').toEqual(['acknowledged', 'acknowledged']);
    await tick();
    expect(await heard(), 'nothing more').toEqual([]);
    await decide('accept', 'desk', '--why', 'the wrong endpoint');
    expect(await heardSoon()).toEqual(['resolved', 'resolved']);
    const undone = (await decide('accept', 'desk', '--undo', '--why', 'a slip')).stdout;
    expect(undone).toMatch(/epoch 2 of desk [\s\S]*epoch 1 is gone on with[\s\S]* is open again/);
    expect(await heardSoon()).toEqual(['opened', 'opened']);

    expect((await decide('silence', 'desk', '--until', '2h', '--why', 'planned')).stdout).toContain('silenced');
    await tick();
    expect(await heard(), 'nothing in silence').toEqual([]);
    await decide('silence', 'desk', '--end', '--why', 'over');
    await tick();
    expect(await heard(), 'nothing that was told before').not.toContain('opened');

    const accepted = await decide('accept', 'desk', '--why', 'a new release');
    // Of the slip, 2 began with the acceptance, and 3 took it back: its runs are those of 1 again.
    expect(accepted.stdout).toContain('begins epoch 4');
    expect(await epochsOf('desk')).toEqual([
      { number: 1, by: 'pinwatch' },
      { number: 2, by: 'ana' },
      { number: 3, by: 'ana', returnsTo: 1, undoes: 2 },
      { number: 4, by: 'ana' },
    ]);
    expect(await heardSoon()).toEqual(['resolved', 'resolved']);
    await tick();
    expect(await heard()).toEqual([]);
    expect(await command('status', 'desk')).toMatchObject({ code: 3 });
  }, 1_200_000);

  async function epochsOf(endpoint: string) {
    const stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    const epochs = await stores.epochs.list(endpoint);
    stores.close();
    return epochs.map(({ number, by, returnsTo, undoes }) =>
      JSON.parse(JSON.stringify({ number, by, returnsTo, undoes })),
    );
  }

  it('closes the run that an endpoint left open before it was removed from the project', async () => {
    const stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    await stores.runs.open(plan('lost', { endpoint: 'removed', plannedAt: tickAt(0) }));
    await tick();
    expect(await stores.runs.get('lost')).toMatchObject({ status: 'closed', completed: 0 });
    expect(await stores.judgements.get('lost')).toBeUndefined();
    expect(await stores.runs.openPlans()).toEqual([]);
    stores.close();
  });

  it('lists the incident of an endpoint that was removed from the project, and tells people that somebody closed it', async () => {
    const alerts = await subscribedQueue(moto.endpoint, await topicOf(moto.endpoint));
    const [openedByRun, openedAt] = ['gone-1', new Date().toISOString()];
    using stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
    await stores.judgements.put(judgement(openedByRun, { endpoint: 'removed', at: openedAt, verdict: drift }));
    const times = { openedAt, updatedAt: openedAt, openedByRun, lastRun: openedByRun };
    await stores.incidents.put(incident('removed/1/gone-1', 0, { endpoint: 'removed', ...times }));
    expect((await command('incidents', '--open')).stdout).toMatch(/removed +open/);
    const way = /removed: is not in the project any more, .*pinwatch resolve removed .* (-s|--stack) Pinwatch/;
    expect((await command('status')).stdout).toMatch(way);
    const closed = await asPerson('decides', 'resolve', 'removed', '--why', 'not used', '--by', 'ana');
    expect(closed).toMatchObject({ code: 0, stdout: expect.stringContaining('the others are told now') });
    const heard: string[] = [];
    for (let looks = 0; looks < 300 && heard.length < 2; looks++) {
      const news = (await alerts.received()).filter(
        ({ endpoint, kind }) => endpoint === 'removed' && kind !== 'opened',
      );
      heard.push(...news.map(({ kind, endpoint }) => `${kind} ${endpoint}`));
      await sleep(100);
    }
    expect(heard).toEqual(['resolved removed', 'resolved removed']);
    expect((await command('status')).stdout).not.toMatch(way);
    expect((await command('incidents', 'removed')).stdout).toContain('resolved');
  });

  it('writes metrics of ids and numbers into its logs, and no prompt', () => {
    const logs = [...hosts.values()].map(({ log }) => log).join('\n');
    expect(logs).not.toContain(secretWord);
    const lines = logs
      .split('\n')
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line));
    expect(lines.some((line) => line.Trouble === 1 && line.DriftDetected === 1 && line.Endpoint === 'desk')).toBe(true);
    const monitor = lines.filter((line) => line.Monitor === 'Pinwatch/Monitor');
    expect(monitor.some((line) => line.RunsFinished === 2)).toBe(true);
    const drifting = monitor.map((line) => line.EndpointsDrifting).filter((value) => value !== undefined);
    expect([Math.max(...drifting), drifting.at(-1)], 'from the incident on, until it was over').toEqual([1, 0]);
    // 12 draws of at most 24 tokens of output, and some input, at 0.5 and 2 a million.
    const unreachable = monitor.map((line) => line.EndpointsUnreachable).filter((value) => value !== undefined);
    expect([unreachable[0], unreachable.at(-1)], 'one of two, from its third run on').toEqual([0, 1]);
    const costs = lines.filter((line) => line.Endpoint === 'desk').map((line) => line.Cost);
    expect(Math.min(...costs)).toBeGreaterThan(12 * 2e-6);
    expect(Math.max(...costs)).toBeLessThan(0.002);
    const shares = monitor.map((line) => line.BudgetUsed).filter((value) => value !== undefined);
    expect(shares.length).toBeGreaterThanOrEqual(ticks);
    expect(shares.every((percent) => percent > 0 && percent < 100)).toBe(true);
    const silences = monitor.map((line) => line.PeriodsSinceFinishedRun).filter((value) => value !== undefined);
    expect(silences.length).toBeGreaterThanOrEqual(ticks);
    expect(Math.max(...silences), 'days, as runs are due once a day').toBeLessThan(0.01);
  });

  it('asks AWS for what its cost is computed from, step by step, while an endpoint is down, and in an incident', () => {
    const ordinary = ({ judged }: CountedTick) => [
      requestsOfTick(3, 2),
      requestsOfBudget(2),
      requestsOfBudget(2),
      requestsOfLook,
      requestsOfLook,
      requestsOfRun({ draws: 12, goldens: 3, shards: 1 }),
      requestsOfRun({ draws: 1, goldens: 1, shards: 1 }), // never answered, so that it has no epoch
      requestsOfReport(judged), // and which is told
      requestsOfCondition(3),
    ];
    isAsComputed(counted.requests, ordinary(counted));
    const [before, after] = [counted.judged, countedInIncident.judged - counted.judged];
    isAsComputed(countedInIncident.requests, [
      ...ordinary(countedInIncident),
      requestsOfIncident(3, { before, after }),
      requestsOfReport(countedInIncident.judged),
    ]);
    // Of the tick four, of each endpoint six; of the one that found no room, or went round again, some more.
    expect(counted.transitions).toBeGreaterThanOrEqual(4 + 2 * 6);
  });

  it('keeps its history in files that SQL reads as the docs say', async () => {
    using files = temporaryFolder();
    const objects = new Bucket(new S3Client({ endpoint: moto.endpoint, forcePathStyle: true }), deployed.bucket);
    for (const prefix of [prefixes.samples, prefixes.history])
      for (const key of await objects.list(prefix)) {
        mkdirSync(dirname(join(files.path, key)), { recursive: true });
        writeFileSync(join(files.path, key), (await objects.get(key)) as Buffer);
      }
    using sql = await sqlEngineOn(files.path);
    const today = new Date().toISOString().slice(0, 10);
    const here = (query: string) =>
      query
        .replaceAll(`'support'`, `'desk'`)
        .replaceAll('2026-11-24', today)
        .replaceAll('2026-11-01', '2000-01-01')
        .replaceAll('2026-12-08', '2999-01-01');
    for (const [name, query] of documentedQueries())
      expect((await sql.rows(here(query))).length, name).toBeGreaterThan(0);
    const [counted] = await sql.rows(
      `SELECT count(*) AS runs, sum(CASE WHEN verdict = 'drift-detected' THEN 1 ELSE 0 END) AS drifting FROM verdicts WHERE endpoint = 'desk'`,
    );
    expect(Number(counted?.runs)).toBeGreaterThan(baselineRuns);
    expect(Number(counted?.drifting)).toBeGreaterThan(0);
    expect(await sql.rows(`SELECT status FROM incidents WHERE endpoint = 'desk'`)).toEqual([{ status: 'accepted' }]);
    expect(await sql.rows(`SELECT kind, cause FROM conditions WHERE endpoint = 'down'`)).toEqual([
      { kind: 'unreachable', cause: 'unreachable' },
    ]);
  });

  it('erases nothing that is still asked for', async () => {
    const refused = await command('erase', '--text', secretWord, '--yes');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('golden golden-0  is in use') });
    expect(await command('erase', '--text', 'nobody said this')).toMatchObject({ code: 0 });
  });

  describe('run --stack', () => {
    const run = (...args: string[]) => asPerson('person', 'run', ...args);

    it('says what would be sent, and sends nothing', async () => {
      const before = proxy.requests;
      expect(await run('--dry-run')).toMatchObject({ code: 0, stdout: expect.stringMatching(/desk .*\b12\b/) });
      expect(proxy.requests).toBe(before);
      expect(door.needed('person').map(({ action }) => action)).not.toContain('states:StartExecution');
    });

    it('starts a tick and follows it to its verdicts, due or not where that is asked for', async () => {
      const before = proxy.requests;
      const { code, stdout, stderr } = await run('--endpoint', 'desk');
      expect({ code, requests: proxy.requests - before }).toEqual({ code: 3, requests: prompts.length * 4 });
      expect(stderr).toMatch(/^started run-/);
      expect(stdout).toMatch(/desk +\S.* 12\/12 /);
      expect(stdout).not.toContain('down');
    });

    it('runs what is due, which is nothing right after', async () => {
      expect(await run(), 'the other endpoint').toMatchObject({ code: 3, stdout: expect.stringMatching(/^down/m) });
      const before = proxy.requests;
      const { code, stdout } = await run();
      expect({ code, requests: proxy.requests }).toEqual({ code: 0, requests: before });
      expect(stdout).toMatch(/nothing is due; the next run is due .*run --all -s Pinwatch/);
    });

    it('tries who is told, from where the monitor is, with nothing but grantRun()', async () => {
      const alerts = await subscribedQueue(moto.endpoint, await topicOf(moto.endpoint));
      const tried = await asPerson('person', 'alerts', 'test');
      expect(tried.stdout.match(/aws:(sns|eventbridge) +[a-z-]+ +taken/g)).toHaveLength(16);
      expect(tried.code).toBe(0);
      const samples = (await alerts.received()).filter(({ isSample }) => isSample);
      for (const from of ['SNS', 'EventBridge'] as const) {
        const kinds = samples.filter((one) => one.from === from).map(({ kind }) => kind);
        expect(kinds.sort(), from).toEqual(Object.keys(alertDetailTypes).sort());
      }
    });

    it('knows no endpoint that was not pushed, and starts nothing for it', async () => {
      expect(await run('--endpoint', 'dusk')).toMatchObject({ code: 2, stderr: expect.stringContaining('"dusk"') });
    });

    it.each(['grantRun', 'grantDecide'] as const)(
      'and decisions need what %s() gives, and no more to look',
      (grant) => {
        const { stack, monitor } = appWith({});
        monitor[grant](new Role(stack, 'Person', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
        const template = Template.fromStack(stack).toJSON() as TemplateJson;
        const physical = new Map(resources.map(({ logicalId: id, name }) => [id, name]));
        const role = Object.keys(template.Resources).find((id) => /^Person[0-9A-F]{8}$/.test(id)) ?? '';
        const statements = statementsOfRole(template, role);
        const [person, action] = {
          grantRun: ['person', 'states:DescribeExecution'],
          grantDecide: ['decides', 'dynamodb:PutItem'],
        }[grant] as [string, string];
        const needed = withLogicalNames(door.needed(person), physical);
        expect(needed.map((one) => one.action)).toContain(action);
        expect(needed.filter((one) => !isAllowed(statements, one))).toEqual([]);
      },
    );
  });

  describe('an endpoint whose requests are handed in as a batch', () => {
    let server: BatchServer;
    const draws = prompts.length * 2;
    const of = async <T>(look: (stores: AwsStores) => Promise<T>) => {
      using stores = openAwsStores({ ...deployed, endpoint: moto.endpoint });
      return look(stores);
    };
    const batchesNow = async () => (await of((stores) => stores.batches.list())).map(({ state }) => state);
    beforeAll(async () => {
      server = await batchServer(openaiBatchServer, () => new Date());
      writeFiles(folder.path, { 'pinwatch.yaml': project(proxy.baseURL, slow(`${server.url}/v1`)) });
      expect(await command('push')).toMatchObject({ code: 0, stdout: expect.stringContaining('3 endpoints') });
    });
    afterAll(() => server?.close());

    /** The ticks of one run. */
    async function runOfBatch() {
      const handedIn = await countedTick('slow');
      expect(await batchesNow()).toEqual(['submitted']);
      transitions = 0;
      const followed = { ...(await countedTick('slow')), transitions };
      expect((await command('status', 'slow')).stdout).toContain('a batch is in flight since');
      server.end();
      const collected = await countedTick('slow');
      expect(await batchesNow()).toEqual([]);
      expect(server.kept(), 'nothing is left at the provider').toEqual([]);
      return { handedIn, followed, collected };
    }

    it('is handed in by one tick, followed by the next, and collected, judged and settled once it has ended', async () => {
      await runOfBatch();
      expect(server.batches).toHaveLength(1);
      const [run] = await of((stores) => stores.runs.list({ endpoint: 'slow' }));
      expect(run).toMatchObject({ status: 'finished', completed: draws, stream: { delivery: 'batch' } });
      expect((await command('show', 'slow')).stdout).toContain(String(run?.run));
    });

    it('asks AWS for what its cost is computed from', async () => {
      const { handedIn, followed, collected } = await runOfBatch(); // by functions that have read the project
      const run = { draws, goldens: prompts.length, shards: 1 };
      const others = { finish: { dynamoReads: 2 } }; // whether they had a run
      const following = [
        ...[requestsOfTick(3, 3), requestsOfLook, others, requestsOfBudget(3)],
        requestsOfFollowing({ goldens: prompts.length, endpoints: 3 }),
      ];
      isAsComputed(followed.requests, following);
      isAsComputed(handedIn.requests, [...following, requestsOfHandingIn(run)]);
      isAsComputed(collected.requests, [...following, requestsOfCollecting(run)]);
      expect(followed.transitions).toBe(4 + 6);
    });

    it('is cancelled and removed at the provider when it is taken out of the project', async () => {
      await tick(undefined, { endpoints: ['slow'] });
      expect(server.batches).toHaveLength(3);
      writeFiles(folder.path, { 'pinwatch.yaml': project(proxy.baseURL) });
      expect(await command('push')).toMatchObject({ code: 0 });
      await tick(undefined, { endpoints: ['desk'] });
      expect(server.batches[2]?.state).toBe('cancelled');
      await tick(undefined, { endpoints: ['desk'] });
      expect(server.kept()).toEqual([]);
      expect(await batchesNow()).toEqual([]);
      expect(await of((stores) => stores.runs.openPlans())).toEqual([]);
    });
  });

  describe('permissions', () => {
    const needs = () => {
      const physical = new Map(resources.map(({ logicalId: id, name }) => [id, name]));
      const machine = resources.find(({ type }) => type === 'AWS::StepFunctions::StateMachine')?.logicalId ?? '';
      const functions = resources.filter(
        ({ type, logicalId: id }) => type === 'AWS::Lambda::Function' && id.includes('Steps'),
      );
      const byFunction = functions.map(
        ({ logicalId: id }) => [id, withLogicalNames(door.needed(id), physical)] as const,
      );
      return new Map([...byFunction, [machine, withLogicalNames(machineNeeds, physical)] as const]);
    };
    const template = () =>
      JSON.parse(readFileSync(join(folder.path, 'cdk.out/Pinwatch.template.json'), 'utf8')) as TemplateJson;

    it('of every role cover every request of its own function, and of the readers of the state machine', () => {
      expect(door.unknown).toEqual([]);
      expect(needs().size).toBeGreaterThan(5);
      expect(refusedIn(template(), needs())).toEqual([]);
    });

    it('are all used', () => {
      const kinds = Object.groupBy(
        [...needs().keys()],
        (id) => /Steps(Plan|Replay|Judge|Notify|Finish)/.exec(id)?.[1] ?? 'machine',
      );
      const unused = Object.entries(kinds).flatMap(([kind, ids = []]) =>
        unusedIn(template(), ids, needs()).map((grant) => `${kind}: ${grant}`),
      );
      const patterns = [...usedElsewhere.keys()];
      const known = [...patterns, ...usedAtTimes.keys()];
      expect(unused.filter((grant) => !known.some((pattern) => pattern.test(grant)))).toEqual([]);
      expect(patterns.filter((pattern) => !unused.some((grant) => pattern.test(grant)))).toEqual([]);
    });

    it('are enough where a customer encrypts with a key, which every reader then needs as well', () => {
      const key = 'arn:aws:kms:eu-west-1:123456789012:key/1c7f9a2e-5d0b-4a53-9d5e-7f6b0a8c2d11';
      const withTheirKey = appWith({ 'pinwatch:encryptionKey': key });
      const withNeeds = new Map([...needs()].map(([id, needed]) => [id, withKey(needed, key)]));
      expect(refusedIn(Template.fromStack(withTheirKey.stack).toJSON() as TemplateJson, withNeeds)).toEqual([]);
    });

    it('are enough in a VPC, where the platform connects functions in the name of their roles', () => {
      const theirs = appWith({ 'pinwatch:vpc': 'vpc-0a1b2c3d', 'pinwatch:subnets': 'subnet-0a1b2c3d' });
      const connect = [
        'CreateNetworkInterface',
        'DescribeNetworkInterfaces',
        'DescribeSubnets',
        'DeleteNetworkInterface',
      ];
      const also = connect.map((call) => ({ action: `ec2:${call}`, resource: '*' }));
      const isMachine = (id: string) => id.includes('StateMachine');
      const placed = new Map([...needs()].map(([id, needed]) => [id, isMachine(id) ? needed : [...needed, ...also]]));
      expect(refusedIn(Template.fromStack(theirs.stack).toJSON() as TemplateJson, placed)).toEqual([]);
    });

    it('are enough in a bucket of the user', () => {
      const theirs = appWith({ 'pinwatch:bucket': 'their-bucket' });
      const bucket = resources.find(({ type }) => type === 'AWS::S3::Bucket')?.logicalId ?? '';
      const moved = new Map(
        [...needs()].map(([id, needed]) => [
          id,
          needed.map(({ resource, ...one }) => ({
            ...one,
            resource: resource.replace(`:::${bucket}`, ':::their-bucket'),
          })),
        ]),
      );
      expect(refusedIn(Template.fromStack(theirs.stack).toJSON() as TemplateJson, moved)).toEqual([]);
    });
  });
});

/** What a tick asked of AWS, and what there was by then to be read. */
interface CountedTick {
  readonly requests: ReadonlyMap<Step, Requests>;
  /** Earlier ticks of its month. */
  /** Runs of an endpoint by then, its own among them: this test makes all of them within a day. */
  readonly judged: number;
}

/** No step asks for more than is computed, or for much less. */
function isAsComputed(requests: CountedTick['requests'], parts: readonly RequestsByStep[]): void {
  for (const step of ['plan', 'replay', 'judge', 'notify', 'finish'] as const) {
    const computed = sumOf(...parts.map((part) => ({ [step]: part[step] ?? {} })));
    for (const [what, made] of Object.entries(requests.get(step) ?? {})) {
      const said = computed[what as keyof Requests];
      expect(said, `${step}: ${what}, of which ${made} were made`).toBeGreaterThanOrEqual(made);
      // A function that was started anew, and reads the project again, asks for a few more.
      expect(said, `${step}: ${what}, of which ${made} were made`).toBeLessThanOrEqual(2 * made + 10);
    }
  }
}

/** Grants that depend on what happens while this runs, and when they are used. */
const usedAtTimes: ReadonlyMap<RegExp, string> = new Map([
  [/^Notify: dynamodb:DeleteItem .*OPEN-CONDITIONS$/, 'a condition that is over'],
  [
    /^Notify: dynamodb:PutItem .*((INCIDENT|RUN|CONDITION)#\*|ACTIVE-INCIDENTS)$/,
    'an incident or a condition that changes',
  ],
  [/^Notify: dynamodb:\w+ .*(GROUPS|GROUPED#\*|GROUP#\*)$/, 'incidents that belong together'],
  [/^(Judge|Notify): s3:\w+ .*\/(history|bodies)\/\*$/, 'rows of what changed; bodies that are too large for an item'],
  [/^Replay: dynamodb:\w+ .*SPENT#\*$/, 'a run that needs more than was set aside for it'],
  [/^Finish: dynamodb:(GetItem|Query) .*ENDPOINT#\*$/, 'states of detectors that no item names'],
]);

/** Grants that nothing here needs, and who does. */
const usedElsewhere: ReadonlyMap<RegExp, string> = new Map([
  [/^\w+: logs:/, 'the platform writes logs'],
  [/^machine: lambda:InvokeFunction .*:\*$/, 'versions of functions, of which there are none'],
  [/^machine: states:/, 'the platform starts, follows and stops the children of a distributed map'],
  [
    /^machine: lambda:InvokeFunction .*Replay(anthropic|google|bedrock)/,
    'no endpoint of these families is watched here',
  ],
  [/^(Plan|Judge|Notify): s3:\w+ .*\/bodies\/\*$/, 'what is too large for an item is an object'],
  [/^Replay: s3:\w+ .*\/(samples|open)\/\*$/, 'a draw that comes while its run is being sealed helps to seal it'],
  [/^Finish: s3:GetObject .*\/(samples|open)\/\*$/, 'counts a run that is still open by its draws'],
  [/^Replay: dynamodb:(PutItem|DeleteItem) .*(RUN#\*|ENDPOINT#\*|OPEN)$/, 'so does one that comes then'],
  [/^Notify: dynamodb:DeleteItem .*ALERT#\*$/, 'a claim on an alert that did not get through is given back'],
  [/^(Judge|Notify): dynamodb:DeleteItem .*ENDPOINT#\*$/, 'facts of a run that is judged again and has none any more'],
  [/^(Judge|Notify): dynamodb:GetItem .*(INCIDENT|CONDITION)#\*$/, 'rows are written again where somebody was faster'],
  [/^Finish: s3:(PutObject .*unused.json|DeleteObject .*detectors\/)\*$/, 'what killed processes left behind'],
]);

interface CountingProxy {
  readonly server: Server;
  readonly baseURL: string;
  readonly requests: number;
}

/** Passes everything on, and counts what is asked of the model. */
async function countingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port, pathname } = new URL(target);
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST') requests++; // and not the look at the list of models
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    server,
    baseURL: `http://127.0.0.1:${own}${pathname}`,
    get requests() {
      return requests;
    },
  };
}

async function topicOf(endpoint: string): Promise<string> {
  const topic = (await resourcesOf(endpoint, 'Pinwatch')).find(({ type }) => type === 'AWS::SNS::Topic');
  return (topic as Resource).name;
}

interface Received {
  readonly from: 'SNS' | 'EventBridge';
  readonly kind: string;
  readonly endpoint: string;
  readonly isSample: boolean;
  /** As it came, with what the service wraps it in. */
  readonly body: unknown;
}

/** A queue that is subscribed to the topic, and gets the events of the default bus. */
async function subscribedQueue(endpoint: string, topic: string) {
  const sqs = <T>(action: string, body: object) =>
    askDouble<T>(endpoint, 'sqs', { target: `AmazonSQS.${action}`, body });
  const { QueueUrl: queue } = await sqs<{ QueueUrl: string }>('CreateQueue', { QueueName: 'told' });
  const arn = 'arn:aws:sqs:eu-west-1:123456789012:told';
  const sns = new SNSClient({ endpoint });
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: arn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const bus = new EventBridgeClient({ endpoint });
  await bus.send(new PutRuleCommand({ Name: 'told', EventPattern: JSON.stringify({ source: ['pinwatch'] }) }));
  await bus.send(new PutTargetsCommand({ Rule: 'told', Targets: [{ Id: 'queue', Arn: arn }] }));
  const seen = new Set<string>(); // what a slow answer makes a sink send again has the same id
  return {
    async received(): Promise<Received[]> {
      const all: Received[] = [];
      for (;;) {
        const batch = { QueueUrl: queue, MaxNumberOfMessages: 10 };
        const { Messages: messages = [] } = await sqs<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
          'ReceiveMessage',
          batch,
        );
        if (messages.length === 0) return all;
        for (const { Body, ReceiptHandle } of messages) {
          const body = JSON.parse(Body);
          const event = body.detail ?? body;
          const from = body.detail === undefined ? 'SNS' : 'EventBridge';
          const isNew = !seen.has(`${from} ${event.id}`);
          seen.add(`${from} ${event.id}`);
          if (isNew)
            all.push({
              from,
              kind: event.kind,
              endpoint: event.endpoint.id,
              isSample: event.sample === true,
              body,
            });
          await sqs('DeleteMessage', { QueueUrl: queue, ReceiptHandle });
        }
      }
    },
  };
}
