import { message, streamOf } from '../../helpers/llm-servers/aws-event-stream.ts';
import { chat, delta, events, eventText, json, type Quirk, streamed } from './quirk.ts';

/** A failure that comes with status 200. */
export const failures: readonly Quirk[] = [
  {
    name: 'an error object instead of an answer',
    cases: [
      ['401 in the body', { error: { message: 'no', code: 401 } }, 'authentication'],
      ['402 in the body', { error: { message: 'no', code: 402 } }, 'quota-exceeded'],
      ['403 as text', { error: { message: 'no', code: '403' } }, 'permission-denied'],
      ['404 in the body', { error: { message: 'no', code: 404 } }, 'not-found'],
      ['429 as text', { error: { message: 'no', code: '429' } }, 'rate-limited'],
      ['529 in the body', { error: { message: 'no', code: 529 } }, 'overloaded'],
      ['an error of vLLM', { object: 'error', message: 'no', type: 'NotFoundError', code: 404 }, 'not-found'],
      ['a type of LiteLLM', { error: { message: 'no', type: 'budget_exceeded' } }, 'quota-exceeded'],
      ['a text', { error: 'something went wrong' }, 'server-error'],
      ['one word', { error: 'insufficient_quota' }, 'quota-exceeded'],
      ['a list of errors', { success: false, errors: [{ code: 'rate_limited', message: 'no' }] }, 'rate-limited'],
      ['a list around it', [{ error: { code: 503, status: 'UNAVAILABLE' } }], 'overloaded'],
      ['an error inside an error', { error: { error: { type: 'overloaded_error' } } }, 'overloaded'],
      ['a message alone', { message: 'Internal server error' }, 'server-error'],
      ['a code beside a message', { code: 'Throttling.RateQuota', message: 'no', request_id: 'r' }, 'rate-limited'],
      ['what FastAPI finds', { detail: [{ loc: ['body', 'top_k'], msg: 'no', type: 'int_parsing' }] }, 'server-error'],
    ].map(([what, body, error]) => ({
      what: String(what),
      api: 'openai.chat' as const,
      answer: json(body),
      gives: { error },
      lacks: ['text'],
    })),
  },
  {
    name: 'an error beside the choices',
    cases: [
      {
        what: 'empty choices',
        api: 'openai.chat',
        answer: json({ choices: [], error: { code: 503, message: 'no' } }),
        gives: { error: 'overloaded' },
      },
      {
        what: 'half an answer',
        api: 'openai.chat',
        answer: json(chat({ content: 'The sh' }, { error: { code: 502, message: 'no' } })),
        gives: { error: 'server-error' },
        lacks: ['text'],
      },
      {
        what: 'an error in the choice',
        api: 'openai.chat',
        answer: json(chat({ content: 'The sh' }, {}, { finish_reason: 'error', error: { code: 429 } })),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'no error at all, spelled out',
        api: 'openai.chat',
        answer: json(
          chat({ content: 'Six.' }, { error: { code: 0, message: '' }, errors: [], base_resp: { status_code: 0 } }),
        ),
        gives: { text: 'Six.' },
        lacks: ['error'],
      },
    ],
  },
  {
    name: 'a code of the vendor in `base_resp`',
    cases: [
      [1002, 'rate-limited'],
      [1004, 'authentication'],
      [1008, 'quota-exceeded'],
      [1027, 'content-filter'],
      [1013, 'server-error'],
    ].map(([status_code, error]) => ({
      what: String(status_code),
      api: 'openai.chat' as const,
      answer: json({ id: 'x', choices: null, model: '', base_resp: { status_code, status_msg: 'no' } }),
      gives: { error, failure: { code: String(status_code) } },
    })),
  },
  {
    name: 'an error in a stream',
    cases: [
      {
        what: 'an object of vLLM before [DONE]',
        api: 'openai.chat',
        asked: streamed,
        answer: events({ object: 'error', message: 'no', type: 'BadRequestError', code: 400 }, '[DONE]'),
        gives: { error: 'invalid-request', failure: { code: 'BadRequestError' } },
      },
      {
        what: 'an event of that name after some text',
        api: 'openai.chat',
        asked: streamed,
        answer: {
          body:
            eventText(delta('The shop')) +
            eventText({ message: 'no', type: 'server_error' }, 'error') +
            eventText('[DONE]'),
        },
        gives: { error: 'server-error' },
      },
      {
        what: 'an event of that name that is no JSON',
        api: 'openai.chat',
        asked: streamed,
        answer: { body: eventText(delta('The shop')) + eventText('upstream connect error', 'error') },
        gives: { error: 'server-error' },
      },
      {
        what: 'after the finish reason',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta('Six.', 'stop'), { error: { type: 'rate_limit_error' } }, '[DONE]'),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'a chunk with a finish reason of OpenRouter',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta('The'), { ...delta('', 'error'), error: { code: 429, message: 'no' } }, '[DONE]'),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'JSON where a stream was asked for',
        api: 'openai.chat',
        asked: streamed,
        answer: { ...events(), body: '{"error":{"code":401,"message":"no"}}' },
        gives: { error: 'authentication' },
      },
      {
        what: 'a message and a code, and nothing else',
        api: 'openai.chat',
        asked: streamed,
        answer: events({ code: 'rate_limit_daily', message: 'no' }, '[DONE]'),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'of the Responses API, flat',
        api: 'openai.responses',
        asked: streamed,
        answer: events({ type: 'error', code: 'rate_limit_exceeded', message: 'no', param: null }),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'a response that failed',
        api: 'openai.responses',
        asked: streamed,
        answer: events({ type: 'response.failed', response: { status: 'failed', error: { code: 'server_error' } } }),
        gives: { error: 'server-error' },
      },
      {
        what: 'of Anthropic, without the name of the event',
        api: 'anthropic.messages',
        asked: streamed,
        answer: events(
          { type: 'message_start', message: { content: [], model: 'pinned-1', stop_reason: null } },
          { type: 'error', error: { type: 'overloaded_error', message: 'no' } },
        ),
        gives: { error: 'overloaded' },
      },
      {
        what: 'of Gemini after some text',
        api: 'gemini.generate',
        asked: streamed,
        answer: events(
          { candidates: [{ content: { parts: [{ text: 'The' }] } }] },
          { error: { code: 503, status: 'UNAVAILABLE', message: 'no' } },
        ),
        gives: { error: 'overloaded' },
      },
      {
        what: 'of Ollama in a line',
        api: 'ollama.chat',
        asked: streamed,
        answer: json('{"message":{"content":"The"},"done":false}\n{"error":"model runner has stopped"}\n'),
        gives: { error: 'server-error' },
      },
      {
        what: 'of Bedrock as an exception',
        api: 'bedrock.converse',
        asked: streamed,
        answer: streamOf([message({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, {})]),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'inside a chunk of InvokeModel',
        api: 'bedrock.invoke',
        asked: streamed,
        answer: streamOf([
          message(
            { ':event-type': 'chunk', ':message-type': 'event' },
            { bytes: Buffer.from('{"type":"error","error":{"type":"overloaded_error"}}').toString('base64') },
          ),
        ]),
        gives: { error: 'overloaded' },
      },
    ],
  },
  {
    name: 'an error with status 200 in every other API',
    cases: [
      {
        what: 'TGI',
        api: 'tgi.generate',
        answer: json({ error: 'no', error_type: 'overloaded' }),
        gives: { error: 'overloaded' },
      },
      {
        what: 'Anthropic',
        api: 'anthropic.messages',
        answer: json({ type: 'error', error: { type: 'authentication_error', message: 'no' } }),
        gives: { error: 'authentication' },
      },
      {
        what: 'Gemini',
        api: 'gemini.generate',
        answer: json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }),
        gives: { error: 'rate-limited' },
      },
      {
        what: 'Converse',
        api: 'bedrock.converse',
        answer: json({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' }),
        gives: { error: 'permission-denied' },
      },
      {
        what: 'InvokeModel',
        api: 'bedrock.invoke',
        answer: json({ message: 'Too many requests', __type: 'ThrottlingException' }),
        gives: { error: 'rate-limited' },
      },
      { what: 'Ollama', api: 'ollama.chat', answer: json({ error: 'no' }), gives: { error: 'server-error' } },
      {
        what: 'Responses',
        api: 'openai.responses',
        answer: json({ object: 'response', status: 'completed', error: { code: 'server_error' }, output: [] }),
        gives: { error: 'server-error' },
      },
    ],
  },
];
