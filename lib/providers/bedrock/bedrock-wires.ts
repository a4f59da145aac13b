import {
  type BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { pick } from '../shared/reading.ts';
import { readConverseAnswer, readInvokeAnswer } from './read-answer.ts';
import { sdk } from './sdk.ts';
import { sendCommand } from './send-command.ts';

/** What was found out about an endpoint beside its answers. */
export type Who = Pick<Completion, 'fingerprint' | 'identity'>;

/**
 * Bedrock's Converse: one form of request and answer for every model. `stream` in a body is ours, here and below: the API
 * has methods of their own for it, and no such key.
 */
export function converseWire({ model, guardrail }: Endpoint, client: BedrockRuntimeClient, who: Who): Wire {
  const input = { modelId: model, messages: [] }; // replaced by the exact body
  return {
    api: 'bedrock.converse',
    sdk,
    body: ({ modelId: _pinnedByEndpoint, ...body }) => ({ ...guardrailConfig(guardrail), ...body }),
    send: ({ stream, ...body }, fetch) => {
      const command = stream === true ? new ConverseStreamCommand(input) : new ConverseCommand(input);
      return sendCommand(client, command, JSON.stringify(body), fetch);
    },
    count: (body, options) => countTokens(client, model, { converse: pick(body, countedKeys) }, options),
    read: (answer) => withIdentity(readConverseAnswer(answer), who),
  };
}

/** A golden that has a guardrail of its own keeps that. */
function guardrailConfig(guardrail: Endpoint['guardrail']): JsonObject {
  if (guardrail === undefined) return {};
  return { guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version } };
}

/** Bedrock's InvokeModel: the body is the model family's own, byte for byte. */
export function invokeWire({ model, guardrail, tier }: Endpoint, client: BedrockRuntimeClient, who: Who): Wire {
  return {
    api: 'bedrock.invoke',
    sdk,
    body: ({ modelId: _pinnedByEndpoint, ...body }) => body,
    send: (body, fetch) => {
      const guarded = guardrail && { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version };
      const input = {
        modelId: model,
        contentType: 'application/json',
        accept: 'application/json',
        body: '',
        ...guarded,
        ...(tier === undefined ? {} : { serviceTier: tier }),
      };
      const { stream, ...plain } = body;
      if (stream !== true) return sendCommand(client, new InvokeModelCommand(input), JSON.stringify(body), fetch);
      return sendCommand(client, new InvokeModelWithResponseStreamCommand(input), JSON.stringify(plain), fetch);
    },
    count({ stream: _method, ...body }, options) {
      const bytes = Buffer.from(JSON.stringify(body)).toString('base64'); // as the SDK writes a blob
      return countTokens(client, model, { invokeModel: { body: bytes } }, options);
    },
    read: (answer) => withIdentity(readInvokeAnswer(answer), who),
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
