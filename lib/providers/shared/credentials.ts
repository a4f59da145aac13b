import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import { formatPath } from '../../domain/explain-issue.ts';
import type { ProviderOptions } from './speak-apis.ts';

/**
 * Credentials that are more than one key: JSON in the variable that an endpoint's `credentialsEnv` names. Undefined where
 * it names none.
 *
 * @param what describes them, e.g. `the JSON of a service account's key`.
 * @throws {ConfigError} if the variable holds something else; names what is missing and never says what is there.
 */
export function credentialsOf<T>(
  schema: z.ZodType<T>,
  what: string,
  { id, apiKeyEnv, credentialsEnv }: Endpoint,
  env: ProviderOptions['env'],
): T | undefined {
  if (credentialsEnv === undefined) return undefined;
  const problem = (got: string) =>
    new ConfigError([
      { where: `endpoint ${id}`, what: `expected ${what} in the environment variable ${credentialsEnv}, got ${got}` },
    ]);
  if (apiKeyEnv !== undefined)
    throw new ConfigError([{ where: `endpoint ${id}`, what: 'expected either apiKeyEnv or credentialsEnv, got both' }]);
  const text = env[credentialsEnv] ?? '';
  if (text === '') throw problem('nothing');
  const json = tryParse(text);
  if (json === undefined) throw problem('no JSON object');
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const keys = [...new Set(read.error.issues.map(({ path }) => formatPath(path)))];
  throw problem(`JSON in which ${keys.join(', ')} ${keys.length === 1 ? 'is' : 'are'} missing or wrong`);
}

function tryParse(text: string): object | undefined {
  try {
    return z.looseObject({}).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // the parser's own message quotes the text, which is a secret
  }
}
