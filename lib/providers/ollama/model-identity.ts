import type { Ollama } from 'ollama';
import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import { ask } from '../shared/ask.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { omitUnsaid, Text } from '../shared/reading.ts';

const Tags = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.string(),
      digest: Text,
      details: z.looseObject({ quantization_level: Text, parameter_size: Text }).nullish().catch(undefined),
    }),
  ),
});
const Version = z.looseObject({ version: Text });

/**
 * Who answers under a name: the digest of the manifest, which covers weights, template, system prompt and default
 * options, and the version of the server that runs it. No digest if the server lists no such model.
 */
export async function modelIdentity(
  client: (fetch: Fetch) => Ollama,
  model: string,
  options: ExchangeOptions,
): Promise<Pick<Completion, 'fingerprint' | 'identity'>> {
  const { models } = await ask(Tags, (fetch) => client(fetch).list(), options);
  const { version } = await ask(Version, (fetch) => client(fetch).version(), options);
  const listed = models.find(({ name }) => name === model || name === `${model}:latest`);
  return omitUnsaid({
    fingerprint: listed?.digest,
    identity: omitUnsaid({
      digest: listed?.digest,
      quantization: listed?.details?.quantization_level,
      parameterSize: listed?.details?.parameter_size,
      serverVersion: version,
    }),
  });
}
