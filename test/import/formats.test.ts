import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../lib/domain/json.ts';
import { readCaptured } from '../../lib/import/formats/captured.ts';
import { type FormatName, formats } from '../../lib/import/formats.ts';
import type { GoldenDraft, Imported, ImportOptions } from '../../lib/import/imported.ts';

const folder = resolve(import.meta.dirname, '../fixtures/import');
const text = (name: string) => readFileSync(resolve(folder, name), 'utf8');

function records(file: string): Json[] {
  if (file.endsWith('.yaml')) return [parse(text(file))];
  if (file.endsWith('.json')) return [JSON.parse(text(file))].flat();
  return text(file)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const read = (format: FormatName, values: readonly Json[], options: ImportOptions = {}): Imported[] =>
  values.flatMap((value) => formats[format].read(value, options));
const goldensIn = (results: readonly Imported[]): GoldenDraft[] =>
  results.flatMap((result) => {
    if (!('golden' in result)) return [];
    const { at: _, ...golden } = result.golden; // where it stood, which problems name
    return [golden];
  });
const reasons = (results: readonly Imported[]) =>
  results.flatMap((result) => ('leftOut' in result ? [result.leftOut] : []));
const problems = (results: readonly Imported[]) =>
  results.flatMap((result) => ('wrong' in result ? [`${result.path}: ${result.wrong}`] : []));

describe('batch files', () => {
  it('of OpenAI give the exact body of each request, whatever the API', () => {
    const results = read('openai-batch', records('openai-batch.jsonl'));
    expect(goldensIn(results)).toHaveLength(3);
    expect(goldensIn(results).slice(0, 2)).toEqual(
      records('openai-batch.jsonl')
        .slice(0, 2)
        .map((line, i) => ({
          name: ['Ticket #1', 'ticket-2'][i],
          api: ['openai.chat', 'openai.responses'][i],
          body: (line as { body: Json }).body,
          missing: [],
        })),
    );
    expect(reasons(results)).toEqual(['requests that are none for a completion']);
  });

  it('of Anthropic give the exact body, from lines and from what the API takes', () => {
    const lines = records('anthropic-batch.jsonl');
    const fromLines = read('anthropic-batch', lines);
    expect(goldensIn(fromLines)).toMatchObject([
      { name: 'mail-1', api: 'anthropic.messages', body: (lines[0] as { params: Json }).params, missing: [] },
      { name: 'mail-2', body: (lines[1] as { params: Json }).params },
    ]);
    expect(goldensIn(read('anthropic-batch', [{ requests: lines }]))).toEqual(goldensIn(fromLines));
  });

  it('of Bedrock give the body of InvokeModel, or of Converse when that is said', () => {
    const lines = records('bedrock-batch.jsonl');
    const [first] = goldensIn(read('bedrock-batch', lines));
    expect(first).toEqual({
      name: 'CALL0000001',
      api: 'bedrock.invoke',
      body: (lines[0] as { modelInput: Json }).modelInput,
      missing: [],
    });
    const told = goldensIn(read('bedrock-batch', lines, { api: 'bedrock.converse' }));
    expect(told.map(({ api }) => api)).toEqual(['bedrock.converse', 'bedrock.converse']);
  });

  it('with results instead of requests, or with parts that are not there, are wrong, each in its place', () => {
    const wrongs = (format: FormatName, value: Json) => problems(read(format, [value]));
    expect(wrongs('openai-batch', { custom_id: '', url: 7, body: [] })).toEqual([
      'custom_id: expected a string, got an empty string',
      'url: expected a path such as /v1/chat/completions, got a number',
      'body: expected an object, got a list',
    ]);
    expect(wrongs('openai-batch', { custom_id: 'a', response: { status_code: 200 } })).toEqual([
      ': expected a line of the input file with its body, got a line of the results',
    ]);
    expect(wrongs('anthropic-batch', { requests: [{ custom_id: 'a' }, 3] })).toEqual([
      'requests[0].params: expected an object, got nothing',
      'requests[1]: expected an object with custom_id and params, got a number',
    ]);
    expect(wrongs('bedrock-batch', { recordId: 'a', modelInput: 'text' })).toEqual([
      'modelInput: expected an object, got a string',
    ]);
  });
});

describe("Bedrock's invocation logs", () => {
  it('give the body that was logged and what served it, by operation', () => {
    const results = read('bedrock-log', records('bedrock-log.jsonl'));
    expect(goldensIn(results)).toEqual([
      {
        api: 'bedrock.converse',
        body: {
          messages: [{ role: 'user', content: [{ text: 'May I return shoes?' }] }],
          system: [{ text: 'Be brief.' }],
          inferenceConfig: { maxTokens: 60, temperature: 0.1 },
        },
        missing: [],
        context: { capturedOn: { model: 'eu.amazon.nova-lite-v1:0', at: '2026-11-20T10:00:00Z' } },
      },
      expect.objectContaining({ api: 'bedrock.invoke', missing: [] }),
    ]);
    expect(reasons(results)).toEqual(['requests that the server answered with an error']);
    expect(problems(results)).toEqual([
      'input.inputBodyS3Path: expected the object with the long body beside the log, or in data/ beside it, got none',
    ]);
  });
});

describe("Bedrock's invocation logs from CloudWatch", () => {
  const logged = { operation: 'Converse', modelId: 'm', input: { inputBodyJson: { messages: [] } } };
  const message = JSON.stringify(logged);

  it.each<[string, Json]>([
    ['as the message of an event', { timestamp: 1, message }],
    ['as an answer with events', { events: [{ message }], searchedLogStreams: [] }],
    ['as a row of Logs Insights', { '@message': message }],
  ])('are read %s', (_, record) => {
    expect(goldensIn(read('bedrock-log', [record]))).toMatchObject([
      { api: 'bedrock.converse', body: { messages: [] } },
    ]);
  });

  it('say where in the message something is wrong, and do not quote it', () => {
    const events = [{ message: 'secret {' }, { message: JSON.stringify({ ...logged, input: 3 }) }];
    expect(problems(read('bedrock-log', [{ events } as unknown as Json]))).toEqual([
      'events[0].message: expected the JSON of a record of the invocation log',
      'events[1].message.input: expected an object, got a number',
    ]);
  });
});

describe('OpenTelemetry spans', () => {
  it('of the current names become requests with tools, calls, results and parameters', () => {
    const results = read('otel', records('otel-current.jsonl'));
    const [chat, claude] = goldensIn(results);
    expect(chat).toEqual({
      api: 'openai.chat',
      label: 'chat gpt-4.1',
      missing: [
        'what spans do not carry of the body, e.g. tool_choice and response_format',
        'whether max_tokens or max_completion_tokens was set',
        'reasoning of earlier turns',
      ],
      context: { capturedOn: { model: 'gpt-4.1-2025-04-14', fingerprint: 'fp_1', at: '2026-11-22T09:00:00.000Z' } },
      body: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Weather in Paris?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_1', content: 'rainy, 14 C' },
        ],
        tools: [
          {
            type: 'function',
            function: {
              name: 'get_weather',
              description: 'Weather of a city',
              parameters: { type: 'object', properties: { city: { type: 'string' } } },
            },
          },
        ],
        temperature: 0.2,
        max_tokens: 200,
        stop: ['END'],
      },
    });
    expect(claude?.body).toEqual({ top_k: 40, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] });
    expect(reasons(results)).toEqual([
      'spans that are no requests to a model',
      'spans of execute_tool',
      'spans without messages: recording of content was off, or their log records are not here',
    ]);
  });

  it('of older names are read as well: numbered attributes, events a message, one event for all', () => {
    const results = read('otel', records('otel-legacy.json'));
    expect(goldensIn(results).map(({ api, body }) => ({ api, body }))).toEqual([
      {
        api: 'openai.chat',
        body: {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'Track order 7.' },
            {
              role: 'assistant',
              content: null,
              tool_calls: [{ id: 'call_7', type: 'function', function: { name: 'track', arguments: '{"order":7}' } }],
            },
            { role: 'tool', tool_call_id: 'call_7', content: 'on its way' },
          ],
          tools: [{ type: 'function', function: { name: 'track', parameters: { type: 'object' } } }],
          temperature: 0,
        },
      },
      {
        api: 'bedrock.converse',
        body: {
          system: [{ text: 'Be kind.' }],
          messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
          inferenceConfig: { maxTokens: 30 },
        },
      },
      { api: 'gemini.generate', body: { contents: [{ role: 'user', parts: [{ text: 'Salut' }] }] } },
    ]);
  });

  it('of a provider that is not known need to be told the API', () => {
    const span = {
      name: 'chat',
      attributes: {
        'gen_ai.provider.name': 'our-own',
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
      },
    };
    expect(problems(read('otel', [span]))).toEqual([
      ': expected a provider or a model whose API is known, got "our-own"; say which with --api',
    ]);
    expect(goldensIn(read('otel', [span], { api: 'openai.chat' }))[0]?.body).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(problems(read('otel', [{ spans: 1 }]))).toHaveLength(1);
  });

  it('with content that cannot be carried over are left out, since the request would be another one', () => {
    const messages = '[{"role":"user","parts":[{"type":"blob","mime_type":"audio/wav","content":"iVBO"}]}]';
    const span = { name: 'chat', attributes: { 'gen_ai.system': 'openai', 'gen_ai.input.messages': messages } };
    expect(problems(read('otel', [span]))).toEqual([
      'gen_ai.input.messages[0]: expected content that openai.chat can be asked with, got content of type blob',
    ]);
  });
});

describe('exports of Langfuse', () => {
  it('keep messages and tools as they were logged, and say what was made of the rest', () => {
    const results = read('langfuse', records('langfuse.json'));
    const [seen, answer, complete] = goldensIn(results);
    const [logged] = records('langfuse.json') as [{ input: { messages: Json; tools: Json } }];
    expect(seen).toEqual({
      api: 'openai.chat',
      label: 'classify',
      missing: ['what Langfuse was not told of the body', 'the API: taken from the name of the model'],
      context: { capturedOn: { model: 'gpt-4.1-2025-04-14', at: '2026-11-20T09:00:00.000Z' } },
      body: {
        messages: logged.input.messages,
        tools: logged.input.tools,
        temperature: 0,
        top_p: 1,
        tool_choice: 'auto',
      },
    });
    expect(answer).toMatchObject({
      api: 'anthropic.messages',
      body: { max_tokens: 50, system: 'Be brief.', messages: [{ role: 'user', content: 'Why is it dark?' }] },
    });
    expect(answer?.missing).toContain('thinking: recorded, but not carried over');
    expect(complete?.missing).toContain('roles: the input was one text, taken for what the user said');
    expect(reasons(results)).toEqual(['observations of type SPAN']);
  });

  it('of traces and of the API hold the same observations', () => {
    const observations = records('langfuse.json');
    const plain = read('langfuse', observations);
    expect(goldensIn(read('langfuse', [{ id: 'trace-1', observations }]))).toEqual(goldensIn(plain));
    expect(goldensIn(read('langfuse', [{ data: observations, meta: { page: 1 } }]))).toEqual(goldensIn(plain));
    const broken = { data: [{ type: 'GENERATION', model: 'gpt-4.1', input: [{ content: 'no role' }] }] };
    expect(problems(read('langfuse', [broken]))).toEqual([
      'data[0].input[0]: expected content that openai.chat can be asked with, got a role that is not known',
    ]);
  });

  it('of a model whose API nobody can know need to be told it', () => {
    const item = { type: 'GENERATION', model: 'my-own', input: 'Hi' };
    expect(problems(read('langfuse', [item]))[0]).toContain('say which with --api');
    expect(goldensIn(read('langfuse', [item], { api: 'ollama.chat' }))[0]?.body).toEqual({
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });
});

describe('exports of LangSmith', () => {
  it('give runs with LangChain messages and examples with plain ones', () => {
    const results = read('langsmith', records('langsmith.jsonl'));
    const [run, example] = goldensIn(results);
    expect(run).toMatchObject({
      label: 'ChatOpenAI',
      missing: ['what LangSmith was not told of the body'],
      context: { capturedOn: { model: 'gpt-4.1', at: '2026-11-20T09:00:00.000000Z' } },
      body: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Order 7?' },
          {
            role: 'assistant',
            tool_calls: [{ id: 'call_7', type: 'function', function: { name: 'track', arguments: '{"order":7}' } }],
          },
          { role: 'tool', tool_call_id: 'call_7', content: 'on its way' },
        ],
        temperature: 0,
        n: 1,
        stream: false,
        tools: [{ type: 'function', function: { name: 'track', parameters: { type: 'object' } } }],
      },
    });
    expect(example?.body).toEqual({ messages: [{ role: 'user', content: 'Order 8?' }], temperature: 1 });
    expect(reasons(results)).toEqual(['runs of type chain']);
  });
});

describe('a promptfoo configuration', () => {
  const readText = (path: string) => (path === 'prompt-chat.json' ? text(path) : undefined);

  it('gives a golden for each prompt, test and provider, rendered, with the assertions that have a counterpart', () => {
    const results = read('promptfoo', records('promptfooconfig.yaml'), { readText });
    expect(problems(results)).toEqual([]);
    const found = goldensIn(results);
    expect(found).toHaveLength(8);
    expect(found[0]).toMatchObject({
      title: 'late parcel',
      api: 'openai.chat',
      body: { messages: [{ role: 'user', content: 'Classify this ticket in one word: The parcel is late.' }] },
      context: {
        template: { text: 'Classify this ticket in one word: {{ ticket }}' },
        variables: { ticket: 'The parcel is late.' },
      },
      expectations: [
        { kind: 'refusal', expected: false },
        { kind: 'contains', text: 'delivery', caseSensitive: false },
      ],
      missing: ['parameters that promptfoo sets by itself, e.g. temperature and max tokens'],
    });
    expect(found.at(-1)?.body).toEqual({
      max_tokens: 20,
      system: 'You classify tickets.',
      messages: [{ role: 'user', content: 'Ticket: The lamp is dark: {{ nothing is rendered twice }}' }],
    });
    expect(new Set(reasons(results))).toEqual(new Set(['providers of type python', 'assertions of type llm-rubric']));
  });

  it.each([
    ['{% if a %}x{% endif %}', 'got {% if %}'],
    ['{{ a | upper }}', 'got a filter or an expression'],
    ['{{ a + 1 }}', 'got a filter or an expression'],
    ['{# note #}x', 'got a comment'],
    ['{{ b }}', 'expected a variable "b", got none'],
    ['{{ list }}', 'expected "list" to be text or a number, got an object'],
  ])('with %s cannot be rendered, and says so at its place', (prompt, what) => {
    const config = {
      prompts: ['fine', prompt],
      providers: ['openai:gpt-4.1'],
      tests: [{ vars: { a: 'x', list: {} } }],
    };
    const [problem, ...more] = problems(read('promptfoo', [config]));
    expect(more).toEqual([]);
    expect(problem).toMatch(/^prompts\[1\]: with the variables of tests\[0\]: /);
    expect(problem).toContain(what);
  });

  it('that refers to what is not read says each place', () => {
    const config = {
      prompts: ['file://gone.txt', 'file://own.js', 'Say {{ a }}'],
      providers: ['openai:gpt-4.1', { config: {} }],
      tests: ['file://tests.xlsx', { vars: { a: ['x', 'y'] } }, { vars: { a: 'x' }, assert: [{ value: 1 }] }],
    };
    expect(problems(read('promptfoo', [config]))).toEqual([
      'prompts[0]: expected a file that is there, got none',
      'prompts[1]: expected a .txt, .md, .json, .jsonl or .yaml file, got another, which only promptfoo can run',
      'providers[1]: expected the id of a provider, or an object with it, got an object',
      'tests[0]: expected a .yaml, .json, .jsonl, .csv, .txt or .md file, got another, which only promptfoo can read',
      'tests[2].assert[0]: expected an assertion with a type',
    ]);
  });
});

describe('every format', () => {
  const unspeakable = { toString: 1 }; // `String` throws
  const odd: Json[] = [
    ...[null, 1, 'text', [], {}, [[]], { a: { b: null } }],
    {
      type: unspeakable,
      run_type: unspeakable,
      url: unspeakable,
      schemaType: unspeakable,
      attributes: { 'gen_ai.operation.name': unspeakable },
    },
  ];
  it.each(Object.keys(formats) as FormatName[])(
    '%s says what is wrong with records of any form, and never throws',
    (format) => {
      for (const value of odd) {
        const results = read(format, [value]);
        expect(goldensIn(results)).toEqual([]);
        expect(results.length).toBeGreaterThan(0);
      }
    },
  );

  it.each([
    ['openai-batch', { custom_id: 'a', url: '/v1/chat/completions', body: 'a secret prompt' }],
    [
      'langfuse',
      { type: 'GENERATION', model: 'gpt-4.1', input: [{ role: 'a secret prompt', content: 'a secret prompt' }] },
    ],
    ['langsmith', { run_type: 'llm', inputs: { messages: ['a secret prompt'] } }],
    ['promptfoo', { prompts: ['a secret prompt {{ | }}'], providers: ['openai:x'] }],
  ] as const)('%s never quotes what it was given', (format, value) => {
    expect(JSON.stringify(read(format, [value]))).not.toContain('a secret prompt');
  });
});

describe('recordings', () => {
  it('of APIs that stream at another address say so in the body, as a golden does', () => {
    const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
    const recorded = (url: string): Json => ({
      schema: 'exchange/1',
      id: 'e-1',
      latencyMs: 5,
      at: '2026-11-22T09:00:00.000Z',
      kind: 'llm',
      request: { method: 'POST', url, headers: {}, body: JSON.stringify(body) },
    });
    const bodyAt = (url: string) => goldensIn(readCaptured(recorded(url), {}))[0]?.body;
    const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
    expect(bodyAt(`${gemini}:generateContent`)).toEqual(body);
    expect(bodyAt(`${gemini}:streamGenerateContent?alt=sse`)).toEqual({ ...body, stream: true });
    const bedrock = 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/amazon.nova-lite-v1%3A0';
    expect(bodyAt(`${bedrock}/converse-stream`)).toEqual({ ...body, stream: true });
    expect(bodyAt(`${bedrock}/invoke`)).toEqual(body);
  });
});
