import type OpenAI from 'openai';
import { VERSION } from 'openai/version';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { JsonObject } from '../../domain/json.ts';
import { addGatewayHeaders } from '../openai/gateway-headers.ts';
import { carrying } from '../openai/own-fetch.ts';
import { isOwn } from '../openai/own-url.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { pick } from '../shared/reading.ts';
import { readResponse } from './read-response.ts';

/** What of a request belongs to its prompt, for the endpoint that counts. */
const countedKeys = [
  ...['model', 'input', 'instructions', 'conversation', 'previous_response_id', 'tools', 'tool_choice'],
  ...['parallel_tool_calls', 'reasoning', 'text', 'truncation'],
];
const Counted = z.looseObject({ input_tokens: z.int().min(1) });

/** OpenAI's Responses API. Nothing is stored there: the API keeps every response for a month unless told not to. */
export function responsesWire(endpoint: Endpoint, client: (fetch: Fetch) => OpenAI): Wire {
  const inputTokens = async (body: JsonObject, options: ExchangeOptions): Promise<number> => {
    const counted = pick(body, countedKeys);
    const send = (fetch: Fetch) =>
      client(fetch)
        .post('/responses/input_tokens', { body: counted, maxRetries: 0, ...carrying(fetch) })
        .asResponse();
    return (await ask(Counted, send, options)).input_tokens;
  };
  return {
    api: 'openai.responses',
    sdk: `openai/${VERSION}`,
    body: ({ background: _waitsElsewhere, ...body }) => ({ ...body, model: endpoint.model, store: false }),
    send: (body, fetch, signal) =>
      client(fetch)
        .post('/responses', { body, signal, maxRetries: 0, ...carrying(fetch) })
        .asResponse(),
    read: (answer) => addGatewayHeaders(readResponse(answer), answer.headers),
    ...(isOwn(endpoint.baseURL) ? { count: inputTokens } : {}), // others that speak this API need not have it
  };
}
