import type { GoogleGenAI } from '@google/genai';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Wire } from '../shared/complete-once.ts';
import { readGenerate } from './read-generate.ts';

/** Version of `@google/genai`, which does not tell it; a test holds it to the installed one. */
const version = '3.1.0';

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
    read: ({ body }) => readGenerate(JSON.parse(body)),
  };
}
