import { describe, expect, it } from 'vitest';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { RunPlan } from '../../lib/domain/run/run.ts';
import { drawSeed, planRun, runId, timeInRunId } from '../../lib/plan/plan-run.ts';

const golden = (id: string) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: `question of ${id}` }] }));
const goldens = ['bullets', 'refund', 'ticket'].map(golden);
const at = new Date('2026-11-22T09:00:00.123Z');
const input = { endpoint: { id: 'support', repetitions: 4 }, epoch: 2, goldens, at, seed: 'seed 7' };

describe('planRun', () => {
  it('plans every golden as often as the endpoint says, in its current version', () => {
    const plan = RunPlan.parse(planRun(input));
    expect(plan).toMatchObject({
      endpoint: 'support',
      epoch: 2,
      plannedAt: '2026-11-22T09:00:00.123Z',
      seed: 'seed 7',
    });
    expect(plan.tasks).toHaveLength(12);
    const distinct = new Set(plan.tasks.map((task) => `${task.goldenVersion} ${task.repetition}`));
    expect(distinct.size).toBe(12);
    for (const { id, version } of goldens)
      expect(plan.tasks.filter((task) => task.golden === id && task.goldenVersion === version)).toHaveLength(4);
  });

  it('is the same plan for the same seed and another order for another', () => {
    expect(planRun(input)).toEqual(planRun(input));
    const order = (seed: string) => planRun({ ...input, seed }).tasks.map((task) => `${task.golden}${task.repetition}`);
    expect(order('seed 8')).not.toEqual(order('seed 7')); // equal by chance: 1 in 12!
  });

  it('does not send all draws of a golden in a row', () => {
    const firstGoldens = Array.from(
      { length: 20 },
      (_, seed) => planRun({ ...input, seed: `${seed}` }).tasks[0]?.golden,
    );
    expect(new Set(firstGoldens).size).toBe(3); // by chance fewer: 3 * (2/3)^20 < 0.001, and the seeds are fixed
  });
});

describe('runId', () => {
  it('sorts by time as text and tells runs a millisecond apart', () => {
    const times = [
      '2026-11-22T08:59:59.999Z',
      '2026-11-22T09:00:00.000Z',
      '2026-11-22T09:00:00.001Z',
      '2027-01-01T00:00:00.000Z',
    ];
    const ids = times.map((time) => runId('support', new Date(time)));
    expect(ids[1]).toBe('20261122T090000000Z-support');
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('timeInRunId', () => {
  it('is the time that names a run; there is none in names that others gave', () => {
    for (const time of ['2026-11-22T08:59:59.999Z', '2027-01-01T00:00:00.000Z'])
      expect(timeInRunId(runId('support-2', new Date(time)))?.toISOString()).toBe(time);
    for (const name of ['', 'lost', '20261122T090000Z-support', '20261399T250000000Z-support'])
      expect(timeInRunId(name)).toBeUndefined();
  });
});

describe('drawSeed', () => {
  it('is a uint32 that differs between draws and repeats for a repeated draw', () => {
    const plan = planRun(input);
    const seeds = plan.tasks.map((task) => drawSeed(plan, task));
    expect(new Set(seeds).size).toBe(12);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
    expect(plan.tasks.map((task) => drawSeed({ seed: 'seed 7' }, task))).toEqual(seeds);
    expect(plan.tasks.map((task) => drawSeed({ seed: 'seed 8' }, task))).not.toEqual(seeds);
  });
});
