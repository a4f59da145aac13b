import type OpenAI from 'openai';
import { VERSION } from 'openai/version';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { readResponse } from './read-response.ts';

/** OpenAI's Responses API. Nothing is stored there: the API keeps every response for a month unless told not to. */
export function responsesWire(endpoint: Endpoint, client: (fetch: Fetch) => OpenAI): Wire {
  return {
    api: 'openai.responses',
    sdk: `openai/${VERSION}`,
    body: ({ background: _waitsElsewhere, ...body }) => ({ ...body, model: endpoint.model, store: false }),
    send: (body, fetch, signal) => client(fetch).post('/responses', { body, signal, maxRetries: 0 }).asResponse(),
    read: readResponse,
  };
}
