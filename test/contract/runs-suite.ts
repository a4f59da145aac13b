import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import type { RunStore } from '../../lib/ports/run-store.ts';
import { failedSample, plan, sample } from './stored-records.ts';
import type { Handles } from './stores-suite.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;
const closed = { status: 'closed', finishedAt: '2026-11-22T10:00:00.000Z' } as const;

export function describeRuns({ here, elsewhere }: Handles): void {
  describe('runs', () => {
    it('know nothing of a run that was never opened', async () => {
      expect(await here().runs.get('nobody')).toBeUndefined();
      expect(await here().runs.samples('nobody')).toEqual([]);
      expect(await here().runs.openPlans()).toEqual([]);
      expect(await here().runs.list({ endpoint: 'support' })).toEqual([]);
    });

    it('refuse a sample, and an end, of a run that was never opened', async () => {
      const refusal = { name: 'StoreError', message: expect.stringContaining('run nobody was never opened') };
      await expect(here().runs.putSample(sample('nobody', 'reply-01', 0))).rejects.toMatchObject(refusal);
      await expect(here().runs.close('nobody', finished)).rejects.toMatchObject(refusal);
    });

    it('remember a plan from the moment it was opened, here and elsewhere', async () => {
      await here().runs.open(plan('run-1'));
      expect(await elsewhere().runs.openPlans()).toEqual([plan('run-1')]);
      expect(await elsewhere().runs.get('run-1')).toEqual({
        run: 'run-1',
        endpoint: 'support',
        epoch: 1,
        plannedAt: '2026-11-22T09:00:00.000Z',
        status: 'open',
        planned: 4,
        completed: 0,
        failed: 0,
        inputTokens: 0,
        outputTokens: 0,
      });
    });

    it('keep the first plan of a run, also once it is sealed', async () => {
      await here().runs.open(plan('run-1'));
      await elsewhere().runs.open(plan('run-1', { seed: 'another', tasks: [] }));
      expect(await here().runs.openPlans()).toEqual([plan('run-1')]);
      const record = await here().runs.close('run-1', finished);
      await here().runs.open(plan('run-1', { plannedAt: '2027-01-01T00:00:00.000Z' }));
      expect(await here().runs.openPlans()).toEqual([]);
      expect(await here().runs.get('run-1')).toEqual(record);
      expect(await here().runs.list({ endpoint: 'support' })).toEqual([record]);
    });

    it('list open plans oldest first, of one endpoint or of all', async () => {
      await here().runs.open(plan('run-c', { plannedAt: '2026-11-22T11:00:00Z' }));
      await here().runs.open(plan('run-a', { plannedAt: '2026-11-22T12:30:00+02:00' }));
      await here().runs.open(plan('run-b', { plannedAt: '2026-11-22T10:45:00Z', endpoint: 'sales' }));
      const runs = async (endpoint?: string) => (await here().runs.openPlans(endpoint)).map(({ run }) => run);
      expect(await runs()).toEqual(['run-a', 'run-b', 'run-c']);
      expect(await runs('support')).toEqual(['run-a', 'run-c']);
      await here().runs.close('run-a', closed);
      expect(await runs()).toEqual(['run-b', 'run-c']);
    });

    it('give samples back whole and in order, while open and after', async () => {
      await here().runs.open(plan('run-1'));
      const inOrder = [
        sample('run-1', 'reply-01', 2),
        sample('run-1', 'reply-01', 10, { text: '' }),
        failedSample('run-1', 'reply-1', 0),
        sample('run-1', 'story-07', 0),
      ];
      for (const index of [3, 1, 0, 2]) await here().runs.putSample(inOrder[index] as (typeof inOrder)[0]);
      expect(await elsewhere().runs.samples('run-1')).toEqual(inOrder);
      expect(await inParts(elsewhere().runs)).toEqual(inOrder);
      await here().runs.close('run-1', finished);
      expect(await here().runs.samples('run-1')).toEqual(inOrder);
      expect(await elsewhere().runs.samples('run-1')).toEqual(inOrder);
      expect(await inParts(here().runs)).toEqual(inOrder);
      expect(await inParts(elsewhere().runs)).toEqual(inOrder);
    });

    it('give back the draws that are asked for, those that are stored', async () => {
      await here().runs.open(plan('run-1'));
      const [first, second, third] = [0, 1, 2].map((i) => sample('run-1', 'reply-01', i)) as [Sample, Sample, Sample];
      for (const draw of [third, first, second]) await here().runs.putSample(draw);
      const asked = [third, { golden: 'reply-01', repetition: 3 }, { golden: 'story-07', repetition: 0 }, first];
      expect(await elsewhere().runs.samples('run-1', asked)).toEqual([first, third]);
      expect(await elsewhere().runs.samples('run-1', [])).toEqual([]);
      await here().runs.close('run-1', finished);
      expect(await elsewhere().runs.samples('run-1', asked)).toEqual([first, third]);
      expect(await elsewhere().runs.samples('nobody', asked)).toEqual([]);
    });

    it('keep the first of two draws with one name and call the other a duplicate', async () => {
      await here().runs.open(plan('run-1'));
      const first = sample('run-1', 'reply-01', 0);
      const second = sample('run-1', 'reply-01', 0, { text: 'drawn again' });
      expect(await here().runs.putSample(first)).toBe('stored');
      expect(await elsewhere().runs.putSample(second)).toBe('duplicate');
      expect(await here().runs.samples('run-1')).toEqual([first]);
      await here().runs.close('run-1', finished);
      expect(await elsewhere().runs.putSample(second)).toBe('duplicate');
      expect(await here().runs.samples('run-1')).toEqual([first]);
    });

    it('tell apart runs, goldens and repetitions whose names look alike', async () => {
      await here().runs.open(plan('run-1'));
      await here().runs.open(plan('run-10'));
      for (const [run, name, repetition] of [
        ['run-1', 'a', 1],
        ['run-1', 'a', 11],
        ['run-1', 'a-1', 1],
        ['run-1', 'a.1', 1],
        ['run-10', 'a', 1],
      ] as const)
        expect(await here().runs.putSample(sample(run, name, repetition))).toBe('stored');
      expect(await here().runs.samples('run-1')).toHaveLength(4);
      expect(await here().runs.samples('run-10')).toHaveLength(1);
    });

    // A double may look and write in two steps, so that once in a while two find the place empty.
    it('let exactly one of many racing writers store a draw', { retry: 2 }, async () => {
      await here().runs.open(plan('run-1'));
      const writers = Array.from({ length: 8 }, (_, writer) => ({
        at: writer % 2 === 0 ? here() : elsewhere(),
        draw: sample('run-1', 'reply-01', 0, { text: `by writer ${writer}` }),
      }));
      const outcomes = await Promise.all(writers.map(({ at, draw }) => at.runs.putSample(draw)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await here().runs.samples('run-1')).toEqual([writers[outcomes.indexOf('stored')]?.draw]);
    });

    it('count what is stored: completions, failures and tokens', async () => {
      await here().runs.open(plan('run-1'));
      await here().runs.putSample(sample('run-1', 'reply-01', 0));
      await here().runs.putSample(sample('run-1', 'story-07', 0, { inputTokens: 100, outputTokens: undefined }));
      await here().runs.putSample(failedSample('run-1', 'story-07', 1));
      const counts = { planned: 4, completed: 2, failed: 1, inputTokens: 120, outputTokens: 7 };
      expect(await here().runs.get('run-1')).toMatchObject({ status: 'open', ...counts });
      expect(await here().runs.list({ endpoint: 'support' })).toMatchObject([{ status: 'open', ...counts }]);
      expect(await here().runs.close('run-1', finished)).toEqual({ ...(await here().runs.get('run-1')), ...counts });
      expect(await elsewhere().runs.get('run-1')).toMatchObject({ ...finished, ...counts });
    });

    it('keep the first end of a run', async () => {
      await here().runs.open(plan('run-1'));
      await here().runs.putSample(sample('run-1', 'reply-01', 0));
      const record = await here().runs.close('run-1', closed);
      expect(record).toMatchObject(closed);
      expect(await elsewhere().runs.close('run-1', finished)).toEqual(record);
      expect(await here().runs.close('run-1', closed)).toEqual(record);
      expect(await here().runs.get('run-1')).toEqual(record);
    });

    it('keep why a run was cut off, and what came from a cache', async () => {
      await here().runs.open(plan('run-1'));
      await here().runs.putSample(sample('run-1', 'reply-01', 0, { inputTokens: 90, cachedInputTokens: 64 }));
      expect(await here().runs.get('run-1')).toMatchObject({ cachedInputTokens: 64 });
      const record = await here().runs.close('run-1', { ...closed, because: 'budget' });
      expect(record).toMatchObject({ ...closed, closedBecause: 'budget', inputTokens: 90, cachedInputTokens: 64 });
      expect(await elsewhere().runs.get('run-1')).toEqual(record);
      expect(await elsewhere().runs.list({ endpoint: 'support' })).toEqual([record]);
      expect(record).not.toHaveProperty('cacheWriteInputTokens');
    });

    it('seal a run that drew nothing', async () => {
      await here().runs.open(plan('run-1', { tasks: [] }));
      expect(await here().runs.close('run-1', closed)).toMatchObject({ ...closed, planned: 0, completed: 0 });
      expect(await here().runs.samples('run-1')).toEqual([]);
    });

    it('refuse a draw that comes after its run was sealed without it', async () => {
      await here().runs.open(plan('run-1'));
      await elsewhere().runs.close('run-1', closed);
      await expect(here().runs.putSample(sample('run-1', 'reply-01', 0))).rejects.toMatchObject({
        name: 'StoreError',
        message: expect.stringContaining('reply-01, repetition 0 came too late'),
      });
      expect(await here().runs.samples('run-1')).toEqual([]);
    });

    it('agree on one record, and lose no draw they took, when draws and ends race', async () => {
      await here().runs.open(plan('run-1'));
      const draws = Array.from({ length: 12 }, (_, i) => sample('run-1', 'reply-01', i));
      const puts = draws.map((draw, i) => (i % 2 === 0 ? here() : elsewhere()).runs.putSample(draw));
      const ends = [here().runs.close('run-1', finished), elsewhere().runs.close('run-1', closed)];
      const taken = (await Promise.allSettled(puts)).map(({ status }) => status === 'fulfilled');
      const [one, other] = await Promise.all(ends);

      expect(one).toEqual(other);
      expect(await here().runs.get('run-1')).toEqual(one);
      expect(await here().runs.samples('run-1')).toEqual(draws.filter((_, i) => taken[i]));
      expect(one?.completed).toBe(taken.filter(Boolean).length);
    });

    it('refuse a sample that could not be read back, without quoting it', async () => {
      await here().runs.open(plan('run-1'));
      const bad = sample('run-1', 'reply-01', 0, { text: 'secret', logprobs: [Number.NEGATIVE_INFINITY] });
      const failure = await here()
        .runs.putSample(bad)
        .catch((error: Error) => error);
      expect(failure).toMatchObject({ name: 'StoreError', message: expect.stringContaining('logprobs[0]') });
      expect(String(failure)).not.toContain('secret');
      expect(await here().runs.samples('run-1')).toEqual([]);
    });

    it('do not let a caller change what is stored by changing what it gave or got', async () => {
      const given = sample('run-1', 'reply-01', 0);
      await here().runs.open(plan('run-1'));
      await here().runs.putSample(given);
      given.text = 'changed';
      for (const got of await here().runs.samples('run-1')) got.text = 'changed';
      expect(await here().runs.samples('run-1')).toEqual([sample('run-1', 'reply-01', 0)]);
    });
  });
}

async function inParts(runs: RunStore): Promise<Sample[]> {
  const all: Sample[] = [];
  await runs.inParts('run-1', (samples) => {
    all.push(...samples);
  });
  return all;
}
