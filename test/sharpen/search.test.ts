import { describe, expect, it } from 'vitest';
import { apiNames } from '../../lib/domain/endpoint/api-name.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { isBlunt, sharpness } from '../../lib/features/sharpness.ts';
import { parameterOf } from '../../lib/plan/sampling.ts';
import { madeUpPrompts, promptsOfGoldens } from '../../lib/sharpen/search/candidates.ts';
import { isWritable, lastPrompt, oneTokenBody } from '../../lib/sharpen/search/one-token-body.ts';

describe('a body for one token', () => {
  it.each(apiNames.filter(isWritable))('asks %s for one, and gives its prompt back', (api) => {
    const body = oneTokenBody(api, 'Tea or coffee?', { temperature: 0, logprobs: true }, { provider: 'vllm' });
    expect(parameterOf(api, body, 'maxTokens')).toBe(1);
    expect(lastPrompt(api, body)).toBe('Tea or coffee?');
  });

  it('is spelled as OpenAI wants it, and as older servers do', () => {
    const spelled = (endpoint: { provider: string; baseURL?: string }) =>
      Object.keys(oneTokenBody('openai.chat', 'Tea', { temperature: 0, logprobs: false }, endpoint));
    expect(spelled({ provider: 'openai' })).toContain('max_completion_tokens');
    expect(spelled({ provider: 'openai', baseURL: 'http://localhost:8000/v1' })).toContain('max_tokens');
  });
});

describe('sharpness', () => {
  it('estimates how often two draws differ without bias', () => {
    const random = seededRandom('bias');
    const of = (n: number) => sharpness(Array.from({ length: n }, () => ({ text: random() < 0.3 ? 'a' : 'b' }))).varies;
    const mean = (n: number) => Array.from({ length: 4000 }, () => of(n)).reduce((sum, one) => sum + one, 0) / 4000;
    // 2 p (1 - p) = 0.42; a standard error of at most 0.008 at two draws: outside with chance under 1 in 10,000.
    for (const n of [2, 3, 8]) expect(Math.abs(mean(n) - 0.42)).toBeLessThan(0.032);
  });

  it('takes the two likeliest alternatives in whatever order they come', () => {
    expect(
      sharpness([
        {
          text: 'a',
          top: [
            ['b', -2],
            ['a', -0.5],
            ['c', -3],
          ],
        },
      ]).gap,
    ).toBeCloseTo(1.5);
    expect(sharpness([{ text: 'a' }]).gap).toBeUndefined();
  });
});

describe('a sharp golden', () => {
  const same = (draws: number) => Array.from({ length: draws }, () => ({ text: 'a' }));
  const apart = (gap: number) =>
    Array.from({ length: 4 }, () => ({
      text: 'a',
      top: [
        ['a', -0.1],
        ['b', -0.1 - gap],
      ] as [string, number][],
    }));

  it('is blunt when many draws agree, and not when there are too few to tell', () => {
    expect(isBlunt('sampling', same(32))).toBe(true);
    expect(isBlunt('sampling', same(31))).toBe(false);
    expect(isBlunt('server-noise', [...same(31), { text: 'b' }])).toBe(false);
  });

  it('is blunt when its two likeliest tokens have moved apart, however few draws say so', () => {
    expect(isBlunt('near-tie', apart(1.5))).toBe(true);
    expect(isBlunt('near-tie', apart(0.5))).toBe(false);
    expect(isBlunt('near-tie', apart(1.5).slice(1))).toBe(false);
  });
});

describe('candidates', () => {
  it('are beginnings of goldens, those first whose answers part early, one of each in turn', () => {
    const prompts = promptsOfGoldens([
      { golden: 'a', text: 'Summarize this message', parted: 0 },
      { golden: 'b', text: 'Reply to Ana', parted: 0.4 },
    ]);
    expect(prompts.slice(0, 4)).toEqual([
      { text: 'Reply to Ana', from: 'b' },
      { text: 'Summarize this message', from: 'a' },
      { text: 'Reply', from: 'b' },
      { text: 'Summarize', from: 'a' },
    ]);
  });

  it('that are made up differ from one another and are the same again from the same randomness', () => {
    const made = madeUpPrompts(300, seededRandom('made'));
    expect(new Set(made.map(({ text }) => text)).size).toBe(made.length);
    expect(made.length).toBeGreaterThan(280);
    expect(madeUpPrompts(300, seededRandom('made'))).toEqual(made);
  });
});
