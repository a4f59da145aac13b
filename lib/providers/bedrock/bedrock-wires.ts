import { type BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import type { Completion } from '../../domain/completion.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Wire } from '../shared/complete-once.ts';
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
    read: (answer) => withIdentity(readInvoke(answer), who),
  };
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
