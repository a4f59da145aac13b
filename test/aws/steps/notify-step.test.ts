import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notifyStep } from '../../../lib/aws/steps/notify-step.ts';
import { ProjectFile } from '../../../lib/domain/project/project.ts';
import { TickTask } from '../../../lib/domain/run/tick.ts';
import { type Received, receiver } from '../../alerts/loopback.ts';
import { drift, factOf, noDrift } from '../../helpers/judgements.ts';
import { stubAws } from '../../helpers/stub-aws.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const project = ProjectFile.parse({
  version: 1,
  endpoints: [{ id: 'support', provider: 'openai', model: 'pinned-1' }],
});

/** The real step and the real clients over stores in memory; SNS and EventBridge answer on loopback. */
describe('notifyStep', () => {
  let aws: Awaited<ReturnType<typeof receiver>>;
  let snsIsDown = false;
  let metrics: string[] = [];

  beforeEach(async () => {
    snsIsDown = false;
    metrics = [];
    aws = await receiver(({ headers }, response) => {
      const isEvents = headers['x-amz-target'] === 'AWSEvents.PutEvents';
      if (isEvents) response.writeHead(200).end('{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}');
      else if (snsIsDown) response.writeHead(403).end('<ErrorResponse><Error><Code>No</Code></Error></ErrorResponse>');
      else response.writeHead(200).end('<PublishResponse><PublishResult/></PublishResponse>');
    });
    stubAws(aws.url);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => metrics.push(String(text)) > 0);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await aws[Symbol.asyncDispose]();
  });

  /** A judged run that nobody has been told of, and the step that tells. */
  async function judgedRun(verdict = noDrift) {
    const { stores, deps, find } = watchedEndpoint();
    Object.assign(deps, { sinks: new Map() });
    const { run } = (await find([factOf('reported-model', { was: ['m-1'], now: 'm-2' })], verdict)).run;
    const env = {
      BUCKET: 'b',
      TABLE: 't',
      MONITOR: 'm',
      ALARMS: 'each' as const,
      FAILED_DRAWS_PERCENT: 20,
      STACK: 'Ours',
      TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:t',
      EVENT_BUS_NAME: 'bus',
    };
    const step = notifyStep(
      { ...env, WEBHOOK_SECRET_ARN: undefined },
      { stores, project: async () => ({ project, goldens: [] }) },
    );
    const task = { endpoint: 'support', project: 'a'.repeat(64), shard: 0, shards: 0, shardDraws: 1, judge: [run] };
    return { run, tell: () => step(TickTask.parse(task)) };
  }

  const messages = () =>
    aws.received
      .filter(isSns)
      .map(({ body }) => JSON.parse(new URLSearchParams(body).get('Message') ?? '') as Record<string, string>);
  const published = () => messages().map((message) => JSON.parse(message.default ?? '') as { kind: string });
  const events = () =>
    aws.received
      .filter((one) => !isSns(one))
      .flatMap(({ body }) => (JSON.parse(body) as { Entries: { DetailType: string }[] }).Entries);

  it('tells the topic and the bus of a fact, once, also when the step is delivered again', async () => {
    const { run, tell } = await judgedRun();
    await tell();
    await tell();
    expect(published()).toMatchObject([{ kind: 'fact', run, facts: [{ was: ['m-1'], now: 'm-2' }] }]);
    expect(events().map(({ DetailType }) => DetailType)).toEqual(['Pinwatch Fact Reported']);
    expect(metrics.join('')).toContain('"AlertsUndelivered":0');
  });

  it('fails where the topic does not take it, tells the bus all the same, and the retry tells the topic only', async () => {
    const { tell } = await judgedRun();
    snsIsDown = true;
    await expect(tell()).rejects.toThrow('endpoint support: an alert did not reach aws:sns');
    expect(metrics.join('')).toContain('"AlertsUndelivered":1');
    snsIsDown = false;
    aws.received.length = 0;
    await tell();
    expect([published().map(({ kind }) => kind), events()]).toEqual([['fact'], []]);
  });

  it('names the stack in the commands that help, so that they can be typed as they stand', async () => {
    const { run, tell } = await judgedRun(drift);
    await tell();
    expect(messages()[0]?.email).toContain(`pinwatch show ${run} --stack Ours `);
    expect(messages()[0]?.email).toContain('pinwatch accept support --why "…" --stack Ours ');
  });

  it('tells of drift with the facts of its run in one message', async () => {
    const { tell } = await judgedRun(drift);
    await tell();
    expect(published()).toMatchObject([{ kind: 'opened', facts: [{ kind: 'reported-model' }] }]);
    expect(events().map(({ DetailType }) => DetailType)).toEqual(['Pinwatch Incident Opened']);
  });
});

function isSns({ headers }: Received): boolean {
  return headers['x-amz-target'] === undefined;
}
