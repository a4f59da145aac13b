import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { ConfigError } from '../../lib/domain/errors.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { Sharpening } from '../../lib/domain/golden/sharpening.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ProviderCompletion, ProviderRequest } from '../../lib/ports/provider.ts';
import { type SharpenTask, sharpen } from '../../lib/sharpen/sharpen.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import { TestClock } from '../helpers/test-clock.ts';

type Answer = (text: string, body: Record<string, unknown>) => ProviderCompletion;

const one = { inputTokens: 8, outputTokens: 1, finishReason: 'length' };

function promptOf({ golden }: ProviderRequest): string {
  return (golden.body.messages as { content: string }[])[0]?.content ?? '';
}

/** A search at an endpoint of these settings, for four goldens within 300 calls, unless something else is given. */
function taskFor({ settings, ...given }: Partial<SharpenTask> & { readonly settings?: object }): SharpenTask {
  const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'm', ...settings });
  return { endpoint, api: 'openai.chat', wanted: 4, budget: { calls: 300 }, known: [], earlier: [], ...given };
}

async function search(answer: Answer, { settings, ...given }: Parameters<typeof taskFor>[0] = {}) {
  const task = taskFor({ settings: { concurrency: 1, ...settings }, ...given });
  const provider = new FakeProvider((request) => answer(promptOf(request), request.golden.body));
  const deps = { provider, clock: new TestClock(), random: seededRandom('sharpen') };
  const sharpened = await sharpen(task, deps, new AbortController().signal);
  expect(Sharpening.parse(sharpened.result)).toEqual(sharpened.result);
  return { ...sharpened, calls: provider.calls, task };
}

/** The two likeliest tokens are so far apart for each prompt: the more letters, the further. */
const withGap: Answer = (text) => ({
  ...one,
  text: 'yes',
  firstTokenTop: [
    ['yes', -0.5],
    ['no', -0.5 - text.length / 20],
  ],
});

/** Half of the prompts are undecided: on a server with noise even at temperature 0, or only where it samples. */
const noisy = (where: 'server' | 'sampling'): Answer => {
  const random = seededRandom(where);
  return (text, { temperature }) => {
    const isOpen = text.length % 2 === 0 && (where === 'server' || temperature === 1);
    return { ...one, text: isOpen && random() < 0.5 ? 'no' : 'yes' };
  };
};

describe('sharpen', () => {
  it('finds near-ties by log-probabilities, of goldens first, and asks for one token at temperature 0', async () => {
    const known = [{ golden: 'refund', text: 'Refund me now please', parted: 0.2 }];
    const { goldens, result, calls } = await search(withGap, { known });
    expect(goldens).toHaveLength(4);
    expect(goldens.map(({ sharp }) => sharp?.by)).toEqual(['near-tie', 'near-tie', 'near-tie', 'near-tie']);
    expect(goldens.map(({ sharp }) => sharp?.gap ?? 9).every((gap) => gap <= 1)).toBe(true);
    expect(goldens.some(({ sharp }) => sharp?.from === 'refund')).toBe(true);
    expect(goldens[0]?.body).toMatchObject({ max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 5 });
    expect(result).toMatchObject({ logprobs: true, noise: false, dropped: [] });
    expect(result.spent.calls).toBe(calls.length);
    expect(calls.length).toBeLessThanOrEqual(300);
  });

  it.each(['server', 'sampling'] as const)(
    'finds prompts that %s leaves undecided where there are no log-probabilities',
    async (where) => {
      const { goldens, result, calls } = await search(noisy(where), { budget: { calls: 400 } });
      expect(goldens).toHaveLength(4);
      const by = where === 'server' ? 'server-noise' : 'sampling';
      expect(new Set(goldens.map(({ sharp }) => sharp?.by))).toEqual(new Set([by]));
      expect(goldens.map(({ sharp }) => sharp?.varies ?? 0).every((varies) => varies >= 0.2)).toBe(true);
      expect(new Set(goldens.map(({ body }) => body?.temperature))).toEqual(new Set([where === 'server' ? 0 : 1]));
      expect(result.noise).toBe(where === 'server');
      expect(calls.length).toBeLessThanOrEqual(400);
    },
  );

  it('finds nothing where every answer is certain, and writes none', async () => {
    const { goldens, result } = await search(() => ({ ...one, text: 'yes' }));
    expect(goldens).toEqual([]);
    expect(result).toMatchObject({ found: [], noise: false });
  });

  it('keeps within tokens', async () => {
    const { result } = await search(withGap, { budget: { calls: 300, tokens: 1200 } });
    expect(result.spent.inputTokens + result.spent.outputTokens).toBeLessThanOrEqual(1200);
    expect(result.spent.calls).toBeGreaterThan(100);
  });

  it('keeps what is still sharp when it is drawn anew, and drops what is blunt', async () => {
    const first = await search(withGap);
    const earlier = first.goldens.map(goldenRequest);
    const blunt = promptOfGolden(earlier[0]);
    const again = await search(
      (text, body) =>
        text === blunt
          ? {
              ...one,
              text: 'yes',
              firstTokenTop: [
                ['yes', -0.01],
                ['no', -5],
              ],
            }
          : withGap(text, body),
      { earlier },
    );
    expect(again.result.dropped).toEqual([earlier[0]?.id]);
    const kept = again.result.found.filter(({ isNew }) => !isNew).map(({ id }) => id);
    expect(kept.sort()).toEqual(
      earlier
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    expect(again.goldens.find(({ sharp }) => sharp?.round === 2)).toBeDefined();
    expect(new Set(again.goldens.map(({ id }) => id)).size).toBe(again.goldens.length);
  });

  it.each([
    ['takes no temperature', 'temperature', 3],
    ['refuses answers of one token', 'max_tokens', 3],
    ['reasons before it answers', 'reasoning', 2],
    ['one token of it is no text', 'silence', 2],
    ['answers with 16 tokens', 'verbose', 2],
    ['does not answer: authentication', 'key', 1],
  ])('says that an endpoint %s, and sends nothing further', async (said, fault, most) => {
    const { result, goldens, calls } = await search((_text, body) => {
      if (fault === 'key') return { error: 'authentication' };
      if (fault === 'temperature' && body.temperature !== undefined)
        return { error: 'invalid-request', failure: { status: 400, param: 'temperature' } };
      if (fault === 'max_tokens' && body.max_tokens === 1)
        return { error: 'invalid-request', failure: { status: 400 } };
      if (fault === 'reasoning') return { ...one, text: '', reasoningTokens: 1 };
      if (fault === 'silence') return { ...one, text: '' };
      return { ...one, text: 'a', outputTokens: fault === 'verbose' ? 16 : 1 };
    });
    expect(result.because).toContain(said);
    expect(goldens).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(most);
    expect(result.spent.calls).toBe(calls.length);
  });

  it.each([
    ['at least 104 calls', { budget: { calls: 20 } }],
    ['at least 1040 tokens', { budget: { calls: 300, tokens: 10 } }],
    ['set temperature', { settings: { parameters: { temperature: 0.7 } } }],
    ["bodies are the model family's own", { api: 'bedrock.invoke' as const }],
  ])('refuses what cannot be met before anything is sent: %s', async (said, given) => {
    const provider = new FakeProvider();
    const deps = { provider, clock: new TestClock(), random: seededRandom('no') };
    const refused = await sharpen(taskFor(given), deps, new AbortController().signal).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect((refused as ConfigError).problems.map(({ what }) => what).join()).toContain(said);
    expect(provider.calls).toEqual([]);
  });
});

function promptOfGolden(golden: ReturnType<typeof goldenRequest> | undefined): string {
  return (golden?.body.messages as { content: string }[] | undefined)?.[0]?.content ?? '';
}
