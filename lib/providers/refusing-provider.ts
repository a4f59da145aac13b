import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { CallError } from '../domain/errors.ts';
import type { Provider, ProviderCompletion } from '../ports/provider.ts';

type Env = { readonly [name: string]: string | undefined };

/**
 * What an endpoint cannot be called without, e.g. `expected an API key in the environment variable OWN_KEY, got nothing`; undefined
 * where it is there.
 *
 * @param name of the variable that holds its key or credentials; undefined where it needs none.
 */
export function keyProblem(
  { credentialsEnv }: Pick<Endpoint, 'credentialsEnv'>,
  name: string | undefined,
  env: Env,
): string | undefined {
  if (name === undefined || (env[name] ?? '') !== '') return undefined;
  const held = name === credentialsEnv ? 'credentials' : 'an API key';
  return `expected ${held} in the environment variable ${name}, got nothing`;
}

/**
 * Stands in for the provider of an endpoint that lacks something, in runs that nobody looks at: sends nothing, and every call is
 * refused. So it is recorded, shown and told like a key that is wrong, and other endpoints go on.
 *
 * @param error class of each refused draw: `authentication` for a key, `not-installed` for a client library.
 * @param what is missing; kept beside each refused draw.
 */
export function refusingProvider(error: 'authentication' | 'not-installed', what: string): Provider {
  const refused: ProviderCompletion = { error, notes: [`not sent: ${what}`] };
  const refuse = async (): Promise<never> => {
    throw new CallError(error, { cause: new Error(what) });
  };
  return {
    complete: async () => refused,
    models: refuse,
    batches: {
      limits: { requests: 1, bytes: 1 },
      prepare: async () => ({ completion: refused }),
      submit: refuse,
      find: refuse,
      look: refuse,
      results: refuse,
      cancel: refuse,
      forget: refuse,
    },
  };
}
