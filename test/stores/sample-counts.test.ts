import { describe, expect, it } from 'vitest';
import { openRecord, sealRecord } from '../../lib/stores/run-record.ts';
import { SampleCounts } from '../../lib/stores/sample-counts.ts';
import { failedSample, plan, sample } from '../contract/stored-records.ts';

const end = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;
const sealed = (samples: Parameters<typeof SampleCounts.of>[0]) =>
  sealRecord(openRecord(plan('run-1')), SampleCounts.of(samples), end);
/** So many answers of a model, or of one that did not say its name. */
function by(model: string | undefined, times: number) {
  const { model: _, ...nameless } = sample('run-1', 'reply-01', 0);
  const one = model === undefined ? nameless : { ...nameless, model };
  return Array.from({ length: times }, (__, repetition) => ({ ...one, repetition }));
}

describe('the record of a run that is over', () => {
  it('counts answers and failures apart, and tokens of both', () => {
    const failed = { ...failedSample('run-1', 'story-07', 0), inputTokens: 5, outputTokens: 1 };
    expect(sealed([...by('m', 3), failed])).toMatchObject({
      ...{ completed: 3, failed: 1, inputTokens: 65, outputTokens: 22, planned: 4 },
      ...end,
    });
  });

  it('says what few providers count only where there is some of it', () => {
    const rare = [
      'cachedInputTokens',
      'cacheWriteInputTokens',
      'estimatedInputTokens',
      'estimatedOutputTokens',
    ] as const;
    const [plain, ...others] = [...by('m', 3)];
    const none = sealed([{ ...(plain as (typeof others)[0]), cachedInputTokens: 0 }]);
    for (const key of rare) expect(none).not.toHaveProperty(key);
    const some = sealed(others.map((one, i) => ({ ...one, ...Object.fromEntries(rare.map((key) => [key, i + 1])) })));
    expect(some).toMatchObject(Object.fromEntries(rare.map((key) => [key, 3])));
  });

  it('names who served, the most first, those of as many answers by name; failures were served by nobody', () => {
    const failed = { ...failedSample('run-1', 'story-07', 0), model: 'never-answered' };
    expect(sealed([...by('b', 1), ...by('c', 3), ...by('a', 1), ...by(undefined, 2), failed]).served).toEqual([
      { model: 'c', answers: 3 },
      { model: 'a', answers: 1 },
      { model: 'b', answers: 1 },
    ]);
    expect(sealed(by(undefined, 2))).not.toHaveProperty('served');
  });

  it('keeps so much of names, which are text of a server: 20 of 200 characters', () => {
    const models = Array.from({ length: 25 }, (_, i) => `${String.fromCharCode(97 + i)}${'x'.repeat(300)}`);
    const { served = [] } = sealed(models.flatMap((model, i) => by(model, 30 - i)));
    expect(served).toHaveLength(20);
    expect(served[0]).toEqual({ model: `a${'x'.repeat(199)}`, answers: 30 });
  });

  it('keeps how it was sent, that it began an epoch or was made smaller, and why it was cut short; only where it was so', () => {
    const shrunk = { from: 4, to: 2, scope: 'project', period: '2026-11' } as const;
    const stream = { delivery: 'batch' } as const;
    const begins = { configuration: 'c'.repeat(64), changes: ['the model'], after: 1 } as never;
    const planned = openRecord(plan('run-1', { stream, shrunk, begins }));
    expect(planned).toMatchObject({ status: 'open', stream, shrunk, begins, planned: 4, completed: 0 });
    const cut = sealRecord(planned, SampleCounts.of([]), { ...end, status: 'closed', because: 'budget' });
    expect(cut).toMatchObject({ status: 'closed', closedBecause: 'budget', stream, shrunk, begins });
    expect(Object.keys(sealed(by('m', 1))).sort()).toEqual(
      [
        ...['completed', 'endpoint', 'epoch', 'failed', 'finishedAt', 'inputTokens', 'outputTokens', 'plannedAt'],
        ...['planned', 'run', 'served', 'status'],
      ].sort(),
    );
  });
});
