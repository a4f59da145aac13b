import { ConfigError } from '../domain/errors.ts';
import { DeliveryError } from './delivery-error.ts';

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Deadline of the whole exchange. */
  readonly timeoutMs: number;
}

/**
 * Posts JSON text and expects a 2xx answer, whose body is not read. Redirects are not followed: a signature is meant for
 * one receiver.
 *
 * @throws {DeliveryError} for any other answer, no answer, or none in time. It names host and port only: the path of a
 *   chat webhook is a secret.
 */
export async function postJson(url: URL, body: string, { headers = {}, timeoutMs }: PostOptions): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'pinwatch', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    const why = error.name === 'TimeoutError' ? `gave no answer in ${timeoutMs} ms` : 'could not be reached';
    throw new DeliveryError(`webhook at ${url.host} ${why}`, { cause: error });
  });
  await response.body?.cancel();
  if (!response.ok) throw new DeliveryError(`webhook at ${url.host} answered ${response.status}, expected 2xx`);
}

/**
 * Reads the address of a webhook.
 *
 * @throws {ConfigError} without the address itself, which may hold a secret.
 */
export function webhookUrl(where: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new ConfigError([{ where, what: 'expected an absolute http or https URL' }]);
}
