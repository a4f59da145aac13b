import { hashJson } from '../domain/content-hash.ts';
import type { Acceptance, Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { CallError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type Json, type JsonObject, overlay } from '../domain/json.ts';
import type { Random } from '../domain/random.ts';
import type { FailureClass } from '../domain/run/completion.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider, ProviderCompletion } from '../ports/provider.ts';
import { draw } from '../replay/draw.ts';
import { RateLimiter } from '../replay/rate-limiter.ts';
import { type ParameterProbe, parameterProbes } from './parameter-probes.ts';

export interface ProbeDeps {
  readonly provider: Provider;
  readonly clock: Clock;
  /** Spreads retries. */
  readonly random: Random;
}

/**
 * Finds out which parameters an endpoint takes, by sending a golden once without any of them and once with each. Costs
 * 3 to 6 calls, and more where some fail and are made again; draws made here are not samples.
 *
 * A parameter counts as refused only if the endpoint answered without it and called the request invalid with it.
 *
 * @throws {CallError} if the golden is not answered even without any of the parameters: nothing can be told then; or if
 *   `signal` ends the probe.
 */
export async function probeCapabilities(
  { endpoint, golden }: { readonly endpoint: Endpoint; readonly golden: GoldenRequest },
  { provider, clock, random }: ProbeDeps,
  signal: AbortSignal,
): Promise<Capabilities> {
  const limiter = new RateLimiter(clock, endpoint);
  const asked = parameterProbes[golden.api];
  const without = Object.fromEntries(asked.map(({ path }) => [path, 'drop' as const]));
  const made: ProviderCompletion[] = [];
  let calls = 0;
  const call = async (parameters: JsonObject, sent: readonly string[]) => {
    const policy = { ...without, ...Object.fromEntries(sent.map((path) => [path, 'send' as const])) };
    const changed = { ...endpoint, parameters, parameterPolicy: policy };
    const request = { endpoint: changed, golden, drawSeed: made.length };
    const signals = { stop: signal, cancel: signal };
    const drawn = await draw(request, endpoint.maxAttempts, { provider, clock, limiter, random }, signals);
    if (drawn === undefined) throw new CallError('cancelled');
    calls += drawn.attempts;
    made.push(drawn.completion);
    return drawn.completion;
  };

  const plain = await call(endpoint.parameters, []);
  if (plain.error !== undefined) throw new CallError(plain.error as FailureClass);

  const parameters: { [path: string]: Acceptance } = {};
  for (const probe of asked) {
    const set = overlay(endpoint.parameters, overlay(probe.also ?? {}, nest(probe.path, probe.value)));
    parameters[probe.path] = acceptance(await call(set, [probe.path]), probe);
  }
  const refused = Object.keys(parameters).filter((path) => parameters[path] === 'refused');
  return {
    target: probedTarget(endpoint),
    probedAt: clock.now().toISOString(),
    parameters,
    suggestedPolicy: Object.fromEntries(refused.map((path) => [path, 'drop'])),
    calls,
    inputTokens: sum(made.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(made.map(({ outputTokens }) => outputTokens)),
  };
}

/** Who was asked: whatever of an endpoint decides which model answers where. Its parameters and policy do not. */
export function probedTarget({ provider, model, baseURL, region, project, apiVersion }: Endpoint): string {
  return hashJson({ provider, model, baseURL, region, project, apiVersion } as unknown as JsonObject);
}

function acceptance(completion: ProviderCompletion, { shows }: ParameterProbe): Acceptance {
  if (completion.error === 'invalid-request') return 'refused';
  if (completion.error !== undefined) return 'unknown';
  return shows === undefined || shows(completion) ? 'accepted' : 'ignored';
}

/** `a.b` and 1 → `{ a: { b: 1 } }` */
function nest(path: string, value: Json): JsonObject {
  return path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}
