import type { Token } from 'node-llama-cpp';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../lib/demo/model-server/engine.ts';
import { leaseLlama } from '../../lib/demo/model-server/llama-library.ts';
import { modelDirectory } from '../../lib/demo/model-server/model-files.ts';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';

let server: EmbeddedModel;
let client: OpenAI;
beforeAll(async () => {
  server = await startEmbeddedModel();
  client = new OpenAI({ baseURL: server.baseURL, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => server.close());

const reply =
  'Write a short reply to this customer.\nOrder 3716: 5 x backpack. It came in the wrong size. Sami Haddad, Malmo';

async function scored(options: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) {
  const completion = await client.chat.completions.create({
    model: server.model,
    messages: [{ role: 'user', content: reply }],
    temperature: 0.8,
    logprobs: true,
    ...options,
  });
  return completion.choices.map((choice) => ({
    text: choice.message.content ?? '',
    finishReason: choice.finish_reason,
    tokens: choice.logprobs?.content ?? [],
  }));
}

/** Log-probabilities of an answer, evaluated step by step with all logits: slow, and independent of the server. */
async function stepByStep(prompt: string, answer: readonly number[]): Promise<number[]> {
  const { llama, release } = await leaseLlama();
  const model = await llama.loadModel({ modelPath: `${modelDirectory()}/pinned.q8_0.gguf`, gpuLayers: 0 });
  const context = await model.createContext({ contextSize: 256, threads: 1, flashAttention: true });
  const sequence = context.getSequence();
  let input = [
    ...model.tokenize('<|user|>', true),
    ...model.tokenize(prompt),
    ...model.tokenize('<|assistant|>', true),
  ];
  const logprobs: number[] = [];
  for (const token of answer as Token[]) {
    const last = input.pop() as Token;
    const results = await sequence.controlledEvaluate([...input, [last, { generateNext: { logits: true } }]]);
    const logits = results.at(-1)?.next.logits as Map<Token, number>;
    const best = Math.max(...logits.values());
    const total = [...logits.values()].reduce((sum, logit) => sum + Math.exp(logit - best), 0);
    logprobs.push((logits.get(token) as number) - best - Math.log(total));
    input = [token];
  }
  await model.dispose();
  await release();
  return logprobs;
}

describe('log-probabilities of the embedded model', () => {
  it('are those of the model itself, whatever the temperature', async () => {
    const [answer] = await scored({ temperature: 1.3, top_p: 0.9, seed: 4 });
    const engine = await Engine.open({ directory: modelDirectory(), sequences: 1 });
    const ids = answer?.tokens.map(({ bytes }) => {
      const wanted = Buffer.from(bytes ?? []).toString('hex');
      const all = Array.from({ length: 2048 }, (_, id) => id as Token);
      return all.find((id) => Buffer.from(engine.vocabulary.bytes(id)).toString('hex') === wanted) as number;
    });
    await engine.close();
    const expected = await stepByStep(reply, ids ?? []);
    expect(expected.length).toBeGreaterThan(10);
    // The same bits on the machine where this was written; other CPUs may order their sums otherwise.
    answer?.tokens.forEach(({ logprob }, i) => {
      expect(logprob).toBeCloseTo(expected[i] as number, 3);
    });
  });

  it('leave the text of a seed as it is', async () => {
    for (const seed of [1, 2, 3]) {
      const plain = await client.chat.completions.create({
        model: server.model,
        messages: [{ role: 'user', content: reply }],
        temperature: 0.8,
        seed,
      });
      expect((await scored({ seed, top_logprobs: 20 }))[0]?.text).toBe(plain.choices[0]?.message.content);
    }
  });

  it('list the likeliest tokens, best first, and the chosen one first at temperature 0', async () => {
    const [answer] = await scored({ temperature: 0, top_logprobs: 20 });
    for (const { token, logprob, top_logprobs } of answer?.tokens ?? []) {
      const listed = top_logprobs.map((each) => each.logprob);
      expect(listed).toHaveLength(20);
      expect(listed).toEqual([...listed].sort((a, b) => b - a));
      expect(listed.reduce((sum, each) => sum + Math.exp(each), 0)).toBeLessThanOrEqual(1 + 1e-6);
      expect(top_logprobs[0]).toMatchObject({ token, logprob });
    }
  });

  it('list nothing else unless asked to', async () => {
    for (const options of [{}, { top_logprobs: 0 }])
      expect((await scored(options))[0]?.tokens.every(({ top_logprobs }) => top_logprobs.length === 0)).toBe(true);
  });

  it('give the chosen token its own log-probability when it is not among the likeliest', async () => {
    const draws = (
      await Promise.all([1, 2, 3].map((seed) => scored({ temperature: 2, top_logprobs: 1, seed, n: 4 })))
    ).flat();
    const tokens = draws.flatMap((draw) => draw.tokens);
    const unlikely = tokens.filter(({ token, top_logprobs }) => token !== top_logprobs[0]?.token);
    expect(unlikely.length).toBeGreaterThan(20);
    for (const { logprob, top_logprobs } of unlikely)
      expect(logprob).toBeLessThanOrEqual(top_logprobs[0]?.logprob ?? 0);
  });

  it('have the bytes of the text, token by token', async () => {
    const draws = (await Promise.all([1, 2, 3, 4].map((seed) => scored({ temperature: 2, seed })))).flat();
    for (const { text, tokens } of draws)
      expect(Buffer.from(tokens.flatMap(({ bytes }) => bytes ?? [])).toString('utf8')).toBe(text);
  });

  it('end where a stop string cuts the text', async () => {
    const [whole] = await scored({ seed: 2 });
    const stop = whole?.text.slice(20, 26) ?? '';
    const [cut] = await scored({ seed: 2, stop });
    expect(cut?.text).toBe(whole?.text.slice(0, whole.text.indexOf(stop)));
    expect(cut?.tokens).toEqual(whole?.tokens.slice(0, cut?.tokens.length));
    const beforeLast =
      cut?.tokens
        .slice(0, -1)
        .map(({ token }) => token)
        .join('') ?? '';
    const all = cut?.tokens.map(({ token }) => token).join('') ?? '';
    expect(beforeLast.length).toBeLessThan(cut?.text.length ?? 0);
    expect(all.startsWith(cut?.text ?? '-')).toBe(true);
  });

  it('predict how often a token is drawn, at the temperature that was asked for', async () => {
    const temperature = 0.8;
    const [greedy] = await scored({ temperature: 0, max_tokens: 1, top_logprobs: 20 });
    const weights =
      greedy?.tokens[0]?.top_logprobs.map(({ token, logprob }) => [token, Math.exp(logprob / temperature)] as const) ??
      [];
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    const draws = 1024;
    const rounds = Array.from({ length: draws / 128 }, (_, seed) =>
      scored({ temperature, max_tokens: 1, n: 128, seed }),
    );
    const drawn = (await Promise.all(rounds)).flat().map(({ text }) => text);
    for (const [token, weight] of weights) {
      const expected = weight / total;
      const observed = drawn.filter((text) => text === token).length / draws;
      // Seeded, so it passes or fails always; over seeds, 5 standard errors (and one draw of the tail) are missed in 1 of 10,000.
      expect(Math.abs(observed - expected)).toBeLessThan(
        5 * Math.sqrt((expected * (1 - expected)) / draws) + 1 / draws,
      );
    }
  });
});

describe('the vocabulary', () => {
  it('tears characters into tokens and puts their bytes together again', async () => {
    const engine = await Engine.open({ directory: modelDirectory(), sequences: 1 });
    const text = 'naïve € 日本 🙂 <|end|> <|user|>';
    const tokens = engine.vocabulary.encode([{ text }]);
    expect(Buffer.concat(tokens.map((token) => engine.vocabulary.bytes(token))).toString('utf8')).toBe(text);
    expect(tokens.some((token) => engine.vocabulary.isSpecial(token))).toBe(false);
    expect(engine.vocabulary.encode([{ marker: '<|user|>' }])).toEqual([1]);
    await engine.close();
  });
});
