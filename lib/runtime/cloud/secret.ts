import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { ConfigError, type Problem } from '../../domain/errors.ts';

/**
 * Reads a secret that holds a JSON object.
 *
 * @throws {ConfigError} that names every field that is missing or wrong; never a value.
 */
export async function readSecret<T>(id: string, schema: z.ZodType<T>, client = new SecretsManagerClient()): Promise<T> {
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  const parsed = schema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const where = `secret ${id}`;
  const problems = parsed.error.issues.map(({ path }): Problem => {
    if (path.length === 0) return { where, what: 'expected a JSON object, got something else' };
    return { where, what: `expected a value that is right in ${path.join('.')}` };
  });
  throw new ConfigError(problems);
}

function parsedJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined; // the parser's own message quotes the text, which is a secret
  }
}
