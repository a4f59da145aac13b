import * as z from 'zod';
import type { EmbeddedModel } from '../../../lib/demo/model-server/start-embedded-model.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import type { Answer } from './loopback-server.ts';
import type { Protocol, Said } from './protocol.ts';

const Message = z.object({
  content: z.string().nullish(),
  tool_calls: z
    .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
    .nullish(),
});
const Logprob = z.object({ token: z.string(), logprob: z.number() });
const Choice = z.object({
  message: Message.optional(),
  delta: Message.partial().optional(),
  logprobs: z.object({ content: z.array(Logprob.extend({ top_logprobs: z.array(Logprob) })) }).nullish(),
});
const Body = z.object({
  choices: z.array(Choice),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** The llama.cpp engine with its real model: it answers by itself, and what it says is read off the wire here. */
export function embeddedEngine(engine: () => EmbeddedModel): Protocol {
  const asked = (): Answer => ({ relayed: () => new URL(engine().baseURL).origin }); // it starts later than the suite
  return {
    answer: asked,
    stream: asked,
    hears,
    reasons: { stop: 'stop', tools: 'tool_calls' },
    identity: { model: 'nano-2026-06-01', fingerprint: 'fp_9ac5a16d73' },
    requestIdHeader: 'x-request-id',
    carries: new Set(['tools', 'logprobs']),
    failures: [],
    refused: [
      ['authentication', { endpoint: { apiKeyEnv: 'WRONG_KEY' } }],
      ['not-found', { endpoint: { model: 'another-2026-06-01' } }],
      ['invalid-request', { body: { temperature: 3 } }],
      ['invalid-request', { body: { messages: [{ role: 'user', content: 'return '.repeat(400) }] } }],
      ['invalid-request', { body: { brand_new: true } }],
    ],
  };
}

function hears({ body: sent = '', headers = {} }: Answer): Said {
  const body = String(sent);
  const events = body.startsWith('data:')
    ? body.split('\n').flatMap((line) => (/^data: \{/.test(line) ? [Body.parse(JSON.parse(line.slice(6)))] : []))
    : [Body.parse(JSON.parse(body))];
  const choices = events.flatMap((event) => event.choices);
  const messages = choices.flatMap(({ message, delta }) => message ?? delta ?? []);
  const usage = events.at(-1)?.usage;
  const logprobs = choices.flatMap((choice) => choice.logprobs?.content ?? []);
  return {
    text: messages.map(({ content }) => content ?? '').join(''),
    toolCalls: messages.flatMap(({ tool_calls }) =>
      (tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => ({
        id,
        name,
        arguments: JSON.parse(args) as JsonObject,
      })),
    ),
    logprobs: logprobs.map(({ token, logprob, top_logprobs }) => ({
      token,
      logprob,
      top: top_logprobs.map((other) => [other.token, other.logprob] as const),
    })),
    ...(usage == null ? {} : { usage: { input: usage.prompt_tokens, output: usage.completion_tokens } }),
    ...(headers['x-request-id'] === undefined ? {} : { requestId: headers['x-request-id'] }),
  };
}
