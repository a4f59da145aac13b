import type Anthropic from '@anthropic-ai/sdk';
import { VERSION } from '@anthropic-ai/sdk/version';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { isEventStream } from '../shared/reading.ts';
import { assembleMessage } from './assemble-message.ts';
import { readMessage } from './read-message.ts';

/**
 * Anthropic's Messages API. The body goes through the client's plain `post`: the typed call moves two keys of the body
 * into headers, prints warnings and may record contents in traces.
 */
export function messagesWire(endpoint: Endpoint, client: (fetch: Fetch) => Anthropic): Wire {
  return {
    api: 'anthropic.messages',
    sdk: `anthropic/${VERSION}`,
    body: (body) => ({ ...body, model: endpoint.model }),
    send: (body, fetch, signal) => client(fetch).post('/v1/messages', { body, signal, maxRetries: 0 }).asResponse(),
    read: (answer) => readMessage(isEventStream(answer) ? assembleMessage(answer.body) : JSON.parse(answer.body)),
  };
}
