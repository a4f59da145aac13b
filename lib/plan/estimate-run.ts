import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { goldenOfNode } from '../domain/golden/trace-tree.ts';
import { effectiveParameter, textsIn } from './sampling.ts';

/** What one run of an endpoint will ask for. */
export interface RunEstimate {
  readonly requests: number;
  /** A rough count: one token for every four characters of input, as English text averages. */
  readonly inputTokens: number;
  /** Never more than this, by the requests' own limits; undefined where a request has none. */
  readonly mostOutputTokens?: number;
  /** Goldens without a limit of their own. */
  readonly unlimited: readonly string[];
}

const charactersPerToken = 4;

/** What a golden sends: one request, or for a trace tree as many as were recorded, which an agent may exceed. */
function requestsOf(golden: GoldenRequest): Pick<GoldenRequest, 'id' | 'api' | 'body'>[] {
  if (golden.trace === undefined) return [golden];
  const { id, provenance, trace } = golden;
  const nodes = trace.nodes.filter((node) => node.kind === 'llm');
  return nodes.map((node) => ({ ...goldenOfNode({ id, provenance }, node), id }));
}

/** Counts requests and tokens of a run before it is made. Retries of failed attempts come on top. */
export function estimateRun(endpoint: Endpoint, goldens: readonly GoldenRequest[]): RunEstimate {
  const requests = goldens.flatMap(requestsOf);
  const limits = requests.map((golden) => effectiveParameter(golden, endpoint, 'maxTokens'));
  const unlimited = [...new Set(requests.filter((_, i) => typeof limits[i] !== 'number').map(({ id }) => id))];
  const perRepetition = limits.reduce<number>((sum, limit) => sum + (typeof limit === 'number' ? limit : 0), 0);
  const characters = requests.reduce((sum, { body }) => sum + textsIn(body).reduce((n, text) => n + text.length, 0), 0);
  return {
    requests: requests.length * endpoint.repetitions,
    inputTokens: Math.ceil(characters / charactersPerToken) * endpoint.repetitions,
    ...(unlimited.length > 0 ? {} : { mostOutputTokens: perRepetition * endpoint.repetitions }),
    unlimited,
  };
}
