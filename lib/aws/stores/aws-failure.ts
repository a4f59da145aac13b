import { ConfigError } from '../../domain/errors.ts';

/** Failures that no retry cures, by the name that AWS gives them, and what a person reads. */
const causes: { readonly [name: string]: string } = {
  NoSuchBucket: 'expected a bucket of this name, got none',
  ResourceNotFoundException: 'expected a table of this name, got none in this account and region',
  AccessDenied: 'expected permission to use it, got access denied',
  AccessDeniedException: 'expected permission to use it, got access denied',
  CredentialsProviderError: 'expected AWS credentials in the environment or a profile, got none',
  ExpiredToken: 'expected valid AWS credentials, got expired ones',
  ExpiredTokenException: 'expected valid AWS credentials, got expired ones',
  InvalidAccessKeyId: 'expected valid AWS credentials, got an unknown access key',
  UnrecognizedClientException: 'expected valid AWS credentials, got an unknown access key',
};

/** Calls AWS; a failure that is a matter of configuration names `where`, any other one keeps its name for retries. */
export async function naming<T>(where: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const what = error instanceof Error ? causes[error.name] : undefined;
    throw what === undefined ? error : new ConfigError([{ where, what }], { cause: error });
  }
}
