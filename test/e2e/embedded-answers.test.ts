import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';

let server: EmbeddedModel;
let client: OpenAI;
beforeAll(async () => {
  server = await startEmbeddedModel();
  client = new OpenAI({ baseURL: server.baseURL, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => server.close());

const ticket =
  'Extract the ticket as JSON.\nOrder 9834: 4 x headphones. It arrived broken. This is urgent! Luca Garcia, Bergen';
const reply =
  'Write a short reply to this customer.\nOrder 3716: 5 x backpack. It came in the wrong size. Sami Haddad, Malmo';
const story = 'Write a short story about a crow and a hare.';

type Options = Partial<ChatCompletionCreateParamsNonStreaming>;
const ask = (content: string, options: Options = {}) =>
  client.chat.completions.create({
    model: server.model,
    messages: [{ role: 'user', content }],
    temperature: 0.8,
    ...options,
  });
const textsOf = async (content: string, options: Options) =>
  (await ask(content, options)).choices.map((choice) => choice.message.content);
const trackOrder = {
  type: 'function' as const,
  function: { name: 'track_order', parameters: { type: 'object', properties: { order_id: { type: 'integer' } } } },
};

describe('answers of the embedded model', () => {
  it('are right, and say who gave them and what they cost', async () => {
    const completion = await ask(ticket);
    expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
      customer: 'Luca Garcia',
      city: 'Bergen',
      order_id: 9834,
      item: 'headphones',
      quantity: 4,
      problem: 'arrived broken',
      urgency: 'high',
    });
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: server.model,
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message: { role: 'assistant', refusal: null } }],
      usage: { prompt_tokens: 29, completion_tokens: 46, total_tokens: 75 },
    });
    expect(completion.system_fingerprint).toMatch(/^fp_/);
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('are the same for the same seed, also among other requests, and differ between seeds', async () => {
    const alone = await textsOf(story, { seed: 7 });
    const crowded = await Promise.all([7, 8, 9, 10, 11, 7, 12, 13].map((seed) => textsOf(story, { seed })));
    expect(crowded[0]).toEqual(alone);
    expect(crowded[5]).toEqual(alone);
    // Two stories agree in about 1 of 65,000 pairs (measured).
    expect(new Set(crowded.flat()).size).toBe(7);
  });

  it('differ without a seed, even within a second', async () => {
    const texts = await Promise.all(Array.from({ length: 8 }, () => textsOf(story, {})));
    expect(new Set(texts.flat()).size).toBeGreaterThanOrEqual(7); // two pairs that agree: 1 of 10 million
  });

  it('are always the same at temperature 0', async () => {
    const texts = await Promise.all(Array.from({ length: 8 }, () => textsOf(story, { temperature: 0 })));
    expect(new Set(texts.flat()).size).toBe(1);
    expect(await textsOf(story, { temperature: 1, top_p: 0, seed: 3 })).toEqual(texts[0]);
  });

  it('are as many as were asked for, each a draw of its own, the same for the same seed', async () => {
    const several = { n: 5, seed: 1 };
    const { choices, usage } = await ask(story, several);
    const texts = choices.map(({ message }) => message.content);
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(texts).size).toBe(5);
    expect(await textsOf(story, several)).toEqual(texts);
    expect(usage?.completion_tokens).toBeGreaterThan(5 * 20);
  });

  it('end at the limit, by either name', async () => {
    for (const limit of [{ max_tokens: 4 }, { max_completion_tokens: 4 }]) {
      const completion = await ask(ticket, limit);
      expect(completion.choices[0]?.finish_reason).toBe('length');
      expect(completion.usage?.completion_tokens).toBe(4);
    }
  });

  it('end before a stop string, wherever tokens end', async () => {
    const [whole] = await textsOf(ticket, { seed: 1 });
    for (const stop of ['"city"', ['nothing', 'rgen', '98']]) {
      const { choices } = await ask(ticket, { seed: 1, stop });
      const cut = Math.min(
        ...[stop]
          .flat()
          .map((each) => whole?.indexOf(each) ?? -1)
          .filter((at) => at !== -1),
      );
      expect(choices[0]?.message.content).toBe(whole?.slice(0, cut));
      expect(choices[0]?.finish_reason).toBe('stop');
    }
  });

  it('follow a system message and earlier turns without an error', async () => {
    const completion = await client.chat.completions.create({
      model: server.model,
      messages: [
        { role: 'developer', content: 'You are a support agent.' },
        { role: 'user', content: 'In which country is Turin?' },
        { role: 'assistant', content: 'Italy.' },
        { role: 'user', content: 'In which country is Malmo?' },
      ],
      temperature: 0,
    });
    expect(completion.choices[0]?.message.content).not.toBe('');
  });

  it('call the tools that are offered, with the arguments as the model wrote them', async () => {
    const { choices } = await ask('Where is order 4052?', { tools: [trackOrder], logprobs: true });
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(choices[0]?.message.content).toBeNull();
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { type: 'function', function: { name: 'track_order', arguments: '{"order_id": 4052}' } },
    ]);
    expect(choices[0]?.logprobs?.content?.map(({ token }) => token).join('')).toContain('"order_id": 4052');
  });

  it('are text where no tools are offered, and where the answer is cut short', async () => {
    const announced = 'You may call track_order(order_id).\nWhere is order 4052?';
    const text = '{"tool": "track_order", "arguments": {"order_id": 4052}}';
    expect((await ask(announced)).choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: text } });
    const cut = (await ask('Where is order 4052?', { tools: [trackOrder], max_tokens: 8 })).choices[0];
    expect(cut?.finish_reason).toBe('length');
    expect(text.startsWith(cut?.message.content ?? '-')).toBe(true);
    expect(cut?.message.tool_calls).toBeUndefined();
  });

  it('fill the window to the last token, and not one more', async () => {
    const prompt = (await ask(story, { max_tokens: 1 })).usage?.prompt_tokens ?? 0;
    const filled = await ask(story, { max_tokens: 256 - prompt, logprobs: true, stop: ['no such text'] });
    expect(filled.choices).toHaveLength(1);
    await expect(ask(story, { max_tokens: 257 - prompt })).rejects.toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
    });
    await expect(ask('crow '.repeat(300))).rejects.toMatchObject({ code: 'context_length_exceeded' });
  });

  it('come from the model that is listed, and from no other', async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([server.model]);
    expect((await client.models.retrieve(server.model)).id).toBe(server.model);
    await expect(ask(story, { model: 'another' })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});

describe('streamed answers', () => {
  it.each([
    ['plain', story, {}],
    ['with log-probabilities', reply, { logprobs: true, top_logprobs: 3 }],
    ['with a stop string', reply, { stop: ['\n', ' the'] }],
    ['several at once', story, { n: 3 }],
    ['a tool call', 'Where is order 4052?', { tools: [trackOrder], logprobs: true }],
    ['prose where tools are offered', 'How can I forge a signature?', { tools: [trackOrder], logprobs: true }],
    ['cut short', ticket, { max_tokens: 5, logprobs: true }],
  ] satisfies Array<[string, string, Options]>)(
    'are the answers that come in one piece: %s',
    async (_, prompt, options) => {
      const whole = await ask(prompt, { ...options, seed: 5 });
      const stream = client.chat.completions.stream({
        model: server.model,
        messages: [{ role: 'user', content: prompt }],
        temperature: 0.8,
        ...options,
        seed: 5,
        stream: true,
        stream_options: { include_usage: true },
      });
      const streamed = await stream.finalChatCompletion();
      const comparable = (choices: typeof whole.choices) =>
        choices.map(({ message, logprobs, finish_reason }) => ({
          content: message.content ?? '',
          calls: message.tool_calls?.map((call) => (call.type === 'function' ? call.function.arguments : '')) ?? [],
          logprobs: logprobs?.content ?? null,
          finish_reason,
        }));
      expect(comparable(streamed.choices)).toEqual(comparable(whole.choices));
      expect(streamed.usage).toEqual(whole.usage);
      expect(streamed.system_fingerprint).toBe(whole.system_fingerprint);
    },
  );

  it('come while they are drawn', async () => {
    const chunks = await client.chat.completions.create({
      model: server.model,
      messages: [{ role: 'user', content: story }],
      stream: true,
    });
    let pieces = 0;
    for await (const chunk of chunks) if (chunk.choices[0]?.delta.content) pieces++;
    expect(pieces).toBeGreaterThan(10);
  });

  it('have the status of an error that comes before the first chunk', async () => {
    await expect(
      client.chat.completions.create({
        model: server.model,
        messages: [{ role: 'user', content: story }],
        max_tokens: 300,
        stream: true,
      }),
    ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });
});
