import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { estimateRun } from '../plan/estimate-run.ts';
import { parameterProbes } from './parameter-probes.ts';

/** A probe before it is made, and about what it costs. */
export interface ProbePlan {
  readonly endpoint: Endpoint;
  readonly golden: GoldenRequest;
  readonly requests: number;
  readonly inputTokens: number;
  /** Undefined where the golden sets no limit. */
  readonly mostOutputTokens?: number;
}

/**
 * Probes with the shortest golden of an endpoint: its body is one that the model behind it takes. Undefined where there
 * are none but trace trees.
 */
export function planProbe(endpoint: Endpoint, goldens: readonly GoldenRequest[]): ProbePlan | undefined {
  const once = { ...endpoint, repetitions: 1 };
  const [shortest] = goldens
    .filter(({ trace }) => trace === undefined)
    .map((golden) => ({ golden, cost: estimateRun(once, [golden]) }))
    .sort((a, b) => a.cost.inputTokens - b.cost.inputTokens);
  if (shortest === undefined) return undefined;
  const { golden, cost } = shortest;
  const asked = parameterProbes[golden.api];
  const requests = 1 + asked.length;
  const second = asked.filter(({ path }) => /(^n|candidateCount)$/.test(path)).length; // these ask for two answers
  const { mostOutputTokens: limit } = cost;
  return {
    endpoint,
    golden,
    requests,
    inputTokens: cost.inputTokens * requests,
    ...(limit === undefined ? {} : { mostOutputTokens: limit * (requests + second) }),
  };
}
