import { describe, expect, it } from 'vitest';
import { tidyCompletion } from '../../../lib/providers/shared/tidy-completion.ts';
import { plan, sample } from '../../contract/stored-records.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const answered = (counts: object) => tidyCompletion({ text: 'Yes.', finishReason: 'stop', ...counts });

describe('counts of tokens that a server made up', () => {
  const beyond = Number.MAX_SAFE_INTEGER;

  it('are none, so that the run of such answers can be ended and paid for by estimate', async () => {
    const { runs } = memoryStores();
    await runs.open(plan('run-1'));
    for (const repetition of [0, 1]) {
      const { inputTokens: _, outputTokens: __, ...rest } = sample('run-1', 'reply-01', repetition);
      await runs.putSample({ ...rest, ...answered({ inputTokens: beyond, outputTokens: beyond }) });
    }
    const finishedAt = '2026-11-22T09:05:00.000Z';
    expect(await runs.close('run-1', { status: 'closed', finishedAt })).toMatchObject({ inputTokens: 0, completed: 2 });
  });

  it.each(['inputTokens', 'outputTokens', 'cachedInputTokens', 'cacheWriteInputTokens', 'reasoningTokens'])(
    'are left out one by one (%s), and the others kept',
    (key) => {
      const counts = { inputTokens: 20, outputTokens: 7 };
      const { [key as 'inputTokens']: _, ...others } = counts;
      expect(answered({ ...counts, [key]: beyond })).toEqual({ text: 'Yes.', finishReason: 'stop', ...others });
      expect(answered({ ...counts, [key]: 5 })).toHaveProperty(key, 5);
    },
  );
});

describe('names that a server made up', () => {
  it('are cut, as a detector remembers them; short ones and empty ones are as ever', () => {
    const long = 'm'.repeat(600);
    const cut = 'm'.repeat(500);
    expect(
      tidyCompletion({
        text: 'Yes.',
        model: long,
        fingerprint: long,
        finishReason: long,
        identity: { gpu: long, no: ' ' },
      }),
    ).toEqual({ text: 'Yes.', model: cut, fingerprint: cut, finishReason: cut, identity: { gpu: cut } });
    expect(tidyCompletion({ text: 'Yes.', model: cut, fingerprint: ' ' })).toEqual({ text: 'Yes.', model: cut });
  });
});
