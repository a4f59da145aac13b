import { expect, it } from 'vitest';
import type { Api } from '../../../lib/domain/endpoint/api.ts';
import { refusedParameters } from '../../../lib/domain/endpoint/refused-parameters.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';

const refused = (api: Api, model: string, body: JsonObject) =>
  refusedParameters(api, model, body).map(({ path }) => path);

it.each([
  ['claude-opus-4-6', []],
  ['claude-opus-4-7', ['temperature']],
  ['claude-sonnet-5-5', ['temperature']],
  ['claude-fable-5-2', ['temperature']],
  ['claude-sonnet-4-20250514', []],
  ['claude-sonnet-4-5-20250929', []],
  ['claude-3-5-sonnet-20241022', []],
])('knows whether %s takes a temperature', (model, expected) => {
  expect(refused('anthropic.messages', model, { temperature: 0, max_tokens: 9 })).toEqual(expected);
});

it('knows the same of Claude on Bedrock, where the parameter stands elsewhere', () => {
  const body = { inferenceConfig: { temperature: 0, maxTokens: 9 } };
  expect(refused('bedrock.converse', 'eu.anthropic.claude-opus-5-5-v1:0', body)).toEqual([
    'inferenceConfig.temperature',
  ]);
  expect(refused('bedrock.converse', 'eu.anthropic.claude-opus-4-5-20251101-v1:0', body)).toEqual([]);
  expect(refused('bedrock.converse', 'amazon.nova-pro-v1:0', { temperature: 0 })).toEqual(['temperature']);
});

it.each([
  ['gpt-4.1-2025-04-14', []],
  ['gpt-4o', []],
  ['o4-mini', ['temperature', 'stop']],
  ['gpt-5.5-2026-04-23', ['temperature']],
  ['gpt-5-chat-latest', []],
])('knows what %s takes', (model, expected) => {
  expect(refused('openai.chat', model, { temperature: 0, stop: ['\n'], messages: [] })).toEqual(expected);
});

it('lets a parameter pass that says what would be done without it', () => {
  expect(refused('openai.chat', 'o4-mini', { temperature: 1 })).toEqual([]);
});

it('knows what the Responses API does not have', () => {
  expect(refused('openai.responses', 'gpt-4.1', { input: '', seed: 1, n: 2, temperature: 0 })).toEqual(['seed', 'n']);
});

it('knows that TGI wants a temperature above 0, and says what to write instead', () => {
  const [found, ...others] = refusedParameters('tgi.generate', 'm', { inputs: '', parameters: { temperature: 0 } });
  expect(others).toEqual([]);
  expect(found).toEqual({ path: 'parameters.temperature', because: expect.stringContaining('do_sample: false') });
  expect(refused('tgi.generate', 'm', { inputs: '', parameters: { temperature: 0.5, top_p: 0.9 } })).toEqual([]);
});
