import type { Ollama } from 'ollama';
import type { Completion } from '../../domain/completion.ts';
import { said } from '../shared/reading.ts';

/**
 * Who answers under a name: the digest of the manifest, which covers weights, template, system prompt and default
 * options, and the version of the server that runs it. Undefined digest if the server lists no such model.
 */
export async function modelIdentity(
  client: Ollama,
  model: string,
): Promise<Pick<Completion, 'fingerprint' | 'identity'>> {
  const [{ models }, { version }] = await Promise.all([client.list(), client.version()]);
  const listed = models.find(({ name }) => name === model || name === `${model}:latest`);
  return said({
    fingerprint: listed?.digest,
    identity: said({
      digest: listed?.digest,
      quantization: listed?.details?.quantization_level,
      parameterSize: listed?.details?.parameter_size,
      serverVersion: version,
    }),
  });
}
