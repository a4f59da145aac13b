import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ConfigError, type Problem } from '../domain/errors.ts';
import { formatPath } from '../domain/explain-issue.ts';
import { naming } from './stores/aws-failure.ts';

/** API keys by the name of the environment variable that the project names. */
export const ProviderSecret = z.record(z.string(), z.string());

/**
 * Reads a secret that holds a JSON object.
 *
 * @throws {ConfigError} that names every field that is missing or wrong, never a value; or that there is no such secret, no
 *   permission to read it, or no credentials.
 */
export async function readSecret<T>(id: string, schema: z.ZodType<T>, client = new SecretsManagerClient()): Promise<T> {
  const where = `secret ${id}`;
  const parsed = schema.safeParse(parsedJson(await naming(where, () => textOf(id, where, client))));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path }): Problem => {
    if (path.length === 0) return { where, what: 'expected a JSON object, got something else' };
    return { where, what: `expected a value that is right in ${formatPath(path)}` };
  });
  throw new ConfigError(problems);
}

async function textOf(id: string, where: string, client: SecretsManagerClient): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)) throw error;
    const what =
      error instanceof ResourceNotFoundException
        ? 'there is no secret of this name with a value in this account and region'
        : 'expected a secret that can be read, got one that is being deleted';
    throw new ConfigError([{ where, what }], { cause: error });
  }
}

function parsedJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined; // the parser's own message quotes the text, which is a secret
  }
}
