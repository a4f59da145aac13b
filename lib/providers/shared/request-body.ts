import type { Api } from '../../domain/endpoint/api.ts';
import { ConfigError } from '../../domain/errors.ts';
import { isJsonObject, type JsonObject, overlay } from '../../domain/json.ts';
import type { ProviderRequest } from '../../ports/provider.ts';
import { applyParameterPolicy, type PolicyResult } from './parameter-policy.ts';
import { tierParameters } from './tier-parameters.ts';

/** What a golden writes in place of a `seed` or a `cache_salt` to get a fresh one for every draw. */
export const perDraw = 'per-draw';

/**
 * The body to send: the golden's, with the endpoint's parameters and tier over it (objects are merged, all else
 * replaced), a fresh seed or salt where the golden asks for one, and the endpoint's parameter policy applied last. Carries no model: where
 * that stands depends on the API.
 *
 * @throws {ConfigError} if the golden is written for an API that this endpoint does not speak.
 */
export function requestBody({ endpoint, golden, drawSeed }: ProviderRequest, api: Api): PolicyResult {
  if (golden.api !== api)
    throw new ConfigError([
      { where: `golden ${golden.id}`, what: `expected api ${api}, which ${endpoint.id} speaks, got ${golden.api}` },
    ]);
  const asked = overlay(overlay(golden.body, endpoint.parameters), tierParameters(api, endpoint.tier));
  const body = freshPerDraw(asked, drawSeed);
  return applyParameterPolicy(body, endpoint.parameterPolicy);
}

/** Fills in what is asked for per draw, at the top or one level down (`options`, `generationConfig`, `parameters`). */
function freshPerDraw(body: JsonObject, drawSeed: number): JsonObject {
  const fresh = {
    seed: drawSeed >>> 1, // 31 bits: Gemini and others take a signed int32
    cache_salt: `pinwatch-${drawSeed}`, // vLLM and SGLang: keeps draws from sharing a prefix cache
  };
  const fill = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key,
        value === perDraw && Object.hasOwn(fresh, key) ? fresh[key as keyof typeof fresh] : value,
      ]),
    );
  const levelDown = Object.entries(body).map(([key, value]) => [key, isJsonObject(value) ? fill(value) : value]);
  return fill(Object.fromEntries(levelDown));
}
