import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { drawAnswer } from '../../lib/demo/model-server/answer.ts';
import { Engine } from '../../lib/demo/model-server/engine.ts';
import { modelDirectory } from '../../lib/demo/model-server/model-files.ts';
import type { ServedInput } from '../../lib/demo/model-server/served.ts';
import {
  type EmbeddedModel,
  type EmbeddedModelOptions,
  startEmbeddedModel,
} from '../../lib/demo/model-server/start-embedded-model.ts';
import { seededRandom } from '../../lib/domain/random.ts';

const running: EmbeddedModel[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function start(options: EmbeddedModelOptions = {}) {
  const server = await startEmbeddedModel(options);
  running.push(server);
  const client = new OpenAI({ baseURL: server.baseURL, apiKey: options.apiKey ?? 'unused', maxRetries: 0 });
  return { server, client };
}

const prompt =
  'Write a short reply to this customer.\nOrder 3716: 5 x backpack. It came in the wrong size. Sami Haddad, Malmo';

/** A number that tells apart what is served: the log-probability of one token, which is drawn greedily. */
async function signature(client: OpenAI, model: string): Promise<number> {
  const completion = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: prompt }],
    temperature: 0,
    max_tokens: 1,
    logprobs: true,
  });
  return completion.choices[0]?.logprobs?.content?.[0]?.logprob ?? Number.NaN;
}

describe('a silent change', () => {
  it('changes what is served and nothing that the server says about itself', async () => {
    const { server, client } = await start();
    const seen = new Map<number, ServedInput>();
    const identities = new Set<string>();
    const all: ServedInput[] = [
      'pinned',
      'quantized',
      'update',
      { variant: 'update', scale: 0.5 },
      'finetune10',
      { variant: 'pinned', numerics: 'plain' },
    ];
    for (const served of all) {
      await server.change(served);
      seen.set(await signature(client, server.model), served);
      const completion = await client.chat.completions.create({
        model: server.model,
        messages: [{ role: 'user', content: prompt }],
      });
      identities.add(`${completion.model} ${completion.system_fingerprint}`);
    }
    expect([...seen.values()]).toEqual(all);
    expect(identities.size).toBe(1);
  });

  it('goes back to exactly what was served before', async () => {
    const { server, client } = await start();
    const before = await signature(client, server.model);
    await server.change('update');
    await server.change('pinned');
    expect(await signature(client, server.model)).toBe(before);
  });

  it('turns up at a dial from nothing to everything', async () => {
    const { server, client } = await start();
    const before = await signature(client, server.model);
    await server.change({ variant: 'update', scale: 0 });
    expect(await signature(client, server.model)).toBeCloseTo(before, 3);
    await server.change('update');
    expect(Math.abs((await signature(client, server.model)) - before)).toBeGreaterThan(0.1);
  });

  it('reaches a share of requests in a rollout', async () => {
    const { server, client } = await start({ random: seededRandom('rollout') });
    const before = await signature(client, server.model);
    await server.change('update', { share: 0.3 });
    const signatures = await Promise.all(Array.from({ length: 300 }, () => signature(client, server.model)));
    const changed = signatures.filter((each) => each !== before).length;
    // Seeded; over seeds, 4 standard errors are missed in 1 of 16,000.
    expect(Math.abs(changed / 300 - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 300));
    expect(new Set(signatures).size).toBe(2);
    expect(server.serving).toMatchObject({ stable: { variant: 'pinned' }, rollout: { share: 0.3 } });
  });

  it('fails no request that is under way or waiting', async () => {
    const { server, client } = await start({ sequences: 2 });
    const asked = Array.from({ length: 24 }, () =>
      client.chat.completions.create({ model: server.model, messages: [{ role: 'user', content: prompt }] }),
    );
    for (const served of ['update', 'quantized', 'pinned'] as const) await server.change(served);
    const answers = await Promise.all(asked);
    expect(answers.every((answer) => (answer.choices[0]?.message.content ?? '') !== '')).toBe(true);
  });

  it('may shift numerics between periods, with every request of a period alike', async () => {
    const { server, client } = await start({
      numericsPeriodMs: 300,
      served: { variant: 'pinned', numerics: 'shifting' },
    });
    const seen = new Set<number>();
    const deadline = Date.now() + 15_000; // 50 periods: the same coin every time in 1 of 10^14
    while (seen.size < 2 && Date.now() < deadline) seen.add(await signature(client, server.model));
    expect(seen.size).toBe(2);
    const [one, other] = [...seen] as [number, number];
    expect(Math.abs(one - other)).toBeLessThan(0.02);
  });

  it('is made by other processes over the control route, which is not a part of the API', async () => {
    const { server, client } = await start({ apiKey: 'k' });
    const before = await signature(client, server.model);
    const post = (body: unknown, headers: Record<string, string> = {}) =>
      fetch(server.controlURL, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: 'Bearer k', 'content-type': 'application/json', ...headers },
      });
    expect((await post({ to: 'update' }, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await post({ to: 'update' }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ to: 'updat' })).status).toBe(400);
    expect((await post({ to: 'update', share: 2 })).status).toBe(400);
    expect(await signature(client, server.model)).toBe(before);

    const changed = await post({ to: { variant: 'update', scale: 0.9 }, share: 1 });
    expect(await changed.json()).toEqual({ stable: { variant: 'update', scale: 0.9, numerics: 'flash' } });
    expect(await signature(client, server.model)).not.toBe(before);
    expect(server.controlURL.startsWith(server.baseURL)).toBe(false);
  });

  it('is refused in one line that says what is wrong', async () => {
    const { server } = await start();
    await expect(server.change({ variant: 'quantized', scale: 0.5 }, { share: 3 })).rejects.toThrow(/scale.*share/);
  });
});

describe('a client that hangs up', () => {
  it('frees the model for the next one', async () => {
    const { server, client } = await start({ sequences: 1 });
    const leaving = new AbortController();
    const messages = [{ role: 'user' as const, content: 'Write a short story about a crow and a hare.' }];
    const stream = await client.chat.completions.create(
      { model: server.model, messages, n: 128, stream: true },
      { signal: leaving.signal },
    );
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    leaving.abort();
    const started = performance.now();
    await client.chat.completions.create({ model: server.model, messages, max_tokens: 1 });
    // All 128 draws take some three seconds on a free core, more on a busy one.
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('gets no further token', async () => {
    const engine = await Engine.open({ directory: modelDirectory(), sequences: 1 });
    const leaving = new AbortController();
    const backend = { variant: 'pinned', scale: 1, flashAttention: true } as const;
    const { sequence, release } = await engine.acquire(backend, leaving.signal);
    const encoded = engine.vocabulary.encode([{ marker: '<|user|>' }, { text: prompt }, { marker: '<|assistant|>' }]);
    const sampling = { temperature: 0, topP: 1, seed: 1, maxTokens: 50 };
    const request = { prompt: encoded, sampling, stop: [], topLogprobs: undefined };
    const answer = drawAnswer(request, sequence, engine.vocabulary, leaving.signal);
    await answer.next();
    leaving.abort(new Error('gone'));
    await expect(answer.next()).rejects.toThrow('gone');
    release();
    await engine.close();
  });

  it('is hung up on when the server closes', async () => {
    const { server, client } = await start();
    const call = client.chat.completions.create({
      model: server.model,
      messages: [{ role: 'user', content: prompt }],
      n: 128,
    });
    const failed = expect(call).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([server.close(), server.close()]);
    await failed;
  });
});

describe('two servers in one process', () => {
  it('share the engine and neither disturbs the other', async () => {
    const [one, two] = await Promise.all([start(), start({ served: 'update' })]);
    const before = await signature(one.client, one.server.model);
    expect(await signature(two.client, two.server.model)).not.toBe(before);
    for (let times = 0; times < 2; times++) await two.server.close(); // once more than needed
    expect(await signature(one.client, one.server.model)).toBe(before);
  });
});
