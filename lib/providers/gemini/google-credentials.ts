import { createPrivateKey } from 'node:crypto';
import type { GoogleGenAIOptions } from '@google/genai';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { credentialsOf } from '../shared/credentials.ts';
import type { ProviderOptions } from '../shared/speak-apis.ts';

const ServiceAccount = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().refine(isPrivateKey),
});

/** A configuration of workload identity federation: whose word is taken for it, and where that is exchanged for a token. */
const ExternalAccount = z.looseObject({
  type: z.literal('external_account'),
  audience: z.string().min(1),
  subject_token_type: z.string().min(1),
  token_url: z.url(),
  credential_source: z.looseObject({}),
});

const GoogleCredentials = z.discriminatedUnion('type', [ServiceAccount, ExternalAccount]);

/**
 * Google credentials of an endpoint, where a machine has no default ones: a Lambda, for example. Undefined: take those.
 *
 * @throws {ConfigError} if the variable that the endpoint names holds something else.
 */
export function googleCredentials(
  endpoint: Endpoint,
  env: ProviderOptions['env'],
): NonNullable<GoogleGenAIOptions['googleAuthOptions']>['credentials'] {
  const what = "the JSON of a service account's key or of a workload identity federation";
  return credentialsOf(GoogleCredentials, what, endpoint, env);
}

/** A key that was escaped once too often (`\\n`) looks like one, and fails deep inside the client library. */
function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}
