import {
  type BedrockRuntimeClient,
  ConverseCommand,
  CountTokensCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import type { Completion } from '../../domain/completion.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { JsonObject } from '../../domain/json.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { picked } from '../shared/reading.ts';
import { readConverse } from './read-converse.ts';
import { readInvoke } from './read-invoke.ts';
import { sdk } from './sdk.ts';
import { sendCommand } from './send-command.ts';

/** What was found out about an endpoint beside its answers. */
export type Who = Pick<Completion, 'fingerprint' | 'identity'>;

/** Bedrock's Converse: one form of request and answer for every model. */
export function converseWire({ model }: Endpoint, client: BedrockRuntimeClient, who: Who): Wire {
  return {
    api: 'bedrock.converse',
    sdk,
    body: ({ modelId: _pinnedByEndpoint, ...body }) => body,
    send: (body, fetch) => sendCommand(client, new ConverseCommand({ modelId: model }), JSON.stringify(body), fetch),
    count: (body, options) => countTokens(client, model, { converse: picked(body, countedKeys) }, options),
    read: (answer) => withIdentity(readConverse(JSON.parse(answer.body)), who),
  };
}

/** Bedrock's InvokeModel: the body is the model family's own, byte for byte. */
export function invokeWire({ model }: Endpoint, client: BedrockRuntimeClient, who: Who): Wire {
  return {
    api: 'bedrock.invoke',
    sdk,
    body: ({ modelId: _pinnedByEndpoint, ...body }) => body,
    send: (body, fetch) => {
      const command = new InvokeModelCommand({
        modelId: model,
        contentType: 'application/json',
        accept: 'application/json',
        body: '',
      });
      return sendCommand(client, command, JSON.stringify(body), fetch);
    },
    count(body, options) {
      const bytes = Buffer.from(JSON.stringify(body)).toString('base64'); // as the SDK writes a blob
      return countTokens(client, model, { invokeModel: { body: bytes } }, options);
    },
    read: (answer) => withIdentity(readInvoke(answer), who),
  };
}

/** What of a Converse request is counted. */
const countedKeys = ['messages', 'system', 'toolConfig', 'additionalModelRequestFields'];
const Counted = z.looseObject({ inputTokens: z.int().min(1) });

/**
 * Bedrock's CountTokens; needs `bedrock:CountTokens`. Not every model has it, and inference profiles have not.
 *
 * @throws {CallError} if it does not say.
 */
async function countTokens(
  client: BedrockRuntimeClient,
  modelId: string,
  input: JsonObject,
  options: ExchangeOptions,
): Promise<number> {
  const command = new CountTokensCommand({ modelId, input: { converse: {} } });
  const send = (fetch: Fetch) => sendCommand(client, command, JSON.stringify({ input }), fetch);
  return (await ask(Counted, send, options)).inputTokens;
}

/** Adds what was looked up to what the answer itself says. */
export function withIdentity(completion: Completion, { fingerprint, identity }: Who): Completion {
  const both = { ...completion.identity, ...identity };
  return {
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...completion,
    ...(Object.keys(both).length === 0 ? {} : { identity: both }),
  };
}
