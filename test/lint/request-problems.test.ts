import { describe, expect, it } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { requestProblems } from '../../lib/lint/request/request-problems.ts';

const tell = (api: Api, body: object) =>
  requestProblems(api, body as JsonObject).map(({ path, what }) => `${path.join('.')}: ${what}`);
const user = { role: 'user', content: 'Hi' };
const functionTool = { type: 'function', function: { name: 'track', parameters: { type: 'object' } } };
const claudeTool = { name: 'track', input_schema: { type: 'object' } };
const converseTool = { toolSpec: { name: 'track', inputSchema: { json: { type: 'object' } } } };
const call = { id: 'c1', type: 'function', function: { name: 'track', arguments: '{}' } };
const use = { type: 'tool_use', id: 'c1', name: 'track', input: {} };
const result = { type: 'tool_result', tool_use_id: 'c1', content: 'on its way' };
const text = (content: string) => [{ text: content }];

/** Bodies that the published APIs answer. */
const fine: ReadonlyArray<readonly [Api, object]> = [
  ['openai.chat', { messages: [user], temperature: 2, max_tokens: 1, seed: 'per-draw', own_extension: { any: 1 } }],
  ['openai.chat', { messages: [{ role: 'developer', content: 'Be brief.' }, user], max_tokens: null, stop: null }],
  [
    'openai.chat',
    {
      messages: [
        user,
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'x' },
      ],
      tools: [functionTool],
      tool_choice: 'auto',
    },
  ],
  [
    'openai.chat',
    {
      messages: [
        user,
        { role: 'assistant', content: null, function_call: { name: 'track', arguments: '{}' } },
        { role: 'function', name: 'track', content: 'x' },
      ],
      functions: [{ name: 'track', parameters: {} }],
    },
  ],
  [
    'openai.chat',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] }] },
  ],
  ['openai.responses', { input: 'Hi' }],
  ['openai.responses', { prompt: { id: 'pmpt_1' } }],
  [
    'openai.responses',
    {
      input: [
        user,
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'c1', name: 'track', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'x' },
        { type: 'a_later_kind_of_item' },
        { role: 'assistant', content: [{ type: 'output_text', text: 'So.' }] },
      ],
    },
  ],
  [
    'openai.responses',
    { input: [{ type: 'function_call_output', call_id: 'c', output: '' }], previous_response_id: 'r' },
  ],
  [
    'anthropic.messages',
    {
      max_tokens: 9,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        user,
        { role: 'assistant', content: [use] },
        { role: 'user', content: [result, { type: 'text', text: 'And?' }] },
      ],
      tools: [claudeTool, { type: 'web_search_20250305', name: 'web_search' }],
    },
  ],
  [
    'anthropic.messages',
    {
      max_tokens: 9,
      messages: [
        user,
        { role: 'assistant', content: [{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }] },
      ],
    },
  ],
  [
    'bedrock.converse',
    {
      messages: [
        { role: 'user', content: text('Hi') },
        { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'track', input: {} } }] },
        { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ json: {} }] } }] },
      ],
      toolConfig: { tools: [converseTool] },
    },
  ],
  ['bedrock.invoke', { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: [user] }],
  ['bedrock.invoke', { messages: [{ role: 'user', content: text('Hi') }], inferenceConfig: { maxTokens: 9 } }],
  ['bedrock.invoke', { messages: [{ role: 'system', content: 'Be brief.' }, user] }],
  ['bedrock.invoke', { prompt: '<s>[INST] Hi [/INST]', max_gen_len: 9 }],
  ['gemini.generate', { contents: [{ parts: text('Hi') }], generationConfig: { temperature: 0, seed: 'per-draw' } }],
  [
    'gemini.generate',
    {
      contents: [
        { role: 'user', parts: text('Hi') },
        { role: 'model', parts: [{ functionCall: { name: 'track', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'track', response: { result: 1 } } }] },
      ],
    },
  ],
  ['ollama.chat', { messages: [user], options: { num_predict: -1, temperature: 0 } }],
  ['tgi.generate', { inputs: 'Hi', parameters: { max_new_tokens: 9, do_sample: false } }],
];

/** Bodies that they refuse, with the place and what was expected. */
const refused: ReadonlyArray<readonly [Api, object, RegExp]> = [
  [
    'openai.chat',
    { messages: [{ ...user, role: 'usr' }] },
    /^messages\.0\.role: expected a message with the role system, .*, got another$/,
  ],
  ['openai.chat', { messages: [user], temperature: 3 }, /^temperature: expected a number from 0 to 2, got 3$/],
  ['openai.chat', { messages: [user], temperature: '1' }, /^temperature: expected a number from 0 to 2, got a string$/],
  ['openai.chat', { messages: [user], max_tokens: -5 }, /^max_tokens: expected a whole number of at least 1, got -5$/],
  ['openai.chat', { messages: [user], max_tokens: 1.5 }, /^max_tokens: /],
  ['openai.chat', { messages: [user], top_p: 1.1 }, /^top_p: /],
  ['openai.chat', { messages: [user], stop: ['a', 'b', 'c', 'd', 'e'] }, /^stop: /],
  ['openai.chat', { messages: [user], logit_bias: { 5: 200 } }, /^logit_bias\.5: /],
  ['openai.chat', { messages: [user], seed: 'x' }, /^seed: expected a whole number or per-draw/],
  ['openai.chat', { messages: [user], stream: 'yes' }, /^stream: expected true or false/],
  ['openai.chat', { messages: [user], tools: [] }, /^tools: expected a list that is not empty/],
  ['openai.chat', { messages: [user], tools: [claudeTool] }, /^tools\.0\.type: /],
  ['openai.chat', { messages: [user], tools: [{ type: 'function' }] }, /^tools\.0\.function: expected a function/],
  [
    'openai.chat',
    { messages: [user], tools: [{ type: 'function', function: { name: 'a b' } }] },
    /^tools\.0\.function\.name: /,
  ],
  ['openai.chat', { messages: [user], tool_choice: 'auto' }, /^tool_choice: expected tools beside it/],
  ['openai.chat', { messages: [user], response_format: { type: 'json_schema' } }, /^response_format\.json_schema: /],
  ['openai.chat', { messages: [] }, /^messages: expected a list that is not empty/],
  ['openai.chat', { messages: 'Hi' }, /^messages: expected a list of messages, got a string$/],
  ['openai.chat', {}, /^messages: expected a list of messages, got nothing$/],
  ['openai.chat', { messages: ['Hi'] }, /^messages\.0/],
  ['openai.chat', { messages: [{ role: 'user', content: null }] }, /^messages\.0\.content: /],
  [
    'openai.chat',
    { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: '' }] }] },
    /^messages\.0\.content\.0\.type: expected a part of a type/,
  ],
  [
    'openai.chat',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '@@@media@@@' } }] }] },
    /expected an https or data URL/,
  ],
  [
    'openai.chat',
    { messages: [user, { role: 'assistant', content: null }] },
    /^messages\.1\.content: expected a text or tool calls/,
  ],
  ['openai.chat', { messages: [user, { role: 'tool', content: 'x' }] }, /^messages\.1\.tool_call_id: /],
  [
    'openai.chat',
    { messages: [user, { role: 'tool', tool_call_id: 'c1', content: 'x' }] },
    /^messages\.1: expected the result of a call/,
  ],
  [
    'openai.chat',
    { messages: [user, { role: 'assistant', tool_calls: [{ ...call, function: { name: 'track', arguments: {} } }] }] },
    /^messages\.1\.tool_calls\.0\.function\.arguments: expected a string/,
  ],
  [
    'openai.chat',
    {
      messages: [
        user,
        { role: 'assistant', tool_calls: [call, call] },
        { role: 'tool', tool_call_id: 'c1', content: '' },
        { role: 'tool', tool_call_id: 'c1', content: '' },
      ],
    },
    /^messages\.1\.tool_calls\.1: expected an id of its own/,
  ],
  [
    'openai.chat',
    {
      messages: [
        user,
        { role: 'assistant', tool_calls: [call] },
        user,
        { role: 'tool', tool_call_id: 'c1', content: '' },
      ],
    },
    /^messages\.3: expected the result of a call/,
  ],
  [
    'openai.chat',
    { messages: [user, { role: 'assistant', tool_calls: [{ id: 'c1' }] }] },
    /^messages\.1\.tool_calls\.0\.function: expected a function/,
  ],
  ['openai.responses', {}, /^input: expected a text or a list of turns, got nothing/],
  ['openai.responses', { input: [{ type: 'constructor' }, { role: 'tool', content: 'x' }] }, /^input\.1\.role: /],
  [
    'openai.responses',
    { input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }] },
    /^input\.0\.content\.0\.type: /,
  ],
  [
    'openai.responses',
    { input: [{ type: 'function_call_output', call_id: 'c', output: '' }] },
    /^input\.0: expected the output of a call/,
  ],
  ['openai.responses', { input: 'Hi', tools: [functionTool] }, /^tools\.0\.name: /],
  [
    'openai.responses',
    { input: 'Hi', max_output_tokens: 4 },
    /^max_output_tokens: expected a whole number of at least 16/,
  ],
  ['anthropic.messages', { messages: [user] }, /^max_tokens: .*which this API requires, got nothing/],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [user], temperature: 1.5 },
    /^temperature: expected a number from 0 to 1/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [{ role: 'system', content: 'x' }, user] },
    /^messages\.0\.role: .*system stands beside/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [{ role: 'assistant', content: 'x' }] },
    /^messages\.0\.role: expected the first message/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] },
    /^messages\.0\.content\.0\.text: expected a text that is not blank/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [user, { role: 'assistant', content: 'So ' }] },
    /no white space at the end/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    /^messages\.0\.content\.0\.type: /,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, messages: [user, { role: 'assistant', content: [use] }, { role: 'user', content: [result] }] },
    /^tools: expected definitions/,
  ],
  [
    'anthropic.messages',
    { max_tokens: 9, tools: [claudeTool], messages: [user, { role: 'user', content: [result] }] },
    /^messages\.1\.content\.0: expected the result of a call/,
  ],
  ['anthropic.messages', { max_tokens: 9, tools: [functionTool], messages: [user] }, /^tools\.0/],
  [
    'anthropic.messages',
    { max_tokens: 9, tool_choice: 'auto', tools: [claudeTool], messages: [user] },
    /^tool_choice: /,
  ],
  [
    'bedrock.converse',
    { messages: [{ role: 'user', content: 'Hi' }] },
    /^messages\.0\.content: expected a list of blocks, got a string/,
  ],
  [
    'bedrock.converse',
    {
      messages: [
        { role: 'user', content: text('a') },
        { role: 'user', content: text('b') },
      ],
    },
    /^messages\.1\.role: expected user and assistant in turn/,
  ],
  [
    'bedrock.converse',
    { messages: [{ role: 'user', content: [{ text: 'a', cachePoint: {} }] }] },
    /^messages\.0\.content\.0/,
  ],
  [
    'bedrock.converse',
    { messages: [{ role: 'user', content: text('a') }], inferenceConfig: { temperature: 2 } },
    /^inferenceConfig\.temperature: /,
  ],
  [
    'bedrock.converse',
    { messages: [{ role: 'user', content: text('a') }], toolConfig: { tools: [] } },
    /^toolConfig\.tools: /,
  ],
  [
    'bedrock.invoke',
    { texts: ['a'], input_type: 'search_query' },
    /^: expected messages, prompt, inputText or message/,
  ],
  ['bedrock.invoke', { anthropic_version: 'v', messages: [user] }, /^max_tokens: /],
  ['gemini.generate', { contents: [] }, /^contents: /],
  ['gemini.generate', { contents: [{ role: 'assistant', parts: text('a') }] }, /^contents\.0\.role: /],
  ['gemini.generate', { contents: [{ role: 'user', parts: [{}] }] }, /^contents\.0\.parts\.0: /],
  [
    'gemini.generate',
    { contents: [{ role: 'user', parts: [{ functionResponse: { name: '', response: {} } }] }] },
    /functionResponse\.name: /,
  ],
  [
    'gemini.generate',
    { contents: [{ role: 'user', parts: text('a') }], generationConfig: { candidateCount: 0 } },
    /candidateCount: /,
  ],
  ['ollama.chat', { messages: [{ role: 'usr', content: 'a' }] }, /^messages\.0\.role: /],
  [
    'ollama.chat',
    { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'a', arguments: '{}' } }] }] },
    /arguments: expected an object/,
  ],
  ['tgi.generate', { inputs: '' }, /^inputs: /],
  ['tgi.generate', { inputs: 'a', parameters: { max_new_tokens: 0 } }, /^parameters\.max_new_tokens: /],
];

describe('a request', () => {
  it.each(fine)('that %s answers has no problem: %j', (api, body) => {
    expect(tell(api, body)).toEqual([]);
  });

  it.each(refused)('that %s refuses has one, at its place: %j', (api, body, what) => {
    expect(tell(api, body)).toEqual([expect.stringMatching(what)]);
  });

  it('is never quoted', () => {
    const secret = 'a secret prompt';
    for (const [api] of fine)
      for (const key of [
        'messages',
        'input',
        'contents',
        'inputs',
        'prompt',
        'temperature',
        'tools',
        'generationConfig',
      ])
        for (const value of [secret, [secret], [{ role: secret, content: secret, parts: [secret] }], { [key]: secret }])
          expect(tell(api, { [key]: value }).join()).not.toContain(secret);
  });
});
