import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { type RefusedParameter, refusedParameters } from '../domain/endpoint/refused-parameters.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type JsonObject, overlay } from '../domain/json.ts';
import { effectiveParameter, parameterOf, parameterPath } from '../plan/sampling.ts';
import type { GoldenFinding } from './finding.ts';

/** What a golden leaves to the server, and what the server or the model will not do with it. */
export function parameterFindings(
  golden: GoldenRequest,
  endpoints: readonly Endpoint[],
  probed: ReadonlyMap<string, Capabilities> = new Map(),
): GoldenFinding[] {
  return [
    ...defaultsUsed(golden, endpoints),
    ...lintIgnored(golden, endpoints),
    ...lintRefused(golden, endpoints, probed),
  ];
}

function defaultsUsed(golden: GoldenRequest, endpoints: readonly Endpoint[]): GoldenFinding[] {
  const unset = (parameter: 'maxTokens' | 'temperature') =>
    parameterPath(golden.api, parameter) !== undefined &&
    endpoints.some(
      (endpoint) => takes(endpoint, parameter) && effectiveParameter(golden, endpoint, parameter) === undefined,
    );
  const found: GoldenFinding[] = [];
  if (unset('maxTokens'))
    found.push({
      severity: 'warning',
      rule: 'no-max-tokens',
      path: ['parameters'],
      what: 'no limit on output tokens: one endless answer can cost more than a day of runs, and the default may change',
      fix: `set ${parameterPath(golden.api, 'maxTokens')}`,
    });
  if (unset('temperature'))
    found.push({
      severity: 'warning',
      rule: 'no-temperature',
      path: ['parameters'],
      what: "no temperature: the server's default is used, and it may change without the model changing",
      fix: `set ${parameterPath(golden.api, 'temperature')} to what production uses`,
    });
  return found;
}

function lintIgnored({ api, body }: GoldenRequest, endpoints: readonly Endpoint[]): GoldenFinding[] {
  const found: GoldenFinding[] = [];
  if (typeof parameterOf(api, body, 'seed') === 'number' && endpoints.some(({ repetitions }) => repetitions > 1))
    found.push({
      severity: 'warning',
      rule: 'fixed-seed',
      path: ['parameters'],
      what: 'the same seed in every draw: repeated draws say the same thing again and cost as much as new ones',
      fix: `set ${parameterPath(api, 'seed')} to per-draw`,
    });
  if (typeof body.n === 'number' && body.n > 1)
    found.push({
      severity: 'warning',
      rule: 'many-choices',
      path: ['parameters'],
      what: `n is ${body.n}, and only the first choice is kept`,
      fix: 'leave n out, and raise repetitions of the endpoint',
    });
  return found;
}

/** Parameters that are known to be answered with an error, unless the endpoint's policy keeps them from being sent. */
function lintRefused(
  { api, body }: GoldenRequest,
  endpoints: readonly Endpoint[],
  probed: ReadonlyMap<string, Capabilities>,
): GoldenFinding[] {
  return endpoints.flatMap(({ id, model, parameters, parameterPolicy = {} }) =>
    asProbed(refusedParameters(api, model, overlay(body, parameters)), overlay(body, parameters), probed.get(id))
      .filter(({ path }) => (parameterPolicy[path] ?? 'send') === 'send')
      .map(({ path, because, severity }): GoldenFinding => {
        const keys = path.split('.');
        return {
          severity,
          rule: 'refused-parameter',
          path: has(body, keys) ? ['body', ...keys] : ['parameters'],
          what: `${model} at ${id} does not take ${path}: ${because}`,
          fix: `leave ${path} out, or say what to do with it: parameterPolicy: { ${JSON.stringify(path)}: drop }`,
        };
      }),
  );
}

type Refusal = RefusedParameter & Pick<GoldenFinding, 'severity'>;

/**
 * What is generally known of refusals, less what a probe saw accepted. What only the probe saw refused is a note: it tried
 * one value, and the golden may set another.
 */
function asProbed(known: readonly RefusedParameter[], body: JsonObject, probed: Capabilities | undefined): Refusal[] {
  const { parameters = {}, probedAt = '' } = probed ?? {};
  const standing = known.filter(({ path }) => parameters[path] !== 'accepted');
  const seen = Object.keys(parameters).filter(
    (path) =>
      parameters[path] === 'refused' && has(body, path.split('.')) && !standing.some((one) => one.path === path),
  );
  const because = `the probe of ${probedAt.slice(0, 10)} was answered with an error when it set it`;
  return [
    ...standing.map((one): Refusal => ({ ...one, severity: 'warning' })),
    ...seen.map((path): Refusal => ({ path, because, severity: 'note' })),
  ];
}

function has(body: JsonObject, keys: readonly string[]): boolean {
  let at: unknown = body;
  for (const key of keys) at = at !== null && typeof at === 'object' ? (at as JsonObject)[key] : undefined;
  return at !== undefined;
}

/** Whether a model takes the parameter at all: reasoning models of OpenAI refuse a temperature. */
function takes({ provider, model, parameterPolicy }: Endpoint, parameter: 'maxTokens' | 'temperature'): boolean {
  if (parameter === 'maxTokens') return true;
  if (parameterPolicy?.temperature !== undefined && parameterPolicy.temperature !== 'send') return false;
  return !(['openai', 'azure-openai'].includes(provider) && /^(o\d|gpt-[5-9])/.test(model));
}
