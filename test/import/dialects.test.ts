import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../lib/domain/json.ts';
import { type FormatName, formats } from '../../lib/import/formats.ts';
import { checkDraft } from '../../lib/import/import-check.ts';
import type { Imported, ImportOptions, TracePart } from '../../lib/import/imported.ts';
import { requestProblems } from '../../lib/lint/request/request-problems.ts';

/** What people's tools write, each case put together after public descriptions of the format. */
interface Case {
  readonly what: string;
  readonly records: readonly object[];
  readonly options?: ImportOptions;
  /** API and body of each golden. */
  readonly goldens?: ReadonlyArray<readonly [string, object]>;
  /** What is said to be missing from the first. */
  readonly missing?: readonly string[];
  readonly leftOut?: readonly string[];
  readonly wrong?: readonly RegExp[];
}

/** Reads records as an import does: parts of a trace are joined, and every golden has to be one that can be sent. */
function importAll(format: FormatName, { records, options = {} }: Case) {
  const { read, join } = formats[format] as (typeof formats)['otel'];
  const traces = new Map<string, TracePart[]>();
  const results: Imported[] = [];
  const take = (result: Imported) => {
    if (!('part' in result)) return results.push(result);
    const parts = traces.get(result.trace) ?? [];
    return traces.set(result.trace, [...parts, result.part]);
  };
  for (const record of records) for (const result of read(record as Json, options)) take(result);
  for (const parts of traces.values()) for (const result of join(parts, options)) take(result);
  const drafts = results.flatMap((result) => ('golden' in result ? [result.golden] : [])).map(checkDraft);
  return {
    goldens: drafts.flatMap((checked) => ('golden' in checked ? [checked.golden] : [])),
    refused: drafts.flatMap((checked) => ('problems' in checked ? [checked.problems] : [])),
    leftOut: results.flatMap((result) => ('leftOut' in result ? [result.leftOut] : [])),
    wrong: results.flatMap((result) => ('wrong' in result ? [`${result.path}: ${result.wrong}`] : [])),
  };
}

function check(format: FormatName, one: Case): void {
  const { goldens, refused, leftOut, wrong } = importAll(format, one);
  expect(refused).toEqual([]);
  expect(goldens.map(({ api, body }) => [api, body])).toEqual(one.goldens ?? []);
  expect(leftOut).toEqual(one.leftOut ?? []);
  expect(wrong).toEqual((one.wrong ?? []).map((pattern) => expect.stringMatching(pattern)));
  if (one.missing !== undefined) expect(goldens[0]?.missing).toEqual(expect.arrayContaining([...one.missing]));
}

const user = (content: unknown) => ({ role: 'user', content });
const openaiCall = (id: string, name: string, input: object) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(input) },
});
const trackTool = { type: 'function', function: { name: 'track', parameters: { type: 'object' } } };

// --- OpenTelemetry ---

const span = (attributes: object, more: object = {}) => ({ name: 'x', attributes, ...more });
const otlp = (attributes: { readonly [key: string]: string | number }, more: object = {}) => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              name: 'x',
              attributes: Object.entries(attributes).map(([key, value]) => ({
                key,
                value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
              })),
              ...more,
            },
          ],
        },
      ],
    },
  ],
});
const genai = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4.1' };

const otel: readonly Case[] = [
  {
    what: 'OpenInference: messages with images, calls and results as numbered attributes',
    records: [
      span({
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'claude-sonnet-5',
        'llm.provider': 'anthropic',
        'llm.invocation_parameters': '{"temperature":0.2,"max_tokens":50}',
        'llm.input_messages.0.message.role': 'system',
        'llm.input_messages.0.message.content': 'Be brief.',
        'llm.input_messages.1.message.role': 'user',
        'llm.input_messages.1.message.contents.0.message_content.type': 'text',
        'llm.input_messages.1.message.contents.0.message_content.text': 'What is it?',
        'llm.input_messages.1.message.contents.1.message_content.type': 'image',
        'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'data:image/png;base64,iVBO',
        'llm.input_messages.2.message.role': 'assistant',
        'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'c1',
        'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': 'track',
        'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': '{"order":7}',
        'llm.input_messages.3.message.role': 'tool',
        'llm.input_messages.3.message.tool_call_id': 'c1',
        'llm.input_messages.3.message.content': 'on its way',
        'llm.tools.0.tool.json_schema': '{"name":"track","input_schema":{"type":"object"}}',
      }),
    ],
    goldens: [
      [
        'anthropic.messages',
        {
          max_tokens: 50,
          temperature: 0.2,
          system: 'Be brief.',
          messages: [
            user([
              { type: 'text', text: 'What is it?' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
            ]),
            { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'track', input: { order: 7 } }] },
            user([{ type: 'tool_result', tool_use_id: 'c1', content: 'on its way' }]),
          ],
          tools: [{ name: 'track', input_schema: { type: 'object' } }],
        },
      ],
    ],
  },
  {
    what: 'OpenInference: an image in a message that is all there is',
    records: [
      span({
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'claude-sonnet-5',
        'llm.provider': 'anthropic',
        'llm.invocation_parameters': '{"max_tokens":50}',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'image',
        'llm.input_messages.0.message.contents.0.message_content.image.image.url': 'data:image/png;base64,iVBO',
      }),
    ],
    goldens: [
      [
        'anthropic.messages',
        {
          max_tokens: 50,
          messages: [user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } }])],
        },
      ],
    ],
  },
  {
    what: 'OpenInference: the whole request in input.value, as the client was called',
    records: [
      otlp({
        'openinference.span.kind': 'LLM',
        'llm.provider': 'openai',
        'input.value':
          '{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_object"}}',
        'input.mime_type': 'application/json',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'Hi',
      }),
    ],
    goldens: [['openai.chat', { messages: [user('Hi')], response_format: { type: 'json_object' } }]],
  },
  {
    what: 'OpenInference: an export whose attributes are nested',
    records: [
      {
        name: 'llm',
        span_kind: 'LLM',
        context: { trace_id: 'a', span_id: 'b' },
        start_time: '2026-11-01T10:00:00+00:00',
        attributes: { llm: { model_name: 'gpt-4.1', input_messages: [{ message: { role: 'user', content: 'Hi' } }] } },
      },
    ],
    goldens: [['openai.chat', { messages: [user('Hi')] }]],
    missing: ['the API: taken from the name of the model'],
  },
  {
    what: 'OpenInference: spans of other kinds, and messages that were hidden',
    records: [
      span({ 'openinference.span.kind': 'EMBEDDING', 'embedding.model_name': 'text-embedding-3-small' }),
      span({ 'openinference.span.kind': 'RETRIEVER', 'input.value': 'shoes' }),
      span({
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'gpt-4.1',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': '__REDACTED__',
      }),
    ],
    leftOut: [
      'requests for embeddings, rankings, images, speech or moderation',
      'spans of kind RETRIEVER',
      'spans whose messages were hidden when they were recorded',
    ],
  },
  {
    what: 'Vercel AI SDK: calls, results of version 4 and 5, files, tools and their choice',
    records: [
      span({
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.id': 'gpt-4.1',
        'ai.model.provider': 'openai.chat',
        'ai.settings.maxOutputTokens': 40,
        'ai.prompt.messages': JSON.stringify([
          { role: 'system', content: 'Be brief.' },
          user([
            { type: 'text', text: 'Order 7?' },
            { type: 'file', mediaType: 'image/png', data: 'iVBO' },
          ]),
          {
            role: 'assistant',
            content: [
              { type: 'reasoning', text: 'Look it up.' },
              { type: 'tool-call', toolCallId: 'c1', toolName: 'track', args: { order: 7 } },
              { type: 'tool-call', toolCallId: 'c2', toolName: 'track', input: { order: 8 } },
            ],
          },
          {
            role: 'tool',
            content: [
              { type: 'tool-result', toolCallId: 'c1', toolName: 'track', result: 'here' },
              {
                type: 'tool-result',
                toolCallId: 'c2',
                toolName: 'track',
                output: { type: 'json', value: { at: 'Rome' } },
              },
            ],
          },
        ]),
        'ai.prompt.tools': ['{"type":"function","name":"track","inputSchema":{"type":"object"}}'],
        'ai.prompt.toolChoice': '{"type":"required"}',
      }),
    ],
    goldens: [
      [
        'openai.chat',
        {
          messages: [
            { role: 'system', content: 'Be brief.' },
            user([
              { type: 'text', text: 'Order 7?' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
            ]),
            {
              role: 'assistant',
              content: null,
              tool_calls: [openaiCall('c1', 'track', { order: 7 }), openaiCall('c2', 'track', { order: 8 })],
            },
            { role: 'tool', tool_call_id: 'c1', content: 'here' },
            { role: 'tool', tool_call_id: 'c2', content: '{"at":"Rome"}' },
          ],
          tools: [trackTool],
          tool_choice: 'required',
          max_tokens: 40,
        },
      ],
    ],
    missing: ['reasoning of earlier turns'],
  },
  {
    what: 'Vercel AI SDK: outer spans, tools and embeddings',
    records: [
      span({ 'ai.operationId': 'ai.generateText', 'ai.prompt': '{"prompt":"Hi"}' }),
      span({ 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'track' }),
      span({ 'ai.operationId': 'ai.embed.doEmbed', 'ai.model.id': 'text-embedding-3-small' }),
    ],
    leftOut: [
      'spans around requests that are spans of their own',
      'spans of ai.toolCall',
      'requests for embeddings, rankings, images, speech or moderation',
    ],
  },
  {
    what: 'OpenLLMetry: numbered messages, content blocks written as text, functions of Anthropic',
    records: [
      otlp({
        'gen_ai.system': 'Anthropic',
        'llm.request.type': 'chat',
        'gen_ai.request.model': 'claude-sonnet-5',
        'gen_ai.request.max_tokens': 30,
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': '[{"type":"text","text":"Order 7?"}]',
        'gen_ai.prompt.1.role': 'assistant',
        'gen_ai.prompt.1.content': 'Let me look.',
        'gen_ai.prompt.1.tool_calls.0.id': 'c1',
        'gen_ai.prompt.1.tool_calls.0.name': 'track',
        'gen_ai.prompt.1.tool_calls.0.arguments': '{"order":7}',
        'gen_ai.prompt.2.role': 'tool',
        'gen_ai.prompt.2.tool_call_id': 'c1',
        'gen_ai.prompt.2.content': 'on its way',
        'llm.request.functions.0.name': 'track',
        'llm.request.functions.0.input_schema': '{"type":"object"}',
      }),
      otlp({ 'gen_ai.system': 'OpenAI', 'llm.request.type': 'embedding', 'gen_ai.prompt.0.content': 'x' }),
      span({ 'traceloop.span.kind': 'workflow', 'traceloop.entity.input': '{"inputs":{}}' }),
    ],
    goldens: [
      [
        'anthropic.messages',
        {
          max_tokens: 30,
          messages: [
            user('Order 7?'),
            {
              role: 'assistant',
              content: [
                { type: 'text', text: 'Let me look.' },
                { type: 'tool_use', id: 'c1', name: 'track', input: { order: 7 } },
              ],
            },
            user([{ type: 'tool_result', tool_use_id: 'c1', content: 'on its way' }]),
          ],
          tools: [{ name: 'track', input_schema: { type: 'object' } }],
        },
      ],
    ],
    leftOut: ['requests for embeddings, rankings, images, speech or moderation', 'spans of kind workflow'],
  },
  {
    what: 'GenAI: messages as log records, put together with their span, wherever they stand',
    records: [
      {
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: [
                  {
                    eventName: 'gen_ai.user.message',
                    traceId: 't',
                    spanId: 's',
                    body: { kvlistValue: { values: [{ key: 'content', value: { stringValue: 'Hi' } }] } },
                    attributes: [{ key: 'gen_ai.system', value: { stringValue: 'openai' } }],
                  },
                  { eventName: 'gen_ai.choice', traceId: 't', spanId: 's', body: {} },
                ],
              },
            ],
          },
        ],
      },
      otlp({ ...genai, 'gen_ai.request.max_tokens': 20 }, { traceId: 't', spanId: 's' }),
      otlp(genai, { traceId: 't', spanId: 'of-another' }),
    ],
    goldens: [['openai.chat', { messages: [user('Hi')], max_tokens: 20 }]],
    leftOut: [
      'log records of gen_ai.choice',
      'spans without messages: recording of content was off, or their log records are not here',
    ],
  },
  {
    what: 'GenAI: a log record with the details of a request',
    records: [
      {
        eventName: 'gen_ai.client.inference.operation.details',
        attributes: { ...genai, 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }] },
      },
    ],
    goldens: [['openai.chat', { messages: [user('Hi')] }]],
  },
  {
    what: 'GenAI: events of a span with the message in an attribute, blocks of Converse among them',
    records: [
      span(
        { 'gen_ai.system': 'aws.bedrock', 'gen_ai.request.model': 'amazon.nova-lite-v1:0' },
        {
          events: [
            { name: 'gen_ai.system.message', attributes: { content: 'Be brief.' } },
            { name: 'gen_ai.user.message', attributes: { content: '[{"text":"Hi"}]' } },
          ],
        },
      ),
      span(
        { 'gen_ai.system': 'az.ai.inference', 'gen_ai.request.model': 'gpt-4.1' },
        {
          events: [
            { name: 'gen_ai.user.message', attributes: { 'gen_ai.event.content': '{"role":"user","content":"Hi"}' } },
          ],
        },
      ),
    ],
    goldens: [
      ['bedrock.converse', { system: [{ text: 'Be brief.' }], messages: [user([{ text: 'Hi' }])] }],
      ['openai.chat', { messages: [user('Hi')] }],
    ],
  },
  {
    what: 'GenAI: images of the current conventions, and audio, which has no place',
    records: [
      span({
        ...genai,
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'https://shop.example/a.png' }] },
        ]),
      }),
      span({
        ...genai,
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"blob","modality":"audio","content":"UklG"}]}]',
      }),
    ],
    goldens: [
      ['openai.chat', { messages: [user([{ type: 'image_url', image_url: { url: 'https://shop.example/a.png' } }])] }],
    ],
    wrong: [/^gen_ai\.input\.messages\[0\]: .*content of type blob/],
  },
  {
    what: 'other tools: the request as one text of JSON, or in a form that is not known',
    records: [
      span({
        'gen_ai.system': 'openai',
        request_data: '{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}]}',
      }),
      span({
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gcp.vertex.agent.llm_request':
          '{"model":"gemini-2.5-flash","config":{"system_instruction":"Be brief.","temperature":0.1},"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}',
      }),
      span({ ...genai, 'vendor.prompt_payload': '{"turns":["Hi"]}' }),
    ],
    goldens: [
      ['openai.chat', { messages: [user('Hi')] }],
      [
        'gemini.generate',
        {
          contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
          generationConfig: { temperature: 0.1 },
        },
      ],
    ],
    wrong: [/expected messages in a form that is known, got another/],
  },
  {
    what: 'Tempo and Jaeger: the same spans in other wrappings',
    records: [
      {
        batches: [
          {
            scopeSpans: [
              { spans: [span({ ...genai, 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'Hi' })] },
            ],
          },
        ],
      },
      {
        data: [
          {
            spans: [
              {
                operationName: 'chat',
                tags: Object.entries({ ...genai, 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'Hi' }).map(
                  ([key, value]) => ({ key, type: 'string', value }),
                ),
              },
            ],
          },
        ],
      },
    ],
    goldens: [
      ['openai.chat', { messages: [user('Hi')] }],
      ['openai.chat', { messages: [user('Hi')] }],
    ],
  },
  {
    what: 'parameters that the API of the golden does not take, each by name',
    records: [
      span({
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-5',
        'gen_ai.request.temperature': 1.7,
        'gen_ai.request.seed': 7,
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'Hi',
      }),
    ],
    goldens: [['anthropic.messages', { max_tokens: 4096, messages: [user('Hi')] }]],
    missing: [
      'temperature: recorded with a value that this API does not take',
      'seed: recorded, but this API has no place for it',
      'max_tokens, which this API requires: 4096 was put in',
    ],
  },
];

// --- Langfuse ---

const generation = (model: string, input: unknown, more: object = {}) => ({
  id: 'o',
  type: 'GENERATION',
  model,
  input,
  ...more,
});
const geminiParts = [{ role: 'user', parts: [{ text: 'Hi' }] }];

const langfuse: readonly Case[] = [
  {
    what: 'an answer that was logged with every field it has, and goes back into the conversation',
    records: [
      generation('gpt-4.1', [
        user('Hi'),
        { role: 'assistant', content: 'Hello', refusal: null, tool_calls: null, function_call: null, annotations: [] },
        user('And?'),
      ]),
    ],
    goldens: [['openai.chat', { messages: [user('Hi'), { role: 'assistant', content: 'Hello' }, user('And?')] }]],
  },
  {
    what: 'Gemini: contents with their configuration, and types in capitals',
    records: [
      generation('gemini-2.5-flash', {
        contents: geminiParts,
        config: { temperature: 0.3, max_output_tokens: 40, system_instruction: 'Be brief.' },
        tools: [
          {
            function_declarations: [
              { name: 'track', parameters: { type: 'OBJECT', properties: { id: { type: 'STRING' } } } },
            ],
          },
        ],
      }),
    ],
    goldens: [
      [
        'gemini.generate',
        {
          contents: geminiParts,
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
          tools: [
            {
              functionDeclarations: [
                { name: 'track', parametersJsonSchema: { type: 'object', properties: { id: { type: 'string' } } } },
              ],
            },
          ],
          generationConfig: { temperature: 0.3, maxOutputTokens: 40 },
        },
      ],
    ],
  },
  {
    what: 'the Responses API: items as they are',
    records: [
      generation('gpt-4.1', {
        instructions: 'Be brief.',
        input: [
          user('Order 7?'),
          { type: 'function_call', call_id: 'c1', name: 'track', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c1', output: 'here' },
        ],
      }),
    ],
    goldens: [
      [
        'openai.responses',
        {
          instructions: 'Be brief.',
          input: [
            user('Order 7?'),
            { type: 'function_call', call_id: 'c1', name: 'track', arguments: '{}' },
            { type: 'function_call_output', call_id: 'c1', output: 'here' },
          ],
        },
      ],
    ],
  },
  {
    what: 'Converse by the id of its model, with calls and their definitions',
    records: [
      generation('eu.amazon.nova-lite-v1:0', {
        modelId: 'eu.amazon.nova-lite-v1:0',
        system: [{ text: 'Be brief.' }],
        messages: [
          user([{ text: 'Order 7?' }]),
          { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'track', input: {} } }] },
          user([{ toolResult: { toolUseId: 'c1', content: [{ text: 'here' }] } }]),
        ],
        inferenceConfig: { maxTokens: 40 },
        toolConfig: { tools: [{ toolSpec: { name: 'track', inputSchema: { json: { type: 'object' } } } }] },
      }),
    ],
    goldens: [
      [
        'bedrock.converse',
        {
          system: [{ text: 'Be brief.' }],
          messages: [
            user([{ text: 'Order 7?' }]),
            { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'track', input: {} } }] },
            user([{ toolResult: { toolUseId: 'c1', content: [{ text: 'here' }] } }]),
          ],
          inferenceConfig: { maxTokens: 40 },
          toolConfig: { tools: [{ toolSpec: { name: 'track', inputSchema: { json: { type: 'object' } } } }] },
        },
      ],
    ],
  },
  {
    what: 'calls without definitions, which Anthropic takes none of',
    records: [
      generation('claude-sonnet-5', [
        user('Hi'),
        { role: 'assistant', content: '', tool_calls: [openaiCall('call|1', 'track', {})] },
        { role: 'tool', tool_call_id: 'call|1', content: '' },
      ]),
    ],
    goldens: [
      [
        'anthropic.messages',
        {
          max_tokens: 4096,
          messages: [
            user('Hi'),
            { role: 'assistant', content: [{ type: 'tool_use', id: 'call00000', name: 'track', input: {} }] },
            user([{ type: 'tool_result', tool_use_id: 'call00000', content: '' }]),
          ],
          tools: [{ name: 'track', input_schema: { type: 'object' } }],
        },
      ],
    ],
    missing: ['what the tools are: their names only are known, from the calls', 'ids of tool calls'],
  },
  {
    what: 'models of routers and of open families; embeddings and speech',
    records: [
      ...[
        'groq/llama-3.3-70b-versatile',
        'openrouter/anthropic/claude-sonnet-5',
        'deepseek-reasoner',
        'codestral-2501',
      ].map((model) => generation(model, [user(model)])),
      generation('vertex_ai/claude-sonnet-5', [user('v')]),
      ...['text-embedding-3-small', 'cohere/rerank-v3.5', 'whisper-1', 'omni-moderation-latest', 'dall-e-3'].map(
        (model) => generation(model, 'x'),
      ),
      { id: 'e', type: 'EMBEDDING', input: 'x' },
    ],
    goldens: [
      ...[
        'groq/llama-3.3-70b-versatile',
        'openrouter/anthropic/claude-sonnet-5',
        'deepseek-reasoner',
        'codestral-2501',
      ].map((model) => ['openai.chat', { messages: [user(model)] }] as const),
      ['anthropic.messages', { max_tokens: 4096, messages: [user('v')] }],
    ],
    leftOut: Array.from({ length: 6 }, () => 'requests for embeddings, rankings, images, speech or moderation'),
  },
  {
    what: 'messages that cannot be carried over, each at its place',
    records: [
      generation('gpt-4.1', [{ role: 'owl', content: 'Hi' }]),
      generation('claude-sonnet-5', [user([{ type: 'input_audio', input_audio: {} }])]),
      generation('claude-sonnet-5', [
        user([{ type: 'image_url', image_url: { url: '@@@langfuseMedia:type=image/png|id=a@@@' } }]),
      ]),
      generation('gpt-4.1', { query: 'Hi' }),
    ],
    wrong: [
      /^input\[0\]: .*a role that is not known/,
      /^input\[0\]: .*content of type input_audio/,
      /^input\[0\]: .*an image whose data are kept somewhere else/,
      /^input: expected messages or a text, got an object of another form/,
    ],
  },
];

// --- LangSmith ---

const constructed = (name: string, kwargs: object) => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain', 'schema', 'messages', name],
  kwargs,
});
const run = (provider: string, model: string, messages: readonly object[], more: object = {}) => ({
  run_type: 'llm',
  name: 'Chat',
  inputs: { messages: [messages] },
  extra: { invocation_params: { model, ...more }, metadata: { ls_provider: provider, ls_model_name: model } },
});

const langsmith: readonly Case[] = [
  {
    what: 'old functions, as OpenAI still takes them',
    records: [
      run(
        'openai',
        'gpt-4.1',
        [
          constructed('HumanMessage', { content: 'Order 7?' }),
          constructed('AIMessage', {
            content: '',
            additional_kwargs: { function_call: { name: 'track', arguments: '{}' } },
          }),
          constructed('FunctionMessage', { content: 'here', name: 'track' }),
        ],
        { functions: [{ name: 'track', parameters: { type: 'object' } }] },
      ),
    ],
    goldens: [
      [
        'openai.chat',
        {
          messages: [
            user('Order 7?'),
            { role: 'assistant', content: '', function_call: { name: 'track', arguments: '{}' } },
            { role: 'function', content: 'here', name: 'track' },
          ],
          functions: [{ name: 'track', parameters: { type: 'object' } }],
        },
      ],
    ],
  },
  {
    what: 'Anthropic: calls that stand twice, thinking, and the definitions of tools',
    records: [
      run(
        'anthropic',
        'claude-sonnet-5',
        [
          constructed('SystemMessage', { content: 'Be brief.' }),
          constructed('HumanMessage', { content: 'Order 7?' }),
          constructed('AIMessage', {
            content: [
              { type: 'thinking', thinking: 'Hm', signature: 's' },
              { type: 'text', text: 'Let me look.' },
              { type: 'tool_use', id: 'c1', name: 'track', input: {} },
            ],
            tool_calls: [{ name: 'track', args: { order: 7 }, id: 'c1', type: 'tool_call' }],
          }),
          constructed('ToolMessage', { content: 'here', tool_call_id: 'c1' }),
        ],
        { max_tokens: 50, tools: [{ name: 'track', input_schema: { type: 'object' } }] },
      ),
    ],
    goldens: [
      [
        'anthropic.messages',
        {
          max_tokens: 50,
          system: 'Be brief.',
          messages: [
            user('Order 7?'),
            {
              role: 'assistant',
              content: [
                { type: 'text', text: 'Let me look.' },
                { type: 'tool_use', id: 'c1', name: 'track', input: { order: 7 } },
              ],
            },
            user([{ type: 'tool_result', tool_use_id: 'c1', content: 'here' }]),
          ],
          tools: [{ name: 'track', input_schema: { type: 'object' } }],
        },
      ],
    ],
    missing: ['reasoning of earlier turns'],
  },
  {
    what: 'the Responses API, with its items inside of the content',
    records: [
      run(
        'openai',
        'gpt-4.1',
        [
          constructed('HumanMessage', { content: 'Order 7?' }),
          constructed('AIMessage', {
            content: [
              { type: 'reasoning', id: 'rs_1', summary: [] },
              { type: 'function_call', name: 'track', arguments: '{}', call_id: 'c1', id: 'fc_1' },
            ],
            tool_calls: [{ name: 'track', args: {}, id: 'c1', type: 'tool_call' }],
          }),
          constructed('ToolMessage', { content: 'here', tool_call_id: 'c1' }),
        ],
        { use_responses_api: true, max_tokens: 50 },
      ),
    ],
    goldens: [
      [
        'openai.responses',
        {
          input: [
            user([{ type: 'input_text', text: 'Order 7?' }]),
            { type: 'function_call', call_id: 'c1', name: 'track', arguments: '{}' },
            { type: 'function_call_output', call_id: 'c1', output: 'here' },
          ],
          max_output_tokens: 50,
        },
      ],
    ],
    missing: ['tool definitions'],
  },
  {
    what: "LangChain's own blocks of images, plain types, and pairs of role and text",
    records: [
      run('google_genai', 'gemini-2.5-flash', [
        constructed('HumanMessageChunk', {
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', source_type: 'base64', mime_type: 'image/png', data: 'iVBO' },
          ],
        }),
      ]),
      run('mistralai', 'mistral-large', [{ type: 'human', data: { content: 'Hi' } }]),
      run('groq', 'llama-3.3-70b', [
        { type: 'system', content: 'Be brief.' },
        { type: 'human', content: 'Hi' },
      ]),
      {
        run_type: 'llm',
        inputs: {
          messages: [
            ['system', 'Be brief.'],
            ['human', 'Hi'],
          ],
        },
        extra: { metadata: { ls_provider: 'deepseek' } },
      },
    ],
    goldens: [
      [
        'gemini.generate',
        {
          contents: [
            { role: 'user', parts: [{ text: 'What is it?' }, { inlineData: { mimeType: 'image/png', data: 'iVBO' } }] },
          ],
        },
      ],
      ['openai.chat', { messages: [user('Hi')] }],
      ['openai.chat', { messages: [{ role: 'system', content: 'Be brief.' }, user('Hi')] }],
      ['openai.chat', { messages: [{ role: 'system', content: 'Be brief.' }, user('Hi')] }],
    ],
  },
  {
    what: 'clients that were wrapped, texts, and what bulk exports write as text',
    records: [
      {
        run_type: 'llm',
        inputs: { model: 'claude-sonnet-5', max_tokens: 9, system: 'Be brief.', messages: [user('Hi')] },
        extra: { metadata: { ls_provider: 'anthropic' } },
      },
      { run_type: 'llm', inputs: { prompts: ['Say hello'] }, extra: { metadata: { ls_provider: 'openai' } } },
      {
        run_type: 'llm',
        inputs: '{"messages":[{"role":"user","content":"Hi"}]}',
        extra: '{"metadata":{"ls_provider":"openai"}}',
      },
      { run_type: 'retriever', inputs: { query: 'x' } },
      { inputs: { question: 'x' } },
      {
        run_type: 'llm',
        inputs: { messages: [[user('a')], [user('b')]] },
        extra: { metadata: { ls_provider: 'openai' } },
      },
    ],
    goldens: [
      ['anthropic.messages', { max_tokens: 9, system: 'Be brief.', messages: [user('Hi')] }],
      ['openai.chat', { messages: [user('Say hello')] }],
      ['openai.chat', { messages: [user('Hi')] }],
    ],
    leftOut: ['runs of type retriever', 'inputs without messages'],
    wrong: [/expected messages of one request, got those of several/],
  },
];

// --- Bedrock ---

const claudeBody = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 20, messages: [user('Hi')] };
const logged = (more: object = {}) => ({
  schemaType: 'ModelInvocationLog',
  operation: 'InvokeModel',
  modelId: 'anthropic.claude-x',
  input: { inputBodyJson: claudeBody },
  ...more,
});
const text = JSON.stringify(logged());
const packed = gzipSync(
  JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: text }] }),
).toString('base64');
const oneGolden = [['bedrock.invoke', claudeBody]] as const;

const bedrockLog: readonly Case[] = [
  {
    what: 'a long body, which stands in S3 and was copied beside the log',
    records: [logged({ input: { inputBodyJson: null, inputBodyS3Path: 's3://b/AWSLogs/1/data/r1_input.json.gz' } })],
    options: { readText: (path) => (path === 'data/r1_input.json.gz' ? JSON.stringify(claudeBody) : undefined) },
    goldens: oneGolden,
  },
  {
    what: 'a long body whose name leads out of the folder',
    records: [logged({ input: { inputBodyS3Path: 's3://b/data/..' } })],
    options: { readText: () => JSON.stringify(claudeBody) },
    wrong: [/inputBodyS3Path: expected the object with the long body beside the log/],
  },
  {
    what: 'the result of a query of Logs Insights',
    records: [
      {
        status: 'Complete',
        results: [
          [
            { field: '@message', value: text },
            { field: '@ptr', value: 'x' },
          ],
        ],
      },
    ],
    goldens: oneGolden,
  },
  {
    what: 'what a subscription sends',
    records: [
      { messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: text }] },
      { messageType: 'CONTROL_MESSAGE', logEvents: [] },
    ],
    goldens: oneGolden,
  },
  { what: 'what a subscription sends to Lambda', records: [{ awslogs: { data: packed } }], goldens: oneGolden },
  {
    what: 'what a subscription sends to Kinesis and Firehose',
    records: [{ Records: [{ kinesis: { data: packed } }] }, { records: [{ recordId: 'r', data: packed }] }],
    goldens: [...oneGolden, ...oneGolden],
  },
  {
    what: 'embeddings, rankings and images, by the model or by the body',
    records: [
      logged({ modelId: 'amazon.titan-embed-text-v2:0', input: { inputBodyJson: { inputText: 'x' } } }),
      logged({ modelId: 'cohere.embed-v4:0', input: { inputBodyJson: { texts: ['x'], input_type: 'search_query' } } }),
      logged({
        modelId: 'arn:aws:bedrock:eu-west-1:1:application-inference-profile/x',
        input: { inputBodyJson: { inputText: 'x' } },
      }),
      logged({ modelId: 'amazon.nova-canvas-v1:0', input: { inputBodyJson: { taskType: 'TEXT_IMAGE' } } }),
      logged({ modelId: 'stability.sd3-5-large-v1:0', input: { inputBodyJson: { prompt: 'a lamp' } } }),
      logged({ modelId: 'amazon.titan-text-express-v1', input: { inputBodyJson: { inputText: 'Hi' } } }),
    ],
    goldens: [['bedrock.invoke', { inputText: 'Hi' }]],
    leftOut: Array.from({ length: 5 }, () => 'requests for embeddings, rankings, images, speech or moderation'),
  },
];

const openaiBatch: readonly Case[] = [
  {
    what: 'lines without an address, as Mistral has them, and numbers as ids',
    records: [
      { custom_id: 7, body: { messages: [user('Hi')] } },
      { custom_id: 'e', body: { input: 'x' } },
    ],
    goldens: [['openai.chat', { messages: [user('Hi')] }]],
    wrong: [/^url: expected a path .*; say with --api which API it is$/],
  },
];

// --- promptfoo ---

const files: { readonly [path: string]: string } = {
  'prompts/a.txt': 'Explain {{topic}} in a line.\n---\nSay {{topic}}.',
  'prompts/chat.json': '[{"role":"system","content":"Be brief"},{"role":"user","content":{{ topic | dump }}}]',
  'prompts/chat.yaml': '- role: system\n  content: Be brief\n- role: user\n  content: "{{topic}}"\n',
  'default.yaml': 'vars: { tone: kind }\noptions: { prefix: "Be {{tone}}. " }\n',
  'tests.yaml': '- vars: { topic: returns }\n- vars: { topic: prices }\n',
  'tools.json': JSON.stringify([trackTool]),
  'tests.csv': 'topic,__expected,__suffix\nreturns,is-json, please\n"a, ""b""\nc",contains: d,\n',
};
const readText = (path: string) => files[path];
const listFiles = (pattern: string) =>
  Object.keys(files).filter((file) => pattern === 'prompts/*' && file.startsWith('prompts/'));
const config = (more: object) => ({
  providers: ['openai:gpt-4.1'],
  prompts: ['Say {{topic}}.'],
  tests: [{ vars: { topic: 'returns' } }],
  ...more,
});
const chat = (content: string) => ['openai.chat', { messages: [user(content)] }] as const;
const brief = (content: string) =>
  ['openai.chat', { messages: [{ role: 'system', content: 'Be brief' }, user(content)] }] as const;

const promptfoo: readonly Case[] = [
  {
    what: 'prompts in files by their bare names',
    records: [config({ prompts: ['prompts/a.txt'] })],
    goldens: [chat('Explain returns in a line.'), chat('Say returns.')],
  },
  {
    what: 'prompts by a pattern',
    records: [config({ prompts: 'file://prompts/*' })],
    goldens: [chat('Explain returns in a line.'), chat('Say returns.'), brief('returns'), brief('returns')],
  },
  {
    what: 'a chat whose variables are dumped into JSON',
    records: [config({ prompts: ['file://prompts/chat.json'], tests: [{ vars: { topic: 'a "quoted" word' } }] })],
    goldens: [brief('a "quoted" word')],
  },
  {
    what: 'prompts of one provider only, by label, and of one test only',
    records: [
      config({
        prompts: [
          { raw: 'A {{topic}}', label: 'pa' },
          { raw: 'B {{topic}}', label: 'pb' },
        ],
        providers: [
          { id: 'openai:gpt-4.1', prompts: ['pa'] },
          { id: 'anthropic:messages:claude-x', prompts: ['pb'], config: { max_tokens: 9 } },
        ],
        tests: [{ vars: { topic: 'x' } }, { vars: { topic: 'y' }, prompts: ['pa'] }],
      }),
    ],
    goldens: [chat('A x'), chat('A y'), ['anthropic.messages', { max_tokens: 9, messages: [user('B x')] }]],
  },
  {
    what: 'tests in a table, with a suffix and quoted cells',
    records: [config({ tests: 'file://tests.csv' })],
    goldens: [chat('Say returns.please'), chat('Say a, "b"\nc.')],
  },
  {
    what: 'a defaultTest in a file, with a prefix',
    records: [config({ defaultTest: 'file://default.yaml' })],
    goldens: [chat('Be kind. Say returns.')],
  },
  {
    what: 'tests in a file, and a test for each value of a list',
    records: [config({ tests: 'file://tests.yaml' }), config({ tests: [{ vars: { topic: ['a', 'b'] } }] })],
    goldens: [chat('Say returns.'), chat('Say prices.'), chat('Say a.'), chat('Say b.')],
  },
  {
    what: 'providers whose id is a key, tools in a file, settings of a test',
    records: [
      config({
        providers: [
          {
            'openai:gpt-4.1': {
              config: {
                tools: 'file://tools.json',
                tool_choice: 'required',
                temperature: 0.3,
                apiKey: '{{ env.KEY }}',
              },
            },
          },
        ],
        tests: [{ vars: { topic: 'x' }, options: { temperature: 0, transform: 'output.trim()' } }],
      }),
    ],
    goldens: [
      ['openai.chat', { messages: [user('Say x.')], tools: [trackTool], tool_choice: 'required', temperature: 0 }],
    ],
    leftOut: ['transforms of answers: what is expected is checked of answers as they come'],
  },
  {
    what: 'a scenario',
    records: [
      config({
        tests: undefined,
        scenarios: [{ config: [{ vars: { topic: 'a' } }, { vars: { topic: 'b' } }], tests: [{ description: 't' }] }],
      }),
    ],
    goldens: [chat('Say a.'), chat('Say b.')],
  },
  {
    what: 'what is not there or only promptfoo can run, each at its place',
    records: [
      config({
        prompts: ['gone.txt', 'file://make.py:prompt', 'none/*.txt', 'Say {{topic}}.'],
        providers: [
          'openai:gpt-4.1',
          { id: 'openai:gpt-4.1', config: { tools: 'file://gone.json' } },
          'openai:embedding:text-embedding-3-small',
          'exec: python own.py',
        ],
        tests: [{ vars: { topic: 'x' } }, { vars: { topic: 'file://own.js' } }, { options: { transformVars: 'x' } }],
      }),
    ],
    goldens: [chat('Say x.')],
    wrong: [
      /^prompts\[0\]: expected a file that is there/,
      /^prompts\[1\]: expected a \.txt/,
      /^prompts\[2\]: expected files that match/,
      /^providers\[1\]\.config: expected a file that is there/,
      /^tests\[1\]\.vars\.topic: /,
      /^tests\[2\]: .*transformVars/,
    ],
    leftOut: ['providers of type openai', 'providers of type exec'],
  },
];

const tables: ReadonlyArray<readonly [FormatName, readonly Case[]]> = [
  ['otel', otel],
  ['langfuse', langfuse],
  ['langsmith', langsmith],
  ['bedrock-log', bedrockLog],
  ['openai-batch', openaiBatch],
  ['promptfoo', promptfoo.map((one) => ({ ...one, options: { readText, listFiles } }))],
];

describe.each(tables)('an export for %s', (format, cases) => {
  it.each(cases)('is read, of $what', (one) => check(format, one));
});

it('assertions of promptfoo become expectations where they have a counterpart, by reference and in sets, too', () => {
  const assert = [
    { $ref: '#/assertionTemplates/days' },
    { type: 'contains', value: 30 },
    { type: 'is-json', value: '{"type":"object"}' },
    { type: 'assert-set', assert: [{ type: 'icontains', value: '{{topic}}' }] },
    { type: 'latency', threshold: 3000 },
    { value: 'no type' },
  ];
  const { goldens, leftOut, wrong } = importAll('promptfoo', {
    what: '',
    records: [
      config({
        assertionTemplates: { days: { type: 'regex', value: '\\d+ days' } },
        tests: [{ vars: { topic: 'x' }, assert }],
      }),
    ],
  });
  expect(goldens[0]?.expectations).toEqual([
    { kind: 'matches', pattern: '\\d+ days' },
    { kind: 'contains', text: '30', caseSensitive: true },
    { kind: 'json-schema', schema: { type: 'object' } },
    { kind: 'contains', text: 'x', caseSensitive: false },
  ]);
  expect(leftOut).toEqual(['assertions of type latency']);
  expect(wrong).toEqual(['tests[0].assert[5]: expected an assertion with a type']);
});

describe('every format', () => {
  /** The same value with one thing in it replaced by something else. */
  function mutate(value: Json, at: number, by: Json): Json {
    let left = at;
    const walk = (inner: Json): Json => {
      if (left-- === 0) return by;
      if (inner === null || typeof inner !== 'object') return inner;
      if (Array.isArray(inner)) return inner.map(walk);
      return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, walk(item as Json)]));
    };
    return walk(value);
  }
  const all = tables.flatMap(([format, cases]) =>
    cases.flatMap(({ records, options }) => records.map((record) => ({ format, record, options }))),
  );
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<Json>('constructor', '__proto__', 'toString', '[{"role":1}]', '{"messages":[[[]]]}', [[]], [null], {
      role: 'tool',
    }),
  );

  it('reads what is odd in any place, never throws, and gives only goldens that can be sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(60), odd, ({ format, record, options }, at, by) => {
        const one = { what: '', records: [mutate(record as Json, at, by as Json) as object] };
        for (const golden of importAll(format, options === undefined ? one : { ...one, options }).goldens)
          expect(requestProblems(golden.api, golden.body)).toEqual([]);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });
});
