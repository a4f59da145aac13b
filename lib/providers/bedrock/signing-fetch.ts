import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { Fetch } from '../shared/exchange.ts';

/**
 * A `fetch` that signs with the client's IAM credentials, for what the installed SDK has no command for: Bedrock's
 * OpenAI-compatible route and the control plane. Whatever authorization a library has put in is replaced.
 *
 * @param service name that AWS signs with: `bedrock`, or `bedrock-mantle` on the hosts of that name.
 */
export function signingFetch(client: BedrockRuntimeClient, service: string, fetch: Fetch): Fetch {
  return async (input, init) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    const headers = Object.fromEntries(new Headers(init?.headers));
    const signer = await client.config.signer({
      name: 'sigv4',
      signingName: service,
      signingRegion: await client.config.region(),
      properties: {},
    });
    const signed = await signer.sign({
      method: init?.method ?? 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body: init?.body ?? undefined,
    });
    const { host: _fetchSetsIt, ...sent } = signed.headers;
    return fetch(url, { ...init, headers: sent });
  };
}
