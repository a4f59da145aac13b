import type { BaseAnthropic } from '@anthropic-ai/sdk';
import { VERSION } from '@anthropic-ai/sdk/version';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { pick } from '../shared/reading.ts';
import { readMessageAnswer } from './read-message.ts';

/** What of a request belongs to its prompt, for the endpoint that counts. */
const countedKeys = [
  ...['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking'],
  ...['output_config', 'cache_control', 'speed'],
];
const Counted = z.looseObject({ input_tokens: z.int().min(1) });

/**
 * Anthropic's Messages API. The body goes through the client's plain `post`: the typed call moves two keys of the body
 * into headers, prints warnings and may record contents in traces.
 */
export function messagesWire(endpoint: Endpoint, client: (fetch: Fetch) => BaseAnthropic): Wire {
  return {
    api: 'anthropic.messages',
    sdk: `anthropic/${VERSION}`,
    body: (body) => ({ ...body, model: endpoint.model }),
    send: (body, fetch, signal) => client(fetch).post('/v1/messages', { body, signal, maxRetries: 0 }).asResponse(),
    async count(body, options) {
      const counted = pick(body, countedKeys); // the endpoint refuses what only matters to the answer
      const send = (fetch: Fetch) =>
        client(fetch).post('/v1/messages/count_tokens', { body: counted, maxRetries: 0 }).asResponse();
      return (await ask(Counted, send, options)).input_tokens;
    },
    read: readMessageAnswer,
  };
}
