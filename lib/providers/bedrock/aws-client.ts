import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { ProviderOptions } from '../shared/speak-apis.ts';

/**
 * A client for one region. Credentials come from the SDK's default chain and nowhere else: no keys in our
 * configuration, and a bearer token in the environment does not take precedence over IAM.
 */
export function awsClient(region: string, baseURL: string | undefined): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region,
    maxAttempts: 1,
    authSchemePreference: ['sigv4'],
    requestHandler: http1,
    ...(baseURL === undefined ? {} : { endpoint: baseURL }),
  });
}

/** Makes the SDK sign for HTTP/1.1, which `fetch` speaks; requests leave through `fetch` before they get here. */
const http1: NonNullable<BedrockRuntimeClientConfig['requestHandler']> = {
  metadata: { handlerProtocol: 'http/1.1' },
  handle: () => Promise.reject(new Error('a request was about to leave unrecorded')),
};

/**
 * The AWS region of an endpoint: its own, or the environment's.
 *
 * @throws {ConfigError} if neither says one.
 */
export function regionOf(endpoint: Endpoint, env: ProviderOptions['env']): string {
  const region = endpoint.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (region === undefined || region === '')
    throw new ConfigError([
      { where: `endpoint ${endpoint.id}`, what: 'expected a region, or AWS_REGION in the environment, got neither' },
    ]);
  return region;
}
