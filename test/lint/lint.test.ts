import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { lint } from '../../lib/lint/lint.ts';

const today = new Date('2026-11-05T12:00:00Z');
const endpoint = (settings: object) =>
  Endpoint.parse({ id: 'prod', provider: 'openai', model: 'gpt-4.1-2025-04-14', ...settings });
const golden = (body: object, more: object = {}) =>
  goldenRequest(
    GoldenFile.parse({
      id: 'a',
      body: { ...('api' in more && more.api === 'openai.responses' ? { input: [] } : { messages: [] }), ...body },
      expectations: [{ kind: 'json' }],
      ...more,
    }),
  );
const clean = { temperature: 0, max_tokens: 10 };
const five = ['b', 'c', 'd', 'e'].map((id) => ({ ...golden(clean), id, version: id }));

function rules(body: object, settings: object = {}, more: object = {}): string[] {
  const goldens = [
    golden(body, more),
    ...five.map((one) => ({ ...one, api: golden(body, more).api, body: golden(body, more).body })),
  ];
  return [...new Set(lint({ endpoints: [endpoint(settings)], goldens, today }).map(({ rule }) => rule))];
}

describe('lint', () => {
  it('has nothing to say about what is pinned, limited and checked', () => {
    expect(rules(clean)).toEqual([]);
    expect(rules({}, { parameters: { temperature: 0, max_completion_tokens: 10 } })).toEqual([]);
  });

  it.each([
    ['openai', 'gpt-4.1', ['moving-alias']],
    ['openai', 'gpt-4o-mini', ['moving-alias']],
    ['openai', 'gpt-4o-mini-2024-07-18', []],
    ['openai', 'gpt-4-0613', []],
    ['openai', 'chatgpt-4o-latest', ['moving-alias']],
    ['openai', 'gpt-6-sol', ['moving-alias', 'refused-parameter']],
    ['anthropic', 'claude-3-5-haiku-latest', ['moving-alias']],
    ['anthropic', 'claude-sonnet-4-5', ['moving-alias']],
    ['anthropic', 'claude-sonnet-4-5-20250929', []],
    ['anthropic', 'claude-opus-4-1', ['moving-alias']],
    ['anthropic', 'claude-opus-4-6', []], // from 4.6 on the name without a date is the snapshot
    ['anthropic', 'claude-opus-5-5', []],
    ['openai', 'gpt-4-32k', ['moving-alias']],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc', []],
    ['bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0', []],
    ['ollama', 'llama3.2', ['moving-alias']],
    ['ollama', 'llama3.2:latest', ['moving-alias']],
    ['ollama', 'llama3.2:3b-instruct-q4_K_M', []],
    ['gemini', 'gemini-2.5-flash', ['moving-alias']],
    ['gemini', 'gemini-2.0-flash-001', []],
    ['azure-openai', 'our-deployment', ['moving-alias']],
  ])('knows whether %s moves %s', (provider, model, expected) => {
    expect(rules(clean, { provider, model })).toEqual(expected);
  });

  it("leaves names alone that a server of one's own gave", () => {
    expect(rules(clean, { model: 'gpt-4.1', baseURL: 'http://localhost:8000/v1' })).toEqual([]);
    expect(rules(clean, { model: 'gpt-4.1', baseURL: 'https://eu.api.openai.com/v1' })).toEqual(['moving-alias']);
  });

  it('names no snapshot that it does not know to exist', () => {
    const found = lint({ endpoints: [endpoint({ model: 'gpt-4o' })], goldens: five, today });
    expect(found[0]?.fix).toBe('pin a dated snapshot: `pinwatch models` lists those that there are');
  });

  it.each([
    ['openai.chat', { max_tokens: 9, temperature: 0 }],
    ['openai.responses', { max_output_tokens: 9, temperature: 0 }],
    ['anthropic.messages', { max_tokens: 9 }],
    ['bedrock.converse', { inferenceConfig: { maxTokens: 9, temperature: 0 } }],
    ['gemini.generate', { generationConfig: { maxOutputTokens: 9, temperature: 0 } }],
    ['ollama.chat', { options: { num_predict: 9, temperature: 0 } }],
    ['tgi.generate', { parameters: { max_new_tokens: 9, do_sample: false } }],
  ])('finds the limits where %s keeps them', (api, body) => {
    expect(rules(body, {}, { api })).toEqual([]);
    const missing = api === 'anthropic.messages' ? ['no-max-tokens'] : ['no-max-tokens', 'no-temperature'];
    expect(rules({}, {}, { api })).toEqual(missing);
  });

  it('does not ask for a temperature where the model refuses one', () => {
    expect(rules({ max_completion_tokens: 9 }, { model: 'o3-2025-04-16' })).toEqual([]);
    expect(rules({ max_tokens: 9 }, { parameterPolicy: { temperature: 'drop' } })).toEqual([]);
  });

  it('knows draws that repeat each other and choices that are thrown away', () => {
    expect(rules({ ...clean, seed: 7 })).toEqual(['fixed-seed']);
    expect(rules({ ...clean, seed: 7 }, { repetitions: 1 })).toEqual([]);
    expect(rules({ ...clean, seed: 'per-draw' })).toEqual([]);
    expect(rules({ ...clean, n: 3 })).toEqual(['many-choices']);
  });

  it.each(['2026-11-05', 'November 5, 2026', '5 Nov 2026', '11/05/2026', '05.11.2026', 'NOVEMBER 05, 2026'])(
    'finds today in a prompt, written %s',
    (date) => {
      expect(
        rules({ ...clean, messages: [{ role: 'system', content: [{ type: 'text', text: `It is ${date}.` }] }] }),
      ).toEqual(['todays-date']);
    },
  );

  it('finds the same request under two names, whatever else is said about it', () => {
    const again = { ...golden(clean, { title: 'again' }), id: 'again' };
    const node = { ...again, id: 'tree/ask' };
    const found = lint({ endpoints: [endpoint({})], goldens: [golden(clean), again, node, ...five], today });
    expect(found).toMatchObject([
      { rule: 'same-request', severity: 'warning', about: { id: 'again' }, fix: 'keep one of them' },
      {
        rule: 'same-request',
        severity: 'note',
        about: { id: 'tree/ask' },
        fix: 'replay: chained, for one of the trees',
      },
    ]);
  });

  it('notes what is not checked, not replayed, or too little', () => {
    expect(rules(clean, {}, { expectations: [] })).toEqual(['no-expectations']);
    const goldens = [golden(clean)];
    const found = lint({ endpoints: [endpoint({ goldens: ['b'] })], goldens, today }).map(({ rule }) => rule);
    expect(found).toEqual(['never-replayed', 'few-goldens']);
  });
});
