import { describe, expect, it } from 'vitest';
import type { Draw, ObservedRun } from '../../../lib/domain/run/observed-run.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import { newDetector } from '../../../lib/drift/detector-state.ts';
import { sampledFrom } from '../../../lib/monitor/judge/golden-sample.ts';
import { type LookStores, lookAround } from '../../../lib/monitor/judge/look-around.ts';
import { goldensLead } from '../../../lib/report/alert/alert-words.ts';
import { explanation } from '../../contract/stored-records.ts';

const repetitions = 2;
const draw: Draw = { text: 'Yes.', toolCalls: [], properties: {} };
const draws = Array.from({ length: repetitions }, () => draw);

function record(index: number, goldens: number): RunRecord {
  const plannedAt = new Date(Date.UTC(2026, 0, 1, index)).toISOString();
  const counts = {
    planned: goldens * repetitions,
    completed: goldens * repetitions,
    failed: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
  return { run: `run-${index}`, endpoint: 'support', epoch: 1, plannedAt, status: 'finished', ...counts };
}

/** 48 runs before a change and 32 since, each of so many goldens; the newest of them have been edited. */
async function lookAt(goldens: number) {
  const records = Array.from({ length: 80 }, (_, i) => record(i, goldens));
  let [reading, most] = [0, 0];
  const observe = async ({ run, plannedAt, planned }: RunRecord): Promise<ObservedRun> => {
    most = Math.max(most, ++reading);
    await new Promise((resolve) => setImmediate(resolve));
    reading--;
    const version = Number(run.slice(4)) < 70 ? 'a1' : 'b2';
    const keys = Array.from({ length: goldens }, (_, i) => `golden-${i}@${version}`);
    return { run, at: plannedAt, goldens: new Map(keys.map((key) => [key, draws])), identity: [], planned, failed: 0 };
  };
  const stores = {
    runs: { list: async () => records.slice(0, 48), get: async (run: string) => records[Number(run.slice(4))] },
    judgements: {
      get: async () => undefined,
      summaries: async () => records.slice(0, 48).map(({ run }, i) => ({ run, sequence: i })),
    },
  } as unknown as LookStores;
  const recent = records.slice(48).map(({ run, plannedAt }, i) => ({ run, at: plannedAt, number: i + 48 }));
  const state = { ...newDetector(), recent } as unknown as ReturnType<typeof newDetector>;
  const start = { number: 48, run: 'run-48', at: String(records[48]?.plannedAt) };
  const change = { run: start, earliest: start, latest: start } as unknown as Parameters<
    ReturnType<typeof lookAround>
  >[0];
  const found = await lookAround(records[79] as RunRecord, () => state, stores, observe)(change);
  return { ...found, most };
}

const namesIn = (run: ObservedRun | undefined) => [...(run?.goldens.keys() ?? [])].map((key) => key.replace(/@.*/, ''));

describe('what a change is measured and explained with', () => {
  it('is every golden, while there are not many', async () => {
    const { before, after } = await lookAt(1000);
    expect([before.length, after.length]).toEqual([48, 32]);
    expect(namesIn(before[0])).toHaveLength(1000);
  });

  it('of 10,000 goldens is a sample, the same before and after and whatever is edited, and few whole runs at once', async () => {
    const { before, after, most } = await lookAt(10_000);
    expect([before.length, after.length]).toEqual([48, 32]);
    const kept = [...before, ...after].reduce((sum, { goldens }) => sum + repetitions * goldens.size, 0);
    expect(kept).toBeGreaterThan(150_000);
    expect(kept).toBeLessThan(250_000);
    expect(namesIn(after.at(-1))).toEqual(namesIn(before[0]));
    expect(most).toBeLessThanOrEqual(2);
  });

  it('says so where it is a sample', () => {
    const planned = 20_000;
    const run = {
      run: 'r',
      at: '2026-01-01T00:00:00Z',
      goldens: new Map([['a@1', draws]]),
      identity: [],
      planned,
      failed: 0,
    };
    expect(sampledFrom({ planned }, run.goldens.size)).toEqual({ sampleOf: 1 });
    expect(sampledFrom({ planned: 2000 }, run.goldens.size)).toEqual({});
    const shifts = [{ golden: 'a@1', effect: 0.4, pValue: 0.01, significant: true }];
    const explained = { ...explanation([]), goldens: shifts };
    expect(goldensLead({ ...explained, sampleOf: 10_000 })).toBe(
      `in a sample of 1 of 10,000 goldens: ${goldensLead(explained)}`,
    );
  });
});
