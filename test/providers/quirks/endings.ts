import { awsStream } from '../../helpers/llm-servers/aws-event-stream.ts';
import { chat, delta, events, json, type Quirk, type QuirkCase, streamed } from './quirk.ts';

const gone = { gives: { error: 'malformed-response' }, lacks: ['text'] };

/** Whether an answer is whole, and why it ended. */
export const endings: readonly Quirk[] = [
  {
    name: 'nothing says that the answer ended',
    cases: [
      ...(
        [
          ['[DONE] alone', events('[DONE]')],
          ['text, and [DONE]', events(delta('The'), '[DONE]')],
          ['empty finish reasons', events(delta('The', ''), delta({}, ''), '[DONE]')],
          ['a finish reason that is the word null', events(delta('The', 'null'), '[DONE]')],
          ['text, and the connection is closed', events(delta('The'))],
          ['usage, and no finish reason', events(delta('The'), { choices: [], usage: { prompt_tokens: 3 } }, '[DONE]')],
          [
            'comments alone',
            { headers: { 'content-type': 'text/event-stream' }, body: ': keep-alive\n\n: keep-alive\n\n' },
          ],
        ] as const
      ).map(([what, answer]): QuirkCase => ({ what, api: 'openai.chat', asked: streamed, answer, ...gone })),
      {
        what: 'a field without a value',
        api: 'openai.chat',
        answer: json(chat({ content: 'The' }, {}, { finish_reason: null })),
        ...gone,
      },
      {
        what: 'message_stop without a reason',
        api: 'anthropic.messages',
        asked: streamed,
        answer: events(
          { type: 'message_start', message: { content: [], model: 'pinned-1', stop_reason: null } },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'The' } },
          { type: 'message_stop' },
        ),
        ...gone,
      },
      {
        what: 'a response that is still going on',
        api: 'openai.responses',
        answer: json({ object: 'response', status: 'in_progress', output: [{ type: 'message', content: [] }] }),
        ...gone,
      },
      {
        what: 'a candidate without a reason',
        api: 'gemini.generate',
        answer: json({ candidates: [{ content: { parts: [{ text: 'The' }] } }] }),
        ...gone,
      },
      {
        what: 'a line before the last',
        api: 'ollama.chat',
        asked: streamed,
        answer: json('{"message":{"content":"The"},"done":false}\n'),
        ...gone,
      },
      {
        what: 'details without a reason',
        api: 'tgi.generate',
        answer: json({ generated_text: 'The', details: { finish_reason: null } }),
        ...gone,
      },
      {
        what: 'a stop of Converse without a reason',
        api: 'bedrock.converse',
        asked: streamed,
        answer: awsStream([
          ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'The' } }],
          ['messageStop', { stopReason: '' }],
        ]),
        ...gone,
      },
    ],
  },
  {
    name: 'a reason that says that the server broke off',
    cases: [
      ...(
        [
          ['abort', 'server-error'],
          ['insufficient_system_resource', 'overloaded'],
          ['error', 'server-error'],
          ['cancelled', 'server-error'],
          ['network_error', 'server-error'],
          ['timeout', 'timeout'],
          ['ERROR', 'server-error'],
        ] as const
      ).flatMap(([reason, error]): QuirkCase[] => [
        {
          what: reason,
          api: 'openai.chat',
          answer: json(chat({ content: 'The' }, {}, { finish_reason: reason })),
          gives: { error },
          lacks: ['text'],
        },
        {
          what: `${reason}, streamed`,
          api: 'openai.chat',
          asked: streamed,
          answer: events(delta('The', reason), '[DONE]'),
          gives: { error },
        },
      ]),
      {
        what: 'abort of a model that is unloaded',
        api: 'ollama.chat',
        answer: json({ message: { content: 'The' }, done: true, done_reason: 'unload' }),
        gives: { error: 'overloaded' },
      },
      {
        what: 'a model that was only loaded',
        api: 'ollama.chat',
        answer: json({ message: { content: '' }, done: true, done_reason: 'load' }),
        gives: { error: 'overloaded' },
        lacks: ['text'],
      },
      {
        what: 'abort',
        api: 'bedrock.invoke',
        answer: json({ generation: 'The', stop_reason: 'abort' }),
        gives: { error: 'server-error' },
      },
    ],
  },
  {
    name: 'an ending that is only written in an unusual way',
    cases: [
      {
        what: 'empty reasons after the real one',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta('Six.', ''), delta({}, 'stop'), delta({}, ''), '[DONE]'),
        gives: { text: 'Six.', finishReason: 'stop' },
      },
      {
        what: 'no [DONE]',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta('Six.', 'stop')),
        gives: { text: 'Six.' },
      },
      {
        what: 'no blank line after the last event',
        api: 'openai.chat',
        asked: streamed,
        answer: { body: `data: ${JSON.stringify(delta('Six.', 'stop'))}` },
        gives: { text: 'Six.' },
      },
      {
        what: 'no finish reason in a whole answer',
        api: 'openai.chat',
        answer: json({ choices: [{ message: { content: 'Six.' } }] }),
        gives: { text: 'Six.' },
        lacks: ['finishReason', 'error'],
      },
      {
        what: 'no message_stop',
        api: 'anthropic.messages',
        asked: streamed,
        answer: events(
          {
            type: 'message_start',
            message: { content: [], model: 'pinned-1', stop_reason: null, usage: { input_tokens: 12 } },
          },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Six.' } },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 0, output_tokens: 2 } },
        ),
        gives: { text: 'Six.', finishReason: 'end_turn', inputTokens: 12, outputTokens: 2 },
      },
    ],
  },
  {
    name: 'a filter stopped the prompt or the answer',
    cases: [
      {
        what: 'a choice without a message',
        api: 'openai.chat',
        answer: json({ choices: [{ index: 0, finish_reason: 'content_filter' }] }),
        gives: { text: '', finishReason: 'content_filter', refusal: true },
        lacks: ['error'],
      },
      {
        what: 'in the middle of a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta('The'), delta({}, 'content_filter'), '[DONE]'),
        gives: { text: 'The', finishReason: 'content_filter', refusal: true },
      },
      {
        what: 'no choice, and a prompt that was counted',
        api: 'openai.chat',
        answer: json({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 0 } }),
        gives: { text: '', finishReason: 'no_choice', inputTokens: 12 },
        lacks: ['error', 'refusal'],
      },
      {
        what: 'no choice, and what Azure found',
        api: 'openai.chat',
        answer: json({
          choices: [],
          prompt_filter_results: [{ content_filter_results: { jailbreak: { filtered: true } } }],
        }),
        gives: { text: '', finishReason: 'content_filter', refusal: true },
      },
      { what: 'no choice, and nothing else', api: 'openai.chat', answer: json({ choices: [] }), ...gone },
      {
        what: 'an error of Azure',
        api: 'openai.chat',
        answer: json(
          {
            error: {
              code: 'content_filter',
              param: 'prompt',
              message: 'no',
              innererror: { code: 'ResponsibleAIPolicyViolation' },
            },
          },
          400,
        ),
        gives: { error: 'content-filter', failure: { status: 400, code: 'content_filter', param: 'prompt' } },
      },
      {
        what: 'the moderation of OpenRouter',
        api: 'openai.chat',
        answer: json({ error: { code: 403, message: 'no', metadata: { reasons: ['x'], flagged_input: 'no' } } }, 403),
        gives: { error: 'content-filter', failure: { status: 403 } },
      },
      {
        what: 'an error of DashScope',
        api: 'openai.chat',
        answer: json({ error: { code: 'data_inspection_failed', message: 'no' } }, 400),
        gives: { error: 'content-filter' },
      },
      {
        what: 'a prompt of Gemini',
        api: 'gemini.generate',
        answer: json({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }),
        gives: { text: '', finishReason: 'PROHIBITED_CONTENT', refusal: true },
      },
      {
        what: 'a prompt of Gemini, streamed',
        api: 'gemini.generate',
        asked: streamed,
        answer: events({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 9 } }),
        gives: { text: '', finishReason: 'SAFETY', refusal: true, inputTokens: 9 },
      },
      {
        what: 'a guardrail of Bedrock',
        api: 'bedrock.converse',
        answer: json({ output: { message: { content: [{ text: 'Sorry.' }] } }, stopReason: 'guardrail_intervened' }),
        gives: { text: 'Sorry.', finishReason: 'guardrail_intervened', refusal: true },
      },
      {
        what: 'a response that was cut short',
        api: 'openai.responses',
        answer: json({ status: 'incomplete', incomplete_details: { reason: 'content_filter' }, output: [] }),
        gives: { text: '', finishReason: 'content_filter', refusal: true },
      },
      {
        what: 'Titan',
        api: 'bedrock.invoke',
        answer: json({ results: [{ outputText: '', completionReason: 'CONTENT_FILTERED' }] }),
        gives: { finishReason: 'CONTENT_FILTERED', refusal: true },
      },
    ],
  },
];
