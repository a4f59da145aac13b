import { Canary } from '../domain/endpoint/canary-settings.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import { canaryId, withCanaries } from '../domain/endpoint/with-canaries.ts';
import type { PlannedEndpoint, PlannedGolden } from '../domain/project/plan-report.ts';
import { durationSeconds, type ProjectFile } from '../domain/project/project.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { secondsPerMonth } from '../plan/monthly-tokens.ts';
import type { CanaryStudy } from './canary-plan.ts';
import type { EndpointCosts } from './endpoint-costs.ts';
import { EndpointStudy } from './endpoint-study.ts';
import { halving } from './halve-answer.ts';
import { fewestBeside, goldenIdOf, type Material } from './material.ts';
import { modelledPrompts, modelledSharp, modelledUse } from './modelled-sharp.ts';

/** Where nothing says how often, a canary would run every hour, or as often as the goldens. */
const usualSeconds = 3600;

/**
 * The stream of sharp goldens that an endpoint has, or could have; undefined where it is one itself, or takes batches, of which none is
 * answered at once.
 *
 * @param costs all endpoints of the project.
 */
export function canaryStudy(
  own: EndpointCosts,
  study: EndpointStudy,
  { project, costs }: { readonly project: ProjectFile; readonly costs: readonly EndpointCosts[] },
): CanaryStudy | undefined {
  const { endpoint } = own;
  if (endpoint.canaryOf !== undefined || endpoint.delivery === 'batch') return undefined;
  const every = endpoint.every ?? project.every;
  const usual = durationSeconds(every) > usualSeconds ? '1h' : every;
  const owner = { ...endpoint, canary: endpoint.canary ?? Canary.parse({ every: usual }) };
  const watched = {
    ...project,
    endpoints: withCanaries(project.endpoints.map((one) => (one.id === owner.id ? owner : one))),
  };
  const stream = watched.endpoints.find(({ id }) => id === canaryId(owner.id)) as Endpoint;
  const known = costs.find((one) => one.endpoint.id === stream.id);
  const sharp = own.goldens.filter((golden) => golden.sharp !== undefined).map(({ id }) => id);
  const ids = known?.goldens.map(({ id }) => id) ?? (sharp.length > 0 ? sharp : modelledPrompts);
  const canaryEvery = stream.every ?? project.every;
  const { runs } = known?.stored ?? onlyOf(own.stored, sharp);
  const needed = judgingSettings(stream, watched).baselineRuns + fewestBeside;
  const isStored = runs.length >= needed;
  const material: Material = isStored ? { origin: 'stored', runs, halved: halving([]) } : modelledSharp(stream, ids);
  const tokens = known?.tokens ?? streamTokens(stream, ids, own, durationSeconds(canaryEvery));
  const about = { stored: runs.length, needed, hasLogprobs: false };
  const streamStudy = new EndpointStudy({
    endpoint: stream,
    project: watched,
    tokens,
    material,
    ...about,
    asksGoldens: false,
  });
  return {
    owner,
    ownerStudy: study.judgedIn(watched, owner),
    ownGoldens: own.goldens.map(({ id }) => id).filter((id) => !sharp.includes(id)),
    stream,
    streamStudy,
    every,
    canaryEvery,
    isPriced: own.tokens.costMicros !== undefined,
    about: {
      isCurrent: endpoint.canary !== undefined,
      hasGoldens: known !== undefined || sharp.length > 0,
      origin: material.origin,
      stored: runs.length,
      needed,
    },
  };
}

/** Runs with the answers to some goldens only. */
function onlyOf({ runs, ...stored }: EndpointCosts['stored'], ids: readonly string[]): EndpointCosts['stored'] {
  const kept = runs.map(({ run, goldens }) => {
    return { run, goldens: new Map([...goldens].filter(([key]) => ids.includes(goldenIdOf(key)))) };
  });
  return { ...stored, runs: kept.filter(({ goldens }) => goldens.size > 0) };
}

/** What a stream that is not there yet would use: what its goldens use in the runs of the endpoint, or about a prompt of a word. */
function streamTokens(
  stream: Endpoint,
  ids: readonly string[],
  { tokens }: EndpointCosts,
  everySeconds: number,
): Omit<PlannedEndpoint, 'detection'> {
  const draws = Math.round(secondsPerMonth / everySeconds) * stream.repetitions;
  const { price } = stream;
  const goldens = ids.map((golden): PlannedGolden => {
    const known = tokens.goldens.find((one) => one.golden === golden);
    const times = draws / Math.max(1, known?.draws ?? 1);
    const scaled = (count: number | undefined, modelled: number) =>
      known === undefined ? modelled * draws : Math.round((count ?? 0) * times);
    const use = {
      inputTokens: scaled(known?.inputTokens, modelledUse.inputTokens),
      outputTokens: scaled(known?.outputTokens, modelledUse.outputTokens),
    };
    return {
      golden,
      draws,
      ...use,
      from: known?.from ?? 'estimated',
      ...(price === undefined ? {} : { costMicros: costMicros(price, use) }),
    };
  });
  const sum = (of: (one: PlannedGolden) => number) => goldens.reduce((all, one) => all + of(one), 0);
  return {
    endpoint: stream.id,
    canaryOf: stream.canaryOf as string,
    draws: draws * goldens.length,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens = 0 }) => outputTokens),
    from: goldens.every(({ from }) => from === 'stored') ? 'stored' : 'estimated',
    ...(price === undefined ? {} : { costMicros: sum((one) => one.costMicros ?? 0), currency: price.currency }),
    unlimited: [],
    goldens,
  };
}
