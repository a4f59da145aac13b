import type { Api } from '../../../lib/domain/endpoint/api.ts';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import type { Provider, ProviderCompletion } from '../../../lib/ports/provider.ts';
import { openProvider } from '../../../lib/providers/registry.ts';
import { type Answer, type Arrived, loopbackServer } from './loopback-server.ts';

export interface OneCall {
  readonly endpoint: (url: string) => { readonly provider: string; readonly [key: string]: unknown };
  readonly env?: (url: string) => { readonly [name: string]: string };
  readonly api: Api;
  readonly body: JsonObject;
  /** What the server does, look-ups included. */
  readonly answers: (request: Arrived) => Answer;
  /** Something else to do with the provider than one completion. */
  readonly instead?: (provider: Provider, endpoint: Endpoint) => Promise<ProviderCompletion>;
}

/** Replays one golden against a server of its own, and gives the completion and what the server got to see. */
export async function oneCall(call: OneCall): Promise<{ made: ProviderCompletion; arrived: readonly Arrived[] }> {
  const server = await loopbackServer();
  try {
    server.script(call.answers);
    const endpoint = Endpoint.parse({ id: 'watched', model: 'pinned-1', ...call.endpoint(server.url) });
    const provider = await openProvider(endpoint, { env: call.env?.(server.url) ?? {} });
    const golden = goldenRequest(GoldenFile.parse({ id: 'refund', api: call.api, body: call.body }));
    const complete = () => provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
    const made = call.instead === undefined ? await complete() : await call.instead(provider, endpoint);
    return { made, arrived: server.arrived };
  } finally {
    await server.close();
  }
}
