import { describe, expect, test } from 'vitest';
import { hashJson } from '../../../lib/domain/content-hash.ts';
import { Api } from '../../../lib/domain/endpoint/api.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';

const said = 'Where is my parcel?';

/** One body an API, with a system prompt and a tool where the API knows them. */
const bodies: Record<Api, JsonObject> = {
  'openai.chat': { messages: [{ role: 'user', content: said }], tools: [{ type: 'function' }], temperature: 0 },
  'openai.responses': { instructions: 'Be brief', input: said, tools: [{ type: 'function' }], temperature: 0 },
  'anthropic.messages': { system: 'Be brief', messages: [{ role: 'user', content: said }], tools: [{}], max_tokens: 9 },
  'bedrock.converse': {
    system: [{ text: 'Be brief' }],
    messages: [{ role: 'user', content: [{ text: said }] }],
    toolConfig: { tools: [{}] },
    inferenceConfig: { maxTokens: 9 },
  },
  'bedrock.invoke': { system: 'Be brief', prompt: said, tools: [{}], max_gen_len: 9 },
  'gemini.generate': {
    systemInstruction: { parts: [{ text: 'Be brief' }] },
    contents: [{ role: 'user', parts: [{ text: said }] }],
    tools: [{ functionDeclarations: [] }],
    generationConfig: { temperature: 0 },
  },
  'ollama.chat': { messages: [{ role: 'user', content: said }], tools: [{}], options: { temperature: 0 } },
  'tgi.generate': { inputs: said, parameters: { do_sample: false } },
};

const golden = (api: Api, body: JsonObject) => goldenRequest(GoldenFile.parse({ id: 'parcel', api, body }));

/** Where a change of a body must show, by the keys it touches. */
const partOf: Record<string, string> = {
  messages: 'messages',
  input: 'messages',
  contents: 'messages',
  prompt: 'messages',
  inputs: 'messages',
  system: 'system',
  instructions: 'system',
  systemInstruction: 'system',
  tools: 'tools',
  toolConfig: 'tools',
};

describe.each(Api.options)('a golden of %s', (api) => {
  const before = golden(api, bodies[api]);

  test.each(Object.keys(bodies[api]))('names the one part that changed when %s changes', (key) => {
    const after = golden(api, { ...bodies[api], [key]: 'something else' });
    const changed = Object.keys(before.parts).filter((part) => before.parts[part] !== after.parts[part]);
    expect(changed).toEqual([partOf[key] ?? 'parameters']);
    expect(after.version).not.toBe(before.version);
  });

  test('keeps its version whatever model the body named', () => {
    const key = api.startsWith('bedrock') ? 'modelId' : 'model';
    expect(golden(api, { ...bodies[api], [key]: 'another' }).version).toBe(before.version);
  });

  test('counts an unknown key as a parameter', () => {
    const after = golden(api, { ...bodies[api], brandNew: 1 });
    expect(after.body).toHaveProperty('brandNew', 1);
    expect(after.parts.parameters).not.toBe(before.parts.parameters);
  });
});

test('hashes a chat golden as its messages, tools and parameters', () => {
  const { messages, tools, temperature } = bodies['openai.chat'];
  expect(golden('openai.chat', bodies['openai.chat']).parts).toEqual({
    messages: hashJson(messages ?? null),
    tools: hashJson(tools ?? null),
    parameters: hashJson({ temperature: temperature ?? null }),
  });
});

test.each([
  ['openai.responses', { input: [{ role: 'user' }], tools: [{ name: 't' }], temperature: 0 }],
  ['bedrock.converse', { messages: [{ role: 'user' }], toolConfig: { tools: [{ name: 't' }] }, temperature: 0 }],
  ['gemini.generate', { contents: [{ role: 'user' }], tools: [{ name: 't' }], temperature: 0 }],
])('puts the body of %s together as the API spells it', (api, body) => {
  const file = { id: 'g', api, messages: [{ role: 'user' }], tools: [{ name: 't' }], parameters: { temperature: 0 } };
  expect(goldenRequest(GoldenFile.parse(file)).body).toEqual(body);
});

test.each(['bedrock.invoke', 'tgi.generate'])('asks for a whole body where %s has no conversation', (api) => {
  const issues = GoldenFile.safeParse({ id: 'g', api, messages: [{ role: 'user' }] }).error?.issues;
  expect(issues).toMatchObject([{ path: ['body'], message: `expected a whole body, as ${api} needs one` }]);
});
