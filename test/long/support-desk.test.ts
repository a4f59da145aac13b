import { join } from 'node:path';
import OpenAI from 'openai';
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import type { Answer } from '../../lib/features/answer.ts';
import { findFailures } from '../../lib/features/expectations.ts';
import { loadGoldens } from '../../lib/project/load-goldens.ts';

const { goldens } = loadGoldens(join(import.meta.dirname, '../../examples/support-desk/goldens'));

let server: EmbeddedModel;
let client: OpenAI;
beforeAll(async () => {
  server = await startEmbeddedModel();
  client = new OpenAI({ baseURL: server.baseURL, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => server.close());

/** Share of draws that fail anything, by golden. Seeded: the same on the same machine. */
async function failureRates(draws: number): Promise<Map<string, number>> {
  const rates = new Map<string, number>();
  for (const { golden } of goldens) {
    const body = { ...golden.body, model: server.model, n: draws, seed: 1 };
    const { choices } = await client.chat.completions.create(body as unknown as ChatCompletionCreateParamsNonStreaming);
    const failed = choices.filter((choice) => findFailures(answerOf(choice), golden.expectations).length > 0);
    rates.set(golden.id, failed.length / draws);
  }
  return rates;
}

function answerOf({ message }: ChatCompletion.Choice): Answer {
  const calls = (message.tool_calls ?? []).filter((call) => call.type === 'function');
  return { text: message.content ?? '', toolCalls: calls.map((call) => ({ ...call.function })) };
}

const mean = (rates: Map<string, number>, kind: string) => {
  const chosen = [...rates].filter(([id]) => id.startsWith(kind)).map(([, rate]) => rate);
  return chosen.reduce((sum, rate) => sum + rate, 0) / chosen.length;
};

// Over seeds: pinned failed in 2 of 8192 draws, so 5 of 384, or 3 of 128, are less likely than 1 in 1000; the bounds of
// the update stand 4 standard errors or more from the rates in examples/support-desk/README.md.
describe('the support desk on the embedded model', () => {
  it.each([
    ['pinned', 24, 0.012],
    ['quantized', 8, 0.02],
    ['finetune10', 8, 0.02],
  ] as const)('meets its expectations nearly always on %s', async (served, draws, bound) => {
    await server.change(served);
    expect(mean(await failureRates(draws), '')).toBeLessThan(bound);
  });

  it('fails tickets, tool calls and replies on the update, and nothing else', async () => {
    await server.change('update');
    const rates = await failureRates(24);
    expect(mean(rates, 'ticket')).toBeGreaterThan(0.14);
    expect(mean(rates, 'tool')).toBeGreaterThan(0.02);
    expect(mean(rates, 'reply')).toBeGreaterThan(0.5);
    for (const kind of ['sentiment', 'bullets', 'summary', 'refusal']) expect(mean(rates, kind)).toBeLessThan(0.15);
  });
});
