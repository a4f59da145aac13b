import { chat, delta, events, json, type Quirk, streamed } from './quirk.ts';

const six = 'The shop is open until six.';

/** Values that are none, counts, who served, and log-probabilities. */
export const values: readonly Quirk[] = [
  {
    name: 'empty texts and zeros',
    cases: [
      {
        what: 'a model in the last chunk',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          delta(six, 'stop'),
          { model: '', system_fingerprint: '', choices: [], usage: { prompt_tokens: 12, completion_tokens: 7 } },
          '[DONE]',
        ),
        gives: { text: six, model: 'pinned-1', inputTokens: 12 },
        lacks: ['fingerprint'],
      },
      {
        what: 'a model in the first chunk',
        api: 'openai.chat',
        asked: streamed,
        answer: events({ model: '', choices: [] }, delta(six, 'stop'), '[DONE]'),
        gives: { model: 'pinned-1' },
      },
      {
        what: 'a whole answer without names',
        api: 'openai.chat',
        answer: json({ ...chat({ content: six }), model: '', system_fingerprint: '', service_tier: '', provider: '' }),
        gives: { text: six },
        lacks: ['model', 'fingerprint', 'identity'],
      },
      {
        what: 'usage of zeros',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } })),
        gives: { text: six },
        lacks: ['inputTokens', 'outputTokens', 'usageFields'],
      },
      {
        what: 'zeros in the last chunk',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          { ...delta(six, 'stop'), usage: { prompt_tokens: 12, completion_tokens: 7 } },
          { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } },
          '[DONE]',
        ),
        gives: { inputTokens: 12, outputTokens: 7 },
      },
      {
        what: 'no output of an answer with text',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { usage: { prompt_tokens: 12, completion_tokens: 0 } })),
        gives: { inputTokens: 12 },
        lacks: ['outputTokens'],
      },
      {
        what: 'no output of an empty answer',
        api: 'openai.chat',
        answer: json(chat({ content: '' }, { usage: { prompt_tokens: 12, completion_tokens: 0 } })),
        gives: { inputTokens: 12, outputTokens: 0 },
      },
      {
        what: 'Ollama',
        api: 'ollama.chat',
        answer: json({
          model: '',
          message: { content: six },
          done: true,
          done_reason: 'stop',
          prompt_eval_count: 0,
          eval_count: 7,
        }),
        gives: { text: six, outputTokens: 7 },
        lacks: ['inputTokens', 'model'],
      },
      {
        what: 'Gemini',
        api: 'gemini.generate',
        answer: json({
          modelVersion: '',
          candidates: [{ content: { parts: [{ text: six }] }, finishReason: 'STOP' }],
          usageMetadata: { promptTokenCount: 0 },
        }),
        gives: { text: six },
        lacks: ['inputTokens', 'model'],
      },
      {
        what: 'Anthropic',
        api: 'anthropic.messages',
        answer: json({
          model: '',
          content: [{ type: 'text', text: six }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 0, output_tokens: 0 },
        }),
        gives: { text: six },
        lacks: ['inputTokens', 'outputTokens', 'model'],
      },
      {
        what: 'Responses',
        api: 'openai.responses',
        answer: json({
          status: 'completed',
          model: '',
          output: [{ type: 'message', content: [{ type: 'output_text', text: six }] }],
          usage: { input_tokens: 0, output_tokens: 7 },
        }),
        gives: { text: six, outputTokens: 7 },
        lacks: ['inputTokens', 'model'],
      },
      {
        what: 'Converse',
        api: 'bedrock.converse',
        answer: json({
          output: { message: { content: [{ text: six }] } },
          stopReason: 'end_turn',
          usage: { inputTokens: 0, outputTokens: 0 },
        }),
        gives: { text: six },
        lacks: ['inputTokens', 'outputTokens'],
      },
    ],
  },
  {
    name: 'a count of the uncached part of the prompt',
    cases: [
      {
        what: 'more cached than there were',
        api: 'openai.chat',
        answer: json(
          chat(
            { content: six },
            { usage: { prompt_tokens: 10, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 90 } } },
          ),
        ),
        gives: { inputTokens: 100, cachedInputTokens: 90 },
      },
      {
        what: 'the names of DeepSeek',
        api: 'openai.chat',
        answer: json(
          chat({ content: six }, { usage: { prompt_tokens: 100, completion_tokens: 7, prompt_cache_hit_tokens: 90 } }),
        ),
        gives: { inputTokens: 100, cachedInputTokens: 90 },
      },
      {
        what: 'the names of Anthropic',
        api: 'openai.chat',
        answer: json(
          chat({ content: six }, { usage: { prompt_tokens: 10, completion_tokens: 7, cache_read_input_tokens: 90 } }),
        ),
        gives: { inputTokens: 100, cachedInputTokens: 90 },
      },
      {
        what: 'a total that shows it',
        api: 'openai.chat',
        answer: json(
          chat(
            { content: six },
            {
              usage: {
                prompt_tokens: 100,
                completion_tokens: 7,
                total_tokens: 197,
                prompt_tokens_details: { cached_tokens: 90 },
              },
            },
          ),
        ),
        gives: { inputTokens: 190, cachedInputTokens: 90 },
      },
      {
        what: 'the usual one',
        api: 'openai.chat',
        answer: json(
          chat(
            { content: six },
            {
              usage: {
                prompt_tokens: 100,
                completion_tokens: 7,
                total_tokens: 107,
                prompt_tokens_details: { cached_tokens: 90 },
              },
            },
          ),
        ),
        gives: { inputTokens: 100, cachedInputTokens: 90 },
      },
      {
        what: 'headers of InvokeModel',
        api: 'bedrock.invoke',
        answer: {
          headers: {
            'x-amzn-bedrock-input-token-count': '10',
            'x-amzn-bedrock-cache-read-input-token-count': '90',
            'x-amzn-bedrock-cache-write-input-token-count': '5',
            'x-amzn-bedrock-output-token-count': '7',
          },
          body: JSON.stringify({ outputs: [{ text: six, stop_reason: 'stop' }] }),
        },
        gives: { inputTokens: 105, cachedInputTokens: 90, outputTokens: 7 },
      },
    ],
  },
  {
    name: 'usage in an unusual place',
    cases: [
      {
        what: 'in the choice',
        api: 'openai.chat',
        asked: streamed,
        answer: events(delta(six, 'stop', { usage: { prompt_tokens: 12, completion_tokens: 7 } }), '[DONE]'),
        gives: { inputTokens: 12, outputTokens: 7 },
      },
      {
        what: 'under the names of another API',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { usage: { input_tokens: 12, output_tokens: 7 } })),
        gives: { inputTokens: 12, outputTokens: 7 },
      },
      {
        what: 'under x_groq',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          { ...delta(six, 'stop'), x_groq: { usage: { prompt_tokens: 12, completion_tokens: 7 } } },
          '[DONE]',
        ),
        gives: { inputTokens: 12, outputTokens: 7 },
      },
      {
        what: 'in every chunk',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          { ...delta('The'), usage: { prompt_tokens: 12, completion_tokens: 1 } },
          { ...delta(' end', 'stop'), usage: { prompt_tokens: 12, completion_tokens: 2 } },
          '[DONE]',
        ),
        gives: { text: 'The end', inputTokens: 12, outputTokens: 2 },
      },
      {
        what: 'in pieces',
        api: 'openai.chat',
        asked: streamed,
        answer: events(
          { ...delta(six), usage: { prompt_tokens: 12 } },
          { ...delta({}, 'stop'), usage: { completion_tokens: 7 } },
          '[DONE]',
        ),
        gives: { inputTokens: 12, outputTokens: 7 },
      },
    ],
  },
  {
    name: 'who served, as a gateway tells it',
    cases: [
      {
        what: 'provider of OpenRouter',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { provider: 'Someone' })),
        gives: { identity: { servedBy: 'Someone' } },
      },
      {
        what: 'the same in a stream',
        api: 'openai.chat',
        asked: streamed,
        answer: events({ ...delta(six, 'stop'), provider: 'Someone' }, { choices: [], provider: '' }, '[DONE]'),
        gives: { identity: { servedBy: 'Someone' } },
      },
      {
        what: 'headers of a router and of LiteLLM',
        api: 'openai.chat',
        answer: {
          headers: { 'x-inference-provider': 'someone', 'x-litellm-model-id': 'abc' },
          body: JSON.stringify(chat({ content: six })),
        },
        gives: { identity: { servedBy: 'someone', deployment: 'abc' } },
      },
      {
        what: 'a provider that is no name',
        api: 'openai.chat',
        answer: json(chat({ content: six }, { provider: { id: 7 } })),
        gives: { text: six },
        lacks: ['identity'],
      },
    ],
  },
  {
    name: 'log-probabilities in another form',
    cases: [
      {
        what: 'tokens and token_logprobs',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(
          chat(
            { content: six },
            {},
            { logprobs: { tokens: ['a', 'b'], token_logprobs: [-0.5, -0.2], top_logprobs: [{ a: -0.5, c: -2 }] } },
          ),
        ),
        gives: {
          text: six,
          logprobs: [-0.5, -0.2],
          firstTokenTop: [
            ['a', -0.5],
            ['c', -2],
          ],
          notes: [expect('older form')],
        },
      },
      {
        what: 'the same in a stream',
        api: 'openai.chat',
        asked: { ...streamed, logprobs: true },
        answer: events(
          delta('The', null, { logprobs: { tokens: ['a'], token_logprobs: [-0.5] } }),
          delta(' end', 'stop', { logprobs: { tokens: ['b'], token_logprobs: [-0.2] } }),
          '[DONE]',
        ),
        gives: { text: 'The end', logprobs: [-0.5, -0.2] },
      },
      {
        what: 'top_logprobs as an object',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(
          chat(
            { content: six },
            {},
            { logprobs: { content: [{ token: 'a', logprob: -0.1, top_logprobs: { a: -0.1, b: -2 } }] } },
          ),
        ),
        gives: {
          logprobs: [-0.1],
          firstTokenTop: [
            ['a', -0.1],
            ['b', -2],
          ],
          notes: [expect('as an object')],
        },
      },
      {
        what: 'one null',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(
          chat(
            { content: six },
            {},
            {
              logprobs: {
                content: [
                  { token: 'a', logprob: -0.1, top_logprobs: [{ token: 'a', logprob: -0.1 }] },
                  { token: 'b', logprob: null },
                ],
              },
            },
          ),
        ),
        gives: { text: six, firstTokenTop: [['a', -0.1]], notes: [expect('1 of 2')] },
        lacks: ['logprobs'],
      },
      {
        what: '-Infinity, as Python prints it',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(
          JSON.stringify(
            chat(
              { content: six },
              {},
              {
                logprobs: {
                  content: [
                    {
                      token: 'a',
                      logprob: 0,
                      top_logprobs: [
                        { token: 'a', logprob: 0 },
                        { token: 'b', logprob: 'X' },
                      ],
                    },
                    { token: 'NaN', logprob: 'X' },
                  ],
                },
              },
            ),
          ).replaceAll('"X"', '-Infinity'),
        ),
        gives: { text: six, firstTokenTop: [['a', 0]], notes: [expect('1 of 2')] },
        lacks: ['logprobs', 'error'],
      },
      {
        what: '-Infinity of an alternative alone',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(
          JSON.stringify(
            chat(
              { content: six },
              {},
              {
                logprobs: {
                  content: [
                    {
                      token: 'a',
                      logprob: -1,
                      top_logprobs: [
                        { token: 'a', logprob: -1 },
                        { token: 'b', logprob: 'X' },
                      ],
                    },
                  ],
                },
              },
            ),
          ).replaceAll('"X"', '-Infinity'),
        ),
        gives: { logprobs: [-1], firstTokenTop: [['a', -1]] },
        lacks: ['notes'],
      },
      {
        what: 'a form that nobody knows',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(chat({ content: six }, {}, { logprobs: { values: [1, 2] } })),
        gives: { text: six, notes: [expect('not known')] },
        lacks: ['logprobs'],
      },
      {
        what: 'an empty form',
        api: 'openai.chat',
        asked: { logprobs: true },
        answer: json(chat({ content: six }, {}, { logprobs: { content: null, refusal: null } })),
        gives: { text: six },
        lacks: ['logprobs', 'notes'],
      },
      {
        what: 'one null of TGI',
        api: 'tgi.generate',
        answer: json({
          generated_text: six,
          details: {
            finish_reason: 'eos_token',
            tokens: [
              { text: 'a', logprob: null },
              { text: 'b', logprob: -0.2 },
            ],
          },
        }),
        gives: { text: six, finishReason: 'eos_token', notes: [expect('1 of 2')] },
      },
      {
        what: 'one null of Gemini',
        api: 'gemini.generate',
        answer: json({
          candidates: [
            {
              content: { parts: [{ text: six }] },
              finishReason: 'STOP',
              logprobsResult: { chosenCandidates: [{ token: 'a', logProbability: null }] },
            },
          ],
        }),
        gives: { text: six, notes: [expect('1 of 1')] },
      },
      {
        what: 'one null of Ollama',
        api: 'ollama.chat',
        answer: json({ message: { content: six }, done: true, logprobs: [{ token: 'a', logprob: null }] }),
        gives: { text: six, notes: [expect('1 of 1')] },
      },
      {
        what: 'one null of Responses',
        api: 'openai.responses',
        answer: json({
          status: 'completed',
          output: [
            {
              type: 'message',
              content: [{ type: 'output_text', text: six, logprobs: [{ token: 'a', logprob: null }] }],
            },
          ],
        }),
        gives: { text: six, notes: [expect('1 of 1')] },
      },
    ],
  },
];

/** A note that says so. */
function expect(words: string): unknown {
  return {
    asymmetricMatch: (note: unknown) => typeof note === 'string' && /log.?prob/.test(note) && note.includes(words),
  };
}
