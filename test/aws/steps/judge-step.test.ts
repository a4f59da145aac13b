import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeStep } from '../../../lib/aws/steps/judge-step.ts';
import { ProjectFile } from '../../../lib/domain/project/project.ts';
import { TickTask } from '../../../lib/domain/run/tick.ts';
import { allFail, livingEndpoint } from '../../helpers/living-endpoint.ts';

const env = { BUCKET: 'b', TABLE: 't', MONITOR: 'm', ALARMS: 'one' as const, FAILED_DRAWS_PERCENT: 20 };
const always = { from: '2026-01-01T00:00:00Z', until: '2199-01-01T00:00:00Z', name: 'release' };

/** The real step over stores in memory, in which runs are made and judged by the real detector. */
describe('judgeStep', () => {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function stepWith(maintenance: readonly object[] = []) {
    const living = livingEndpoint({ provider: 'openai' });
    const pages = new Map<string, string>();
    const reports = {
      put: async (endpoint: string, html: string) => {
        pages.set(endpoint, html);
      },
    };
    const notices = { get: async () => undefined, put: async () => undefined };
    const project = ProjectFile.parse({
      version: 1,
      endpoints: [{ id: 'support', provider: 'openai', model: 'pinned-1' }],
      maintenance,
    });
    const stores = { ...living.stores, reports, notices };
    const step = judgeStep(env, { stores, project: async () => ({ project, goldens: [] }) });
    const judge = async (weather = {}) => {
      pages.clear();
      const { run } = await living.run(weather);
      const task = {
        endpoint: 'support',
        project: 'a'.repeat(64),
        shard: 0,
        shards: 0,
        shardDraws: 1,
        judge: [run.run],
      };
      await step(TickTask.parse(task));
      return { page: pages.get('support'), metrics: JSON.parse(lines.at(-1) ?? '{}') };
    };
    return { judge };
  }

  it('stores the report that messages lead to: with the first run of a day, and with each that has something to tell', async () => {
    const { judge } = stepWith();
    expect((await judge()).page, 'the first run of all').toMatch(/^<!doctype html>[\s\S]*support/i);
    expect((await judge()).page, 'another of the same day').toBeUndefined();
    expect((await judge(allFail('timeout'))).page, 'nobody answered').toContain('support');
  });

  it('counts failing draws as trouble, and not those of a planned time', async () => {
    const failing = (await stepWith().judge(allFail('timeout'))).metrics;
    expect(failing).toMatchObject({ Trouble: 1, DrawsFailed: 4, DrawsPlanned: 4 });
    const planned = (await stepWith([always]).judge(allFail('timeout'))).metrics;
    expect(planned).toMatchObject({ Trouble: 0, Inconclusive: 1 });
    expect(planned).not.toHaveProperty('DrawsFailed');
  });
});
