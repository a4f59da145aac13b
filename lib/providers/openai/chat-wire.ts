import type OpenAI from 'openai';
import { VERSION } from 'openai/version';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { addGatewayHeaders } from './gateway-headers.ts';
import { carrying } from './own-fetch.ts';
import { isOwn } from './own-url.ts';
import { readChat } from './read-chat.ts';

/**
 * OpenAI's Chat Completions API, and the many that speak it. `store: false` goes only to OpenAI itself: other servers
 * reject parameters that they do not know, and keep nothing.
 */
export function chatWire(endpoint: Endpoint, client: (fetch: Fetch) => OpenAI): Wire {
  const storing: JsonObject = isOwn(endpoint.baseURL) ? { store: false } : {};
  return {
    api: 'openai.chat',
    sdk: `openai/${VERSION}`,
    body: (body) => ({ ...body, model: endpoint.model, ...storing }),
    send: (body, fetch, signal) =>
      client(fetch)
        .post('/chat/completions', { body, signal, maxRetries: 0, ...carrying(fetch) })
        .asResponse(),
    read: (answer) => addGatewayHeaders(readChat(answer), answer.headers),
  };
}
