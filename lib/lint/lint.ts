import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Finding, GoldenFinding } from './finding.ts';
import { contextFindings } from './lint-context.ts';
import { deliveryFindings } from './lint-delivery.ts';
import { parameterFindings } from './lint-parameters.ts';
import { promptFindings } from './lint-prompt.ts';
import { requestFindings } from './lint-request.ts';
import { traceFindings } from './lint-trace.ts';
import { aliasFinding } from './moving-alias.ts';

export interface Linted {
  readonly endpoints: readonly Endpoint[];
  readonly goldens: readonly GoldenRequest[];
  /** Today: a prompt that names it was probably rendered by a template. */
  readonly today: Date;
  /** What probes found out, by the id of the endpoint; it stands over what is generally known. */
  readonly probed?: ReadonlyMap<string, Capabilities>;
}

const fewGoldens = 5;

/** Looks for what no server would answer, and for what is not pinned, not limited or not checked. Pure. */
export function lint({ endpoints, goldens, today, probed = new Map() }: Linted): Finding[] {
  return [
    ...endpoints.filter(({ canaryOf }) => canaryOf === undefined).flatMap(aliasFinding),
    ...endpoints.flatMap((endpoint) => deliveryFindings(endpoint, goldens)),
    ...goldens.flatMap((golden) => goldenFindings(golden, goldens, replayedAt(golden, endpoints), today, probed)),
    ...sameRequests(goldens),
    ...projectFindings(goldens),
  ];
}

function replayedAt(golden: GoldenRequest, endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((endpoint) => isReplayedAt(endpoint, golden));
}

function goldenFindings(
  golden: GoldenRequest,
  goldens: readonly GoldenRequest[],
  endpoints: readonly Endpoint[],
  today: Date,
  probed: ReadonlyMap<string, Capabilities>,
): Finding[] {
  const { trace } = golden;
  const ofRequest =
    trace === undefined
      ? [
          ...requestFindings(golden, endpoints),
          ...parameterFindings(golden, endpoints, probed),
          ...promptFindings(golden, today),
          ...contextFindings(golden, endpoints),
        ]
      : traceFindings({ ...golden, trace }, goldens, endpoints, today, probed);
  return [...neverReplayed(endpoints), ...ofRequest, ...lintUnchecked(golden)].map(({ path, ...found }) => ({
    ...found,
    about: { kind: 'golden', id: golden.id, path },
  }));
}

function neverReplayed(endpoints: readonly Endpoint[]): GoldenFinding[] {
  if (endpoints.length > 0) return [];
  return [
    {
      severity: 'warning',
      rule: 'never-replayed',
      path: ['id'],
      what: 'no endpoint replays this golden',
      fix: 'name it in an endpoint, or remove it',
    },
  ];
}

function lintUnchecked({ expectations, sharp }: GoldenRequest): GoldenFinding[] {
  if (expectations.length > 0 || sharp !== undefined) return []; // nothing is good or bad about a first token
  return [
    {
      severity: 'note',
      rule: 'no-expectations',
      path: [],
      what: 'no expectations: a change will be noticed, but not said to be for the worse',
      fix: 'add what every good answer satisfies, e.g. - kind: json',
    },
  ];
}

/**
 * Goldens with the same input: the same draws are paid for twice, and what they show counts twice. Nodes of trees often
 * are, as agents begin alike; there it is worth knowing only.
 */
function sameRequests(goldens: readonly GoldenRequest[]): Finding[] {
  const first = new Map<string, GoldenRequest>();
  return goldens.flatMap((golden): Finding[] => {
    const { id, version } = golden;
    const before = first.get(version);
    if (before === undefined) {
      first.set(version, golden);
      return [];
    }
    const isNode = id.includes('/');
    return [
      {
        severity: isNode ? 'note' : 'warning',
        rule: 'same-request',
        about: { kind: 'golden', id, path: ['id'] },
        what: `the same request as ${before.id}: it is paid for twice, and what it shows counts twice`,
        fix: isNode ? 'replay: chained, for one of the trees' : 'keep one of them',
      },
    ];
  });
}

function projectFindings(goldens: readonly GoldenRequest[]): Finding[] {
  if (goldens.length >= fewGoldens) return [];
  return [
    {
      severity: 'warning',
      rule: 'few-goldens',
      about: { kind: 'project', id: 'goldens', path: ['goldens'] },
      what: `${goldens.length} golden${goldens.length === 1 ? '' : 's'}: a change that spares them goes unseen`,
      fix: `have at least ${fewGoldens}, one for each thing that the product asks the model to do`,
    },
  ];
}
