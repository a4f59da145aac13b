import type { GoogleGenAI } from '@google/genai';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { JsonObject } from '../../domain/json.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { pick } from '../shared/reading.ts';
import { readGenerateAnswer } from './read-generate.ts';

/** Version of `@google/genai`, which does not tell it; a test holds it to the installed one. */
const version = '3.1.0';

/** What Vertex AI counts of a request; the Gemini API takes the whole. */
const countedKeys = ['contents', 'systemInstruction', 'system_instruction', 'tools', 'generationConfig'];
const Counted = z.looseObject({ totalTokens: z.int().min(1) });

/** `stream` is ours: the API has a method of its own for it, and no such key. */
const withoutStream = ({ stream: _method, ...body }: JsonObject): JsonObject => body;

/** A model as it stands in a path of the API. */
const pathOf = (model: string) => (model.includes('/') ? model : `models/${model}`);

/**
 * generateContent of the Gemini API and of Vertex AI. The body is the REST API's (`contents`, `systemInstruction`,
 * `generationConfig`), put on the wire as it is; everything that the client would do by itself is off: it must not call
 * functions, and must not ask again when an answer was cut off.
 */
export function generateWire({ model }: Endpoint, client: GoogleGenAI): Wire {
  return {
    api: 'gemini.generate',
    sdk: `google-genai/${version}`,
    body: ({ model: _pinnedByEndpoint, ...body }) => body,
    exactBytes: withoutStream,
    send: (body, fetch, abortSignal) => {
      const config = {
        automaticContinuation: false,
        automaticFunctionCalling: { disable: true },
        abortSignal,
        httpOptions: { fetch },
      };
      const asked = { model, contents: 'replaced by the exact body', config };
      return body.stream === true ? client.models.generateContentStream(asked) : client.models.generateContent(asked);
    },
    async count(body, options) {
      const send = (fetch: Fetch) =>
        client.models.countTokens({
          model,
          contents: 'replaced by the exact body',
          config: { abortSignal: options.signal, httpOptions: { fetch } },
        });
      const asked = client.vertexai
        ? pick(body, countedKeys)
        : { generateContentRequest: { model: pathOf(model), ...withoutStream(body) } };
      return (await ask(Counted, send, { ...options, body: JSON.stringify(asked) })).totalTokens;
    },
    read: readGenerateAnswer,
  };
}
