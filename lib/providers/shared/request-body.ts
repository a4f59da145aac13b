import type { Api } from '../../domain/api.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ProviderRequest } from '../../usecases/ports.ts';
import { applyParameterPolicy, isObject, type PolicyResult } from './parameter-policy.ts';

/** What a golden writes in place of a seed to get a fresh one for every draw. */
export const perDraw = 'per-draw';

/**
 * The body to send: the golden's, with the endpoint's parameters over it (objects are merged, all else replaced), a
 * fresh seed where the golden asks for one, and the endpoint's parameter policy applied last. Carries no model: where
 * that stands depends on the API.
 *
 * @throws {ConfigError} if the golden is written for an API that this endpoint does not speak.
 */
export function requestBody({ endpoint, golden, drawSeed }: ProviderRequest, api: Api): PolicyResult {
  if (golden.api !== api)
    throw new ConfigError([
      { where: `golden ${golden.id}`, what: `expected api ${api}, which ${endpoint.id} speaks, got ${golden.api}` },
    ]);
  const body = withSeed(merged(golden.body, endpoint.parameters), drawSeed);
  return applyParameterPolicy(body, endpoint.parameterPolicy);
}

function merged(under: JsonObject, over: JsonObject): JsonObject {
  const body: { [key: string]: JsonObject[string] } = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = body[key];
    body[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return body;
}

/** Sets `seed` where it says `per-draw`, at the top or one level down (`options`, `generationConfig`, `parameters`). */
function withSeed(body: JsonObject, drawSeed: number): JsonObject {
  const seed = drawSeed >>> 1; // 31 bits: Gemini and others take a signed int32
  const here = body.seed === perDraw ? { ...body, seed } : body;
  const below = Object.entries(here).filter(([, value]) => isObject(value) && value.seed === perDraw);
  return { ...here, ...Object.fromEntries(below.map(([key, value]) => [key, { ...(value as JsonObject), seed }])) };
}
