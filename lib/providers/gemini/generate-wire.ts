import type { GoogleGenAI } from '@google/genai';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { picked } from '../shared/reading.ts';
import { readGenerate } from './read-generate.ts';

/** Version of `@google/genai`, which does not tell it; a test holds it to the installed one. */
const version = '3.1.0';

/** What Vertex AI counts of a request; the Gemini API takes the whole. */
const countedKeys = ['contents', 'systemInstruction', 'system_instruction', 'tools', 'generationConfig'];
const Counted = z.looseObject({ totalTokens: z.int().min(1) });

/** A model as it stands in a path of the API. */
const named = (model: string) => (model.includes('/') ? model : `models/${model}`);

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
    exactBytes: true,
    send: (_body, fetch, abortSignal) =>
      client.models.generateContent({
        model,
        contents: 'replaced by the exact body',
        config: {
          automaticContinuation: false,
          automaticFunctionCalling: { disable: true },
          abortSignal,
          httpOptions: { fetch },
        },
      }),
    async count(body, options) {
      const send = (fetch: Fetch) =>
        client.models.countTokens({
          model,
          contents: 'replaced by the exact body',
          config: { abortSignal: options.signal, httpOptions: { fetch } },
        });
      const asked = client.vertexai
        ? picked(body, countedKeys)
        : { generateContentRequest: { model: named(model), ...body } };
      return (await ask(Counted, send, { ...options, body: JSON.stringify(asked) })).totalTokens;
    },
    read: ({ body }) => readGenerate(JSON.parse(body)),
  };
}
