import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replayStep } from '../../../lib/aws/steps/replay-step.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { ProjectFile } from '../../../lib/domain/project/project.ts';
import type { TickTask } from '../../../lib/domain/run/tick.ts';
import { modelNoticeFile } from '../../../lib/local/model-notice-file.ts';
import { judgeRuns, sealRuns } from '../../../lib/monitor/judge/judge-runs.ts';
import { planTick } from '../../../lib/monitor/tick/plan-tick.ts';
import { settleTick } from '../../../lib/monitor/tick/settle-tick.ts';
import { periodsOf } from '../../../lib/plan/limits-of.ts';
import { anthropicFamily } from '../../../lib/providers/families/anthropic.ts';
import { openaiFamily } from '../../../lib/providers/families/openai.ts';
import { type BatchServer, batchServer } from '../../helpers/batch-servers/batch-server.ts';
import { openaiBatchServer } from '../../helpers/batch-servers/openai-batches.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';

const [minute, hour] = [60_000, 3_600_000];
const patienceMs = 60_000;

/** Ticks over stores in memory, with the real steps and a server on loopback that speaks OpenAI's batch protocol. */
describe('a batch that a deployed monitor hands in', () => {
  let server: BatchServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let watched: ReturnType<typeof watchedEndpoint>;

  beforeEach(async () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true); // metrics
    vi.stubEnv('KEY', 'a key');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    watched = watchedEndpoint();
    folder = temporaryFolder();
    server = await batchServer(openaiBatchServer, () => watched.clock.now());
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    folder.remove();
    await server.close();
  });

  const goldens = ['bullets', 'refund please'].map((content, at) => {
    const messages = [{ role: 'user', content }];
    return goldenRequest(
      GoldenFile.parse({ id: `golden-${at}`, api: 'openai.chat', body: { messages, max_tokens: 9 } }),
    );
  });

  const slow = (more: object = {}) => ({
    id: 'slow',
    provider: 'openai',
    baseURL: `${server.url}/v1`,
    apiKeyEnv: 'KEY',
    model: 'pinned-1',
    delivery: 'batch',
    price: { input: 2, output: 8, discount: 0.5 },
    ...more,
  });

  function step(project: ProjectFile) {
    const { stores, clock } = watched;
    const env = { BUCKET: 'b', TABLE: 't', MONITOR: 'm', ALARMS: 'each', FAILED_DRAWS_PERCENT: 20 } as const;
    const notices = modelNoticeFile(join(folder.path, 'notices.json'));
    const opened = { stores: { ...stores, notices }, project: async () => ({ project, goldens: [] }), clock };
    const at = { ...env, PROVIDER_SECRET_ARN: undefined };
    const families = {
      openai: replayStep(at, openaiFamily, opened),
      anthropic: replayStep(at, anthropicFamily, opened),
    };
    return (task: TickTask) => families[task.family as keyof typeof families](task, patienceMs);
  }

  /** One tick, as the state machine runs it. */
  async function tick(
    { endpoints = [slow()], replays = true, judges = true, ...more } = {} as {
      endpoints?: object[];
      replays?: boolean;
      judges?: boolean;
      monthly?: { tokens: number };
    },
  ) {
    const { stores, clock, deps } = watched;
    const project = ProjectFile.parse({ version: 1, every: '1h', jitter: 0, endpoints });
    const planned = await planTick(
      {
        at: clock.now(),
        project,
        version: 'a'.repeat(64),
        goldens,
        evenIfNotDue: false,
        everyMs: hour,
        endsAfterMs: hour,
        abandonedAfterMs: 2 * hour,
        ...more,
      },
      { stores, clock },
    );
    const judged: string[] = [];
    for (const task of planned.tasks) {
      let left = task;
      while (replays && left.shard < left.shards) left = await step(project)(left);
      const isWatched = project.endpoints.some(({ id }) => id === left.endpoint);
      if (!judges) continue;
      if (!isWatched) await sealRuns(left, { stores, clock });
      else judged.push(...(await judgeRuns(left, { stores, clock, judge: deps.judge })).map(({ run }) => run.run));
    }
    const settled = [...planned.unsettled, clock.now().toISOString()];
    for (const at of settled) await settleTick({ at: new Date(at), project }, { stores });
    return { ...planned, judged };
  }

  const statesOf = async () => (await watched.stores.batches.list()).map(({ state }) => state);

  it('is followed by later ticks, collected, judged once and settled, while nothing is said to be wrong', async () => {
    const first = await tick();
    expect(first).toMatchObject({ judged: [], tasks: [{ shards: 1, judge: [] }] });
    expect(await statesOf()).toEqual(['submitted']);
    for (let passed = 0; passed < 5; passed++) {
      watched.clock.advance(hour);
      const waiting = await tick();
      expect(waiting).toMatchObject({ judged: [], busy: [], leftBehind: 0, unwatched: { silent: 0 } });
      expect(waiting.silentMs).toBe(0);
    }
    expect(server.batches).toHaveLength(1);

    server.end();
    watched.clock.advance(hour);
    const { judged } = await tick();
    expect(judged).toEqual([first.tasks[0]?.run]);
    const record = await watched.stores.runs.get(judged[0] as string);
    expect(record).toMatchObject({ status: 'finished', completed: 4, stream: { delivery: 'batch' } });
    expect(server.kept()).toEqual([]); // nothing is left at the provider
    for (const period of periodsOf(new Date(record?.plannedAt as string))) {
      const { aside, spent } = await watched.stores.spending.read(period);
      expect(aside).toEqual({});
      expect(spent.slow?.tokens).toBe((record?.inputTokens ?? 0) + (record?.outputTokens ?? 0));
    }
    watched.clock.advance(hour);
    await tick();
    expect(server.batches).toHaveLength(2); // the next run
  });

  it('is not handed in again when its function was killed, or the answer was lost, and the task is tried again', async () => {
    const project = ProjectFile.parse({ version: 1, every: '1h', jitter: 0, endpoints: [slow()] });
    const [task] = (await tick({ replays: false, judges: false })).tasks as [TickTask];
    server.next = 'answer-lost';
    await step(project)(task);
    expect(await statesOf()).toEqual(['prepared']);
    await step(project)(task); // as after a kill: the same task, with what is stored
    watched.clock.advance(3 * minute);
    await step(project)(task);
    expect(await statesOf()).toEqual(['submitted']);
    expect(server.batches).toHaveLength(1);
  });

  it('keeps its run open when its function fails, whatever is judged meanwhile', async () => {
    const { tasks } = await tick({ replays: false });
    expect(tasks).toMatchObject([{ judge: [] }]);
    server.isDown = true;
    watched.clock.advance(hour);
    expect((await tick()).judged).toEqual([]);
    server.isDown = false;
    watched.clock.advance(hour);
    await tick();
    server.end();
    watched.clock.advance(hour);
    expect((await tick()).judged).toEqual([tasks[0]?.run]);
    expect(server.batches).toHaveLength(1);
  });

  it.each([
    ['after two days without an answer', () => [slow()], 51 * hour],
    ['when the endpoint is another one', () => [slow({ model: 'pinned-2' })], hour],
    ['when the endpoint is called live', () => [slow({ delivery: undefined, goldens: ['none'] })], hour],
    [
      'when another function speaks to the endpoint',
      () => [slow({ provider: 'anthropic', delivery: undefined, goldens: ['none'] })],
      hour,
    ],
    ['when the endpoint is taken out of the project', () => [slow({ id: 'other', delivery: undefined })], hour],
  ])('is cancelled and its run is closed %s', async (_when, endpoints, ms) => {
    const { tasks } = await tick();
    watched.clock.advance(ms);
    for (let ticks = 0; ticks < 2; ticks++) {
      await tick({ endpoints: endpoints() });
      watched.clock.advance(hour);
    }
    expect(server.batches[0]?.state).toBe('cancelled');
    expect(await watched.stores.runs.get(tasks[0]?.run as string)).toMatchObject({ status: 'closed', completed: 0 });
    expect((await watched.stores.batches.list(tasks[0]?.run)).map(({ run }) => run)).toEqual([]);
  });

  it('is paid by the month that it was handed in in, which sets it aside before; the month of its answers does not', async () => {
    const monthEnd = Date.parse('2026-12-01T00:00:00Z');
    watched.clock.advance(monthEnd - hour - watched.clock.now().getTime());
    const accounts = async () => {
      const [november, december] = [await spentIn('2026-11'), await spentIn('2026-12')];
      return { november, december };
    };
    const spentIn = async (month: string) => {
      const { spent, aside } = await watched.stores.spending.read(month);
      return { spent: spent.slow?.tokens ?? 0, aside: Object.keys(aside).length };
    };
    await tick({ monthly: { tokens: 1000 } });
    expect(await accounts()).toEqual({ november: { spent: 0, aside: 1 }, december: { spent: 0, aside: 0 } });

    watched.clock.advance(3 * hour);
    server.end();
    const { judged } = await tick({ monthly: { tokens: 10 } }); // too small for a run, and not asked
    const { inputTokens = 0, outputTokens = 0 } = (await watched.stores.runs.get(judged[0] as string)) ?? {};
    expect(inputTokens + outputTokens).toBeGreaterThan(10);
    expect(await accounts()).toEqual({
      november: { spent: inputTokens + outputTokens, aside: 0 },
      december: { spent: 0, aside: 0 },
    });
  });

  it('is not handed in where the budget does not cover it, and the run says so', async () => {
    const { judged, overBudget } = await tick({ monthly: { tokens: 10 } });
    expect(overBudget).toEqual(['slow']);
    expect(await watched.stores.runs.get(judged[0] as string)).toMatchObject({ closedBecause: 'budget' });
    expect(server.batches).toEqual([]);
  });

  it('is cancelled also where the budget does not cover the live run that comes after it', async () => {
    await tick();
    watched.clock.advance(hour);
    const endpoints = [slow({ delivery: undefined })];
    for (let ticks = 0; ticks < 2; ticks++) {
      await tick({ endpoints, monthly: { tokens: 10 } });
      watched.clock.advance(hour);
    }
    expect(server.batches[0]?.state).toBe('cancelled');
    expect(await watched.stores.batches.list()).toEqual([]);
  });
});
