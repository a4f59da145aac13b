import * as z from 'zod';
import { Distributions } from '../answers/distribution-answers.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { distributionsOf, drawsIn, type Period } from '../views/distribution-view.ts';
import { endpointIn } from './endpoints.ts';

/** Runs that are halved where there is no change to look at. */
const halvedRuns = 48;

interface Split {
  readonly why: Distributions['why'];
  readonly before: Period;
  readonly after: Period;
}

export const distributionRoutes = [
  route({
    id: 'getDistributions',
    method: 'get',
    path: '/endpoints/{endpoint}/distributions',
    summary: 'What answers were like before and after: lengths, tokens, latency, cost, finish reasons, expectations',
    description: [
      'Without times, the sides are those of the newest change, or, where there was none, the halves of the newest 48 runs.',
      'Intervals are exact 95 % intervals (Clopper and Pearson 1934) that take draws for independent: where draws of one',
      'run are alike they are too narrow. This page describes; whether something changed is what verdicts are for.',
    ].join(' '),
    parameters: byEndpoint,
    query: z.strictObject({
      beforeFrom: range.from,
      beforeTo: range.to,
      afterFrom: range.from,
      afterTo: range.to,
      golden: z.string().min(1).max(200).optional().describe('only answers to this golden'),
      runs: paging(24, 48).limit.describe('runs that are read on each side, 1 to 48'),
    }),
    answer: Distributions,
    handle: async ({ path, query }, runtime) => {
      const { id, price } = endpointIn(runtime, path.endpoint);
      const { golden, runs } = query;
      const { why, before, after } = readSplit(query) ?? (await changeOf(id, runtime)) ?? (await halvesOf(id, runtime));
      const draws = (period: Period) => drawsIn(id, period, { golden, most: runs }, runtime);
      const sides = [await draws(before), await draws(after)] as const;
      return {
        why,
        ...(golden === undefined ? {} : { golden }),
        ...(await distributionsOf(sides[0], sides[1], price, runtime)),
      };
    },
  }),
];

/** What was asked for: all four times, or none. */
function readSplit(query: {
  readonly beforeFrom?: string | undefined;
  readonly beforeTo?: string | undefined;
  readonly afterFrom?: string | undefined;
  readonly afterTo?: string | undefined;
}): Split | undefined {
  const { beforeFrom, beforeTo, afterFrom, afterTo } = query;
  const times = Object.entries({ beforeFrom, beforeTo, afterFrom, afterTo });
  const missing = times.filter(([, time]) => time === undefined);
  if (missing.length === times.length) return undefined;
  if (beforeFrom === undefined || beforeTo === undefined || afterFrom === undefined || afterTo === undefined)
    throw new ApiProblem(
      'bad-request',
      missing.map(([where]) => ({ where, what: 'expected a time beside the other three, got none' })),
    );
  return { why: 'asked', before: { from: beforeFrom, to: beforeTo }, after: { from: afterFrom, to: afterTo } };
}

/** The newest change: from the beginning of its baseline to it, and from it to its end. */
async function changeOf(endpoint: string, { stores, clock }: ApiRuntime): Promise<Split | undefined> {
  const incident = (await stores.incidents.list(endpoint, { last: 1 })).at(-1);
  const newest = incident === undefined ? undefined : await stores.judgements.get(incident.lastRun);
  const opening = incident === undefined ? undefined : await stores.judgements.get(incident.openedByRun);
  const since = (newest?.explanation ?? opening?.explanation)?.since;
  if (incident === undefined || since === undefined) return undefined;
  const epoch = (await stores.epochs.list(endpoint)).find(({ number }) => number === incident.epoch);
  const last = newest?.evidence.at ?? since.at;
  const end = incident.resolvedAt === undefined ? clock.now().toISOString() : justAfter(last);
  return {
    why: 'change',
    before: { from: iso(epoch?.startedAt ?? '1970-01-01T00:00:00Z'), to: iso(since.at) },
    after: { from: iso(since.at), to: end },
  };
}

async function halvesOf(endpoint: string, { stores, clock }: ApiRuntime): Promise<Split> {
  const runs = await stores.runs.list({ endpoint, last: halvedRuns });
  const now = clock.now().toISOString();
  const [first, middle, last] = [runs[0], runs[Math.floor(runs.length / 2)], runs.at(-1)].map(
    (run) => run?.plannedAt ?? now,
  );
  return {
    why: 'halves',
    before: { from: iso(first ?? now), to: iso(middle ?? now) },
    after: { from: iso(middle ?? now), to: justAfter(last ?? now) },
  };
}

function iso(at: string): string {
  return new Date(at).toISOString();
}

/** The bounds of lists are exclusive. */
function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
