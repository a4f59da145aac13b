import { chat, delta, events, eventText, json, type Quirk, streamed } from './quirk.ts';

const six = 'The shop is open until six.';
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const call = (part: object) => delta({ tool_calls: [part] });
const weather = { name: 'weather', arguments: '{"city":"Rome"}' };
const clock = { name: 'clock', arguments: '{"zone":"UTC"}' };
const ended = [delta({}, 'tool_calls'), '[DONE]'] as const;

/** How the parts of an answer are cut, and what stands beside them. */
export const shapes: readonly Quirk[] = [
  {
    name: 'tool calls that are told apart by their ids',
    cases: [
      {
        what: 'one index for all',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'f-1', function: weather }),
          call({ index: 0, id: 'f-2', function: clock }),
          ...ended,
        ),
        gives: {
          toolCalls: [
            { id: 'f-1', ...weather },
            { id: 'f-2', ...clock },
          ],
        },
      },
      {
        what: 'one index, and the same function twice',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'f-1', function: weather }),
          call({ index: 0, id: 'f-2', function: weather }),
          ...ended,
        ),
        gives: {
          toolCalls: [
            { id: 'f-1', ...weather },
            { id: 'f-2', ...weather },
          ],
        },
      },
      {
        what: 'one index, and no ids',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: '', function: weather }),
          call({ index: 0, id: '', function: clock }),
          ...ended,
        ),
        gives: { toolCalls: [weather, clock] },
      },
      {
        what: 'one index, no ids, and the name before the arguments',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          ...[weather, clock].flatMap(({ name, arguments: args }) => [
            call({ index: 0, function: { name, arguments: '' } }),
            call({ index: 0, function: { arguments: args } }),
          ]),
          ...ended,
        ),
        gives: { toolCalls: [weather, clock] },
      },
      {
        what: 'one call without a list, and without its frame',
        api: 'openai.chat',
        answer: json(chat({ content: null, tool_calls: { id: 'f-1', ...weather } })),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'null as an index',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: null, id: 'f-1', function: weather }),
          call({ index: null, id: 'f-2', function: clock }),
          ...ended,
        ),
        gives: {
          toolCalls: [
            { id: 'f-1', ...weather },
            { id: 'f-2', ...clock },
          ],
        },
      },
      {
        what: 'no index, and arguments in pieces',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ id: 'f-1', function: { name: 'weather', arguments: '{"city"' } }),
          call({ function: { arguments: ':"Rome"}' } }),
          ...ended,
        ),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'two at once, and pieces by index',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          delta({
            tool_calls: [
              { index: 1, id: 'f-2', function: { name: 'clock', arguments: '' } },
              { index: 0, id: 'f-1', function: { name: 'weather', arguments: '' } },
            ],
          }),
          delta({
            tool_calls: [
              { index: 0, function: { arguments: weather.arguments } },
              { index: 1, function: { arguments: clock.arguments } },
            ],
          }),
          ...ended,
        ),
        gives: {
          toolCalls: [
            { id: 'f-1', ...weather },
            { id: 'f-2', ...clock },
          ],
        },
      },
      {
        what: 'id and name with every piece',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'f-1', function: { name: 'weather', arguments: '{"city"' } }),
          call({ index: 0, id: 'f-1', function: { name: 'weather', arguments: ':"Rome"}' } }),
          ...ended,
        ),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'an id of its own with every piece',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'f-1', function: { name: 'weather', arguments: '' } }),
          call({ index: 0, id: 'f-9', function: { arguments: weather.arguments } }),
          ...ended,
        ),
        gives: { toolCalls: [{ ...weather }] },
      },
      {
        what: 'the same id for two indices',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'call', function: weather }),
          call({ index: 1, id: 'call', function: clock }),
          ...ended,
        ),
        gives: {
          toolCalls: [
            { id: 'call', ...weather },
            { id: 'call', ...clock },
          ],
        },
      },
    ],
  },
  {
    name: 'arguments as an object',
    cases: [
      {
        what: 'in a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          call({ index: 0, id: 'f-1', function: { name: 'weather', arguments: { city: 'Rome' } } }),
          ...ended,
        ),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'at once',
        api: 'openai.chat',
        answer: json(
          chat({
            content: null,
            tool_calls: [{ id: 'f-1', function: { name: 'weather', arguments: { city: 'Rome' } } }],
          }),
        ),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'of a response',
        api: 'openai.responses',
        answer: json({
          status: 'completed',
          output: [{ type: 'function_call', name: 'weather', call_id: 'f-1', arguments: { city: 'Rome' } }],
        }),
        gives: { toolCalls: [{ id: 'f-1', ...weather }] },
      },
      {
        what: 'as text, at Ollama',
        api: 'ollama.chat',
        answer: json({ message: { content: '', tool_calls: [{ function: weather }] }, done: true }),
        gives: { toolCalls: [weather] },
      },
      {
        what: 'left out',
        api: 'gemini.generate',
        answer: json({
          candidates: [{ content: { parts: [{ functionCall: { name: 'clock' } }] }, finishReason: 'STOP' }],
        }),
        gives: { toolCalls: [{ name: 'clock', arguments: '{}' }] },
      },
    ],
  },
  {
    name: 'content in typed parts',
    cases: [
      {
        what: 'thoughts first, text after them',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
          delta('The shop is'),
          delta({ content: [{ type: 'text', text: ' open until six.' }] }, 'stop'),
          '[DONE]',
        ),
        gives: { text: six },
      },
      {
        what: 'at once',
        api: 'openai.chat',
        answer: json(
          chat({
            content: [{ type: 'reasoning', text: 'hm' }, { type: 'text', text: 'The shop is open ' }, 'until six.'],
          }),
        ),
        gives: { text: six },
      },
      {
        what: 'a part that is marked as a thought',
        api: 'openai.chat',
        answer: json(
          chat({
            content: [
              { type: 'text', text: 'hm', thought: true },
              { type: 'text', text: six },
            ],
          }),
        ),
        gives: { text: six },
      },
      {
        what: 'text where Anthropic has blocks',
        api: 'anthropic.messages',
        answer: json({ content: six, stop_reason: 'end_turn' }),
        gives: { text: six },
      },
      {
        what: 'text where Responses has parts',
        api: 'openai.responses',
        answer: json({ status: 'completed', output: [{ type: 'message', content: six }] }),
        gives: { text: six },
      },
      {
        what: 'one part without a list',
        api: 'openai.chat',
        answer: json(chat({ content: { type: 'text', text: six } })),
        gives: { text: six },
      },
      {
        what: 'a refusal among them',
        api: 'openai.chat',
        answer: json(chat({ content: [{ type: 'refusal', refusal: 'No.' }] })),
        gives: { text: 'No.', refusal: true },
      },
    ],
  },
  {
    name: 'blocks and events without their frame',
    cases: [
      {
        what: 'a block that nothing opened',
        api: 'anthropic.messages',
        asked: streamed,
        answer: events(
          { type: 'message_start', message: { content: [], model: 'pinned-1' } },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: six } },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        ),
        gives: { text: six },
      },
      {
        what: 'an index beyond all bounds',
        api: 'anthropic.messages',
        asked: streamed,
        answer: events(
          { type: 'message_start', message: { content: [], model: 'pinned-1' } },
          { type: 'content_block_delta', index: 4_000_000_000, delta: { type: 'text_delta', text: six } },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        ),
        gives: { text: six },
      },
      {
        what: 'responses whose events are not named',
        api: 'openai.responses',
        asked: streamed,
        answer: events(
          { type: 'response.created', response: {} },
          {
            type: 'response.completed',
            response: {
              status: 'completed',
              output: [{ type: 'message', content: [{ type: 'output_text', text: six }] }],
            },
          },
        ),
        gives: { text: six, finishReason: 'completed' },
      },
      {
        what: 'a response whose output came on the way only',
        api: 'openai.responses',
        asked: streamed,
        answer: events(
          { type: 'response.output_text.delta', delta: 'The shop is open ' },
          { type: 'response.output_text.delta', delta: 'until six.' },
          { type: 'response.completed', response: { status: 'completed', output: [] } },
        ),
        gives: { text: six },
      },
      {
        what: 'a whole message in one chunk',
        api: 'openai.chat',
        asked: streamed,
        answer: events(chat({ content: six }), '[DONE]'),
        gives: { text: six },
      },
      {
        what: 'text in the choice, as before there were messages',
        api: 'openai.chat',
        answer: json({ choices: [{ index: 0, text: six, finish_reason: 'stop' }] }),
        gives: { text: six },
        lacks: ['extra'],
      },
      {
        what: 'the same in a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          { choices: [{ text: 'The shop is ' }] },
          { choices: [{ text: 'open until six.', finish_reason: 'stop' }] },
        ),
        gives: { text: six },
      },
      {
        what: 'no blank lines between events, and [done]',
        api: 'openai.chat',
        asked: streamed,
        answer: {
          body: [delta('The shop is '), delta('open until six.', 'stop'), '[done]']
            .map((data) => eventText(data).trimEnd())
            .join('\n'),
        },
        gives: { text: six },
      },
      {
        what: 'a stream inside a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: { body: `data: data: ${JSON.stringify(delta(six, 'stop'))}\n\ndata: data: [DONE]\n\n` },
        gives: { text: six },
      },
      {
        what: 'one chunk a line, and no events',
        api: 'openai.chat',
        asked: streamed,
        answer: json(`${JSON.stringify(delta('The shop is '))}\n${JSON.stringify(delta('open until six.', 'stop'))}\n`),
        gives: { text: six },
      },
      {
        what: 'calls without an index in chunks of their own',
        api: 'openai.chat',
        asked: streamed,
        answer: events(call({ id: 'f-1', function: weather }), call({ id: 'f-2', function: weather }), ...ended),
        gives: {
          toolCalls: [
            { id: 'f-1', ...weather },
            { id: 'f-2', ...weather },
          ],
        },
      },
      {
        what: 'events around the lines of Ollama',
        api: 'ollama.chat',
        asked: streamed,
        answer: events(
          { message: { content: 'The shop is ' }, done: false },
          { message: { content: 'open until six.' }, done: true, done_reason: 'stop' },
        ),
        gives: { text: six },
      },
      {
        what: 'one object of Ollama over several lines',
        api: 'ollama.chat',
        answer: json(JSON.stringify({ message: { content: six }, done: true }, null, 2)),
        gives: { text: six },
      },
      {
        what: 'a list of chunks of Gemini',
        api: 'gemini.generate',
        asked: streamed,
        answer: json([
          { candidates: [{ content: { parts: [{ text: 'The shop is ' }] } }] },
          { candidates: [{ content: { parts: [{ text: 'open until six.' }] }, finishReason: 'STOP' }] },
        ]),
        gives: { text: six, finishReason: 'STOP' },
      },
      {
        what: 'a list of one of TGI',
        api: 'tgi.generate',
        answer: json([{ generated_text: six }]),
        gives: { text: six },
      },
      {
        what: 'a stream of TGI',
        api: 'tgi.generate',
        answer: events(
          { token: { text: 'The' }, generated_text: null },
          { token: { text: '.' }, generated_text: six, details: { finish_reason: 'length' } },
        ),
        gives: { text: six, finishReason: 'length' },
      },
    ],
  },
  {
    name: 'a content type that is missing or wrong',
    cases: [
      ...['', 'text/plain; charset=utf-8', 'application/json', 'application/octet-stream'].map((type) => ({
        what: `a stream as ${type || 'nothing'}`,
        api: 'openai.chat' as const,
        asked: streamed,
        answer: { headers: { 'content-type': type }, body: eventText(delta(six, 'stop')) + eventText('[DONE]') },
        gives: { text: six },
      })),
      {
        what: 'JSON as a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: { headers: { 'content-type': 'text/event-stream' }, body: JSON.stringify(chat({ content: six })) },
        gives: { text: six },
      },
      {
        what: 'JSON after blank lines and a byte order mark',
        api: 'openai.chat',
        answer: json(`\uFEFF\n\n  ${JSON.stringify(chat({ content: six }))}`),
        gives: { text: six },
      },
      {
        what: 'a stream of Anthropic as plain text',
        api: 'anthropic.messages',
        asked: streamed,
        answer: {
          headers: { 'content-type': 'text/plain' },
          body: [
            { type: 'message_start', message: { content: [], model: 'pinned-1' } },
            { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: six } },
            { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
          ]
            .map((event) => eventText(event))
            .join(''),
        },
        gives: { text: six },
      },
      {
        what: 'a stream of Gemini as JSON',
        api: 'gemini.generate',
        asked: streamed,
        answer: { body: eventText({ candidates: [{ content: { parts: [{ text: six }] }, finishReason: 'STOP' }] }) },
        gives: { text: six },
      },
      {
        what: 'a stream with comments, pings and carriage returns',
        api: 'openai.chat',
        asked: streamed,
        answer: {
          headers: { 'content-type': 'text/event-stream' },
          body: `: PROCESSING\r\n\r\nevent: ping\r\ndata: {}\r\n\r\ndata:\r\n\r\n${eventText(delta(six, 'stop')).replaceAll('\n', '\r\n')}`,
        },
        gives: { text: six },
      },
    ],
  },
  {
    name: 'fields that nobody reads and nobody could store',
    cases: [
      {
        what: 'a number beyond all bounds',
        api: 'openai.chat',
        answer: json(JSON.stringify(chat({ content: six }, { odd: 'X' })).replace('"X"', '1e999')),
        gives: { text: six, notes: ['not kept: extra.odd, a number without a bound'] },
        lacks: ['extra', 'error'],
      },
      {
        what: '3,000 levels',
        api: 'openai.chat',
        answer: json(JSON.stringify(chat({ content: six }, { odd: 'X', kept: 1 })).replace('"X"', nested(3000))),
        gives: { text: six, extra: { kept: 1 }, notes: ['not kept: extra.odd, more than 64 levels'] },
      },
      {
        what: '100,000 levels',
        api: 'openai.chat',
        answer: json(JSON.stringify(chat({ content: six }, { odd: 'X' })).replace('"X"', nested(100_000))),
        gives: { text: six },
      },
      {
        what: '3,000 levels in a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: { body: eventText(JSON.stringify({ ...delta(six, 'stop'), odd: 'X' }).replace('"X"', nested(3000))) },
        gives: { text: six },
      },
      {
        what: '3,000 levels of usage',
        api: 'openai.chat',
        answer: json(
          JSON.stringify(chat({ content: six }, { usage: { prompt_tokens: 12, odd: 'X' } })).replace(
            '"X"',
            '{"a":'.repeat(3000) + 1 + '}'.repeat(3000),
          ),
        ),
        gives: { text: six, inputTokens: 12, usageFields: ['prompt_tokens'] },
      },
      {
        what: 'a megabyte',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { odd: 'x'.repeat(1_000_000) })),
        gives: { text: six, notes: ['not kept: extra.odd, too large'] },
      },
      {
        what: 'a setting that it repeats',
        api: 'openai.chat',
        answer: json(JSON.stringify(chat({ content: six }, { temperature: 'X' })).replace('"X"', '1e999')),
        gives: { text: six },
        lacks: ['echoedParameters'],
      },
      {
        what: '3,000 levels of a response',
        api: 'openai.responses',
        answer: json(
          JSON.stringify({
            status: 'completed',
            output: [{ type: 'message', content: [{ type: 'output_text', text: six }] }],
            odd: 'X',
          }).replace('"X"', nested(3000)),
        ),
        gives: { text: six },
      },
      {
        what: '3,000 levels of Anthropic',
        api: 'anthropic.messages',
        answer: json(
          JSON.stringify({
            content: [
              { type: 'text', text: six },
              { type: 'odd', of: 'X' },
            ],
            stop_reason: 'end_turn',
          }).replace('"X"', nested(3000)),
        ),
        gives: { text: six },
      },
      {
        what: '3,000 levels of Gemini',
        api: 'gemini.generate',
        answer: json(
          JSON.stringify({
            candidates: [{ content: { parts: [{ text: six }] }, finishReason: 'STOP', odd: 'X' }],
          }).replace('"X"', nested(3000)),
        ),
        gives: { text: six },
      },
      {
        what: '3,000 levels of Converse',
        api: 'bedrock.converse',
        answer: json(
          JSON.stringify({
            output: { message: { content: [{ text: six }] } },
            stopReason: 'end_turn',
            trace: 'X',
          }).replace('"X"', nested(3000)),
        ),
        gives: { text: six },
      },
      {
        what: 'no key named error in a response',
        api: 'openai.responses',
        answer: json({
          status: 'completed',
          output: [{ type: 'message', content: [{ type: 'output_text', text: six, logprobs: null }] }],
        }),
        gives: { text: six },
      },
    ],
  },
  {
    name: 'errors with other bodies',
    cases: [
      {
        what: 'a list around it',
        api: 'openai.chat',
        answer: json(
          [{ error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] } }],
          400,
        ),
        gives: { error: 'authentication', failure: { status: 400, code: 'API_KEY_INVALID' } },
      },
      {
        what: 'an unsupported parameter',
        api: 'openai.chat',
        answer: json(
          {
            error: {
              type: 'invalid_request_error',
              code: 'unsupported_parameter',
              param: 'temperature',
              message: 'no',
            },
          },
          400,
        ),
        gives: {
          error: 'invalid-request',
          failure: { status: 400, code: 'unsupported_parameter', param: 'temperature' },
        },
      },
      {
        what: 'what FastAPI finds',
        api: 'openai.chat',
        answer: json({ detail: [{ loc: ['body', 'top_k'], type: 'int_parsing', msg: 'no' }] }, 422),
        gives: { error: 'invalid-request', failure: { status: 422, param: 'top_k' } },
      },
      {
        what: 'a field that Google will not take',
        api: 'gemini.generate',
        answer: json(
          {
            error: {
              code: 400,
              status: 'INVALID_ARGUMENT',
              details: [{ fieldViolations: [{ field: 'generation_config.temperature', description: 'no' }] }],
            },
          },
          400,
        ),
        gives: {
          error: 'invalid-request',
          failure: { status: 400, code: 'INVALID_ARGUMENT', param: 'generation_config.temperature' },
        },
      },
      {
        what: "the model's own failure",
        api: 'openai.chat',
        answer: json(
          { error: { type: 'invalid_request_error', code: 'json_validate_failed', failed_generation: 'no' } },
          400,
        ),
        gives: { error: 'invalid-output', failure: { status: 400, code: 'json_validate_failed' } },
      },
      {
        what: 'a tool call that was none',
        api: 'openai.chat',
        answer: json({ error: { code: 'tool_use_failed', failed_generation: 'no' } }, 400),
        gives: { error: 'invalid-output' },
      },
      {
        what: 'a balance that is used up',
        api: 'openai.chat',
        answer: json({ error: { code: 'Arrearage', message: 'no' } }, 400),
        gives: { error: 'quota-exceeded' },
      },
      {
        what: 'a key of Zhipu',
        api: 'openai.chat',
        answer: json({ error: { code: '1113', message: 'no' } }, 429),
        gives: { error: 'quota-exceeded' },
      },
      {
        what: 'a status that says more than a vague type',
        api: 'openai.chat',
        answer: json({ error: { type: 'invalid_request_error', message: 'no' } }, 401),
        gives: { error: 'authentication' },
      },
      {
        what: 'a word that is no code',
        api: 'openai.chat',
        answer: json({ error: { code: 'my prompt, repeated', param: 'and again' } }, 400),
        gives: { error: 'invalid-request', failure: { status: 400 } },
      },
      {
        what: 'a page of HTML',
        api: 'openai.chat',
        answer: { status: 524, headers: { 'content-type': 'text/html' }, body: '<html>' },
        gives: { error: 'timeout', failure: { status: 524 } },
      },
    ],
  },
];
