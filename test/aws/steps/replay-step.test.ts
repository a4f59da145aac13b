import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replayStep } from '../../../lib/aws/steps/replay-step.ts';
import { ProjectFile } from '../../../lib/domain/project/project.ts';
import type { TickTask } from '../../../lib/domain/run/tick.ts';
import { modelNoticeFile } from '../../../lib/local/model-notice-file.ts';
import { planTick } from '../../../lib/monitor/tick/plan-tick.ts';
import type { ProviderEntry } from '../../../lib/providers/provider-entry.ts';
import { receiver } from '../../alerts/loopback.ts';
import type { Script } from '../../helpers/fake-provider.ts';
import { stubAws } from '../../helpers/stub-aws.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const patienceMs = 60_000;

/** The real step over stores in memory; Secrets Manager answers on loopback. */
describe('replayStep', () => {
  let aws: Awaited<ReturnType<typeof receiver>>;
  let secret = {};
  let metrics: string[] = [];
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    secret = { OPENAI_API_KEY: 'old' };
    metrics = [];
    folder = temporaryFolder();
    aws = await receiver((_, response) => response.end(JSON.stringify({ SecretString: JSON.stringify(secret) })));
    stubAws(aws.url);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => metrics.push(String(text)) > 0);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    folder.remove();
    await aws[Symbol.asyncDispose]();
  });

  /** A planned run, the step as one execution environment holds it, and the keys with which its provider was loaded. */
  async function planned({ secretArn, script, tokens }: { secretArn?: string; script?: Script; tokens?: number }) {
    const settings = { repetitions: 12, concurrency: 1, parameters: { max_tokens: 8 } };
    const { stores, clock, goldens, provider } = watchedEndpoint(script);
    const project = ProjectFile.parse({
      version: 1,
      endpoints: [{ id: 'support', provider: 'openai', model: 'pinned-1', ...settings }],
    });
    const { tasks } = await planTick(
      {
        at: clock.now(),
        project,
        version: 'a'.repeat(64),
        goldens,
        evenIfNotDue: false,
        everyMs: 3_600_000,
        endsAfterMs: 3_600_000,
        abandonedAfterMs: 3_600_000,
        ...(tokens === undefined ? {} : { monthly: { tokens } }),
      },
      { stores, clock },
    );
    const keys: (string | undefined)[] = [];
    const openai: ProviderEntry = {
      apis: ['openai.chat'],
      reads: [],
      keyEnv: () => 'OPENAI_API_KEY',
      async load({ env }) {
        keys.push(env?.OPENAI_API_KEY);
        return provider;
      },
    };
    const step = replayStep(
      {
        BUCKET: 'b',
        TABLE: 't',
        MONITOR: 'm',
        ALARMS: 'each',
        FAILED_DRAWS_PERCENT: 20,
        PROVIDER_SECRET_ARN: secretArn,
      },
      { openai },
      {
        stores: { ...stores, notices: modelNoticeFile(join(folder.path, 'notices.json')) },
        project: async () => ({ project, goldens: [] }),
        clock,
      },
    );
    return { task: tasks[0] as TickTask, step, keys, provider, clock, runs: stores.runs };
  }

  it('reads keys anew for each shard, so that one that was mended is used at once', async () => {
    const { task, step, keys } = await planned({ secretArn: 'llm/keys' });
    await step(task, patienceMs);
    secret = { OPENAI_API_KEY: 'new' };
    await step(task, patienceMs);
    expect(keys).toEqual(['old', 'new']);
  });

  it('asks for no secret where none was given', async () => {
    const { task, step, keys } = await planned({});
    vi.stubEnv('OPENAI_API_KEY', undefined);
    await step(task, patienceMs);
    expect(keys).toEqual([]);
    expect(aws.received).toEqual([]);
  });

  it('takes a key that is missing for a refusal of the endpoint, which is recorded like one that is wrong', async () => {
    secret = { ANOTHER_KEY: 'x' };
    const { task, step, keys, provider, runs } = await planned({ secretArn: 'llm/keys' });
    await step(task, patienceMs);
    expect({ keys, calls: provider.calls }).toEqual({ keys: [], calls: [] });
    const samples = await runs.samples(String(task.run));
    expect(new Set(samples.map(({ error }) => error))).toEqual(new Set(['authentication']));
    expect(samples[0]?.notes).toEqual([
      'not sent: expected an API key in the environment variable OPENAI_API_KEY, got nothing',
    ]);
  });

  it('sends nothing once the deadline of the run is past, and leaves the rest to be judged as missing', async () => {
    const { task, step, provider, clock } = await planned({});
    clock.advance(3_600_000);
    expect(await step(task, patienceMs)).toMatchObject({ shard: task.shards, isCutShort: false });
    expect(provider.calls).toEqual([]);
  });

  it('counts an endpoint whose run was cut short, which raises the alarm of the budget', async () => {
    const script = () => ({ text: 'on and on', finishReason: 'stop', inputTokens: 2, outputTokens: 900 });
    vi.stubEnv('OPENAI_API_KEY', 'k');
    const { task, step, provider } = await planned({ script, tokens: 1_000_000 });
    const left = await step(task, patienceMs);
    expect(left).toMatchObject({ isCutShort: true, shard: task.shards });
    expect(provider.calls.length).toBeLessThan(24);
    expect(metrics.join('')).toContain('"EndpointsOverBudget":1');
    metrics = [];
    const within = await planned({ tokens: 1_000_000 });
    expect(await within.step(within.task, patienceMs)).toMatchObject({ isCutShort: false });
    expect(metrics.join('')).not.toContain('EndpointsOverBudget');
  });
});
