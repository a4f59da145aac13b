import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { type Problem, throwIfAny } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { PlannedEndpoint, PlanPoint } from '../domain/project/plan-report.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { monthlyTokens } from '../plan/monthly-tokens.ts';
import { bestChoice, type Choosable, isClearlyBetter, type ProjectChoice } from './choose.ts';
import { EndpointStudy } from './endpoint-study.ts';
import { halving } from './halve-answer.ts';
import { fewestBeside, type Material } from './material.ts';
import { modelledMaterial } from './modelled-material.ts';
import { otherAnswers } from './other-answers.ts';
import { type PlanStores, type StoredRuns, storedRuns } from './stored-material.ts';

/** A project to plan. */
export interface ProjectToPlan {
  readonly project: ProjectFile;
  readonly goldens: (endpoint: Endpoint) => readonly GoldenRequest[];
  readonly stores: PlanStores;
  /** Told of the endpoint that is looked at, and how far. */
  readonly onStep?: (endpoint: string, done: number, of: number) => void;
}

/** An endpoint with what is stored of it. */
export interface EndpointCosts {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  readonly stored: StoredRuns;
  readonly tokens: Omit<PlannedEndpoint, 'detection'>;
}

/** Counts what each endpoint costs in a month. Reads at most 200 runs of each. */
export async function planCosts({ project, goldens, stores }: ProjectToPlan): Promise<EndpointCosts[]> {
  const costs: EndpointCosts[] = [];
  for (const endpoint of project.endpoints) {
    const own = goldens(endpoint);
    const stored = await storedRuns(endpoint, own, stores);
    costs.push({
      endpoint,
      goldens: own,
      stored,
      tokens: monthlyTokens(endpoint, own, stored.seen, everySecondsOf(endpoint, project)),
    });
  }
  return costs;
}

/** What a project's plan comes to. */
export interface ProjectPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  /** What to choose for the money, where that is clearly better than what is done now, or where there is a budget. */
  readonly choice?: ProjectChoice;
}

/**
 * Looks how soon changes would be found at some endpoints, and what would be better for the same money, or for a budget.
 *
 * @param budgets what each of these endpoints may cost in a month; undefined for what it costs now.
 * @throws {ConfigError} for a budget that no choice fits in, before anything is simulated of the choices.
 *
 * Cost: simulations of some forty baselines and changes an endpoint; under a minute with 200 stored runs of 30 goldens.
 */
export async function planDetection(
  costs: readonly EndpointCosts[],
  plan: ProjectToPlan,
  budgets?: (endpoint: string) => number,
): Promise<ProjectPlan> {
  const begun: { readonly cost: EndpointCosts; readonly study: EndpointStudy }[] = [];
  for (const cost of costs) begun.push({ cost, study: await studyOf(cost, plan, budgets?.(cost.endpoint.id)) });
  throwIfAny(budgets === undefined ? [] : begun.flatMap(({ cost, study }) => unaffordable(cost, study, budgets)));
  const studies = begun.map(({ cost: { tokens }, study }) => {
    const detection = study.detection();
    const { curve, now } = detection;
    return { study, tokens, known: { endpoint: tokens.endpoint, curve, now, cost: study.cost.bind(study), detection } };
  });
  const most = ({ endpoint, now, cost }: Choosable) => budgets?.(endpoint) ?? cost(now) * (1 + roundings);
  const best = bestChoice(
    studies.map(({ known }) => known),
    most,
  );
  const again = new Map(
    studies.flatMap(({ study, known }) => {
      const point = best?.points.get(known.endpoint);
      return point === undefined || point.isCurrent
        ? []
        : [[known.endpoint, { point: study.lookAgain(point), now: study.lookAgain(known.now) }]];
    }),
  );
  const isBetter = again.size > 0 && [...again.values()].every(({ point, now }) => isClearlyBetter(point, now));
  const isTaken = best !== undefined && (budgets !== undefined || isBetter);
  return {
    endpoints: studies.map(({ study, tokens, known }) => {
      const better = isTaken ? again.get(known.endpoint) : undefined;
      const detection = { ...known.detection, ...(better === undefined ? {} : { better }) };
      return { ...tokens, goldens: study.goldens, detection };
    }),
    ...(isTaken ? { choice: { every: best.every, points: withAgain(best, again) } } : {}),
  };
}

/** A share of a budget that not even the cheapest choice fits in. */
function unaffordable(
  { tokens }: EndpointCosts,
  study: EndpointStudy,
  budgets: (endpoint: string) => number,
): Problem[] {
  const { endpoint, costMicros, currency } = tokens;
  const [most, least] = [budgets(endpoint), study.cheapest];
  if (least <= most) return [];
  const text = (amount: number) =>
    costMicros === undefined ? `${Math.ceil(amount)} tokens` : `${Number((amount / 1e6).toPrecision(2))} ${currency}`;
  const what = `a budget of ${text(most)} a month cannot be met, expected at least ${text(least)}, as the cheapest choice that is looked at costs`;
  return [{ where: `endpoint ${endpoint}`, what }];
}

/** Months have so many runs that their cost is rounded. */
const roundings = 0.001;

function withAgain({ points }: ProjectChoice, again: ReadonlyMap<string, { readonly point: PlanPoint }>) {
  return new Map([...points].map(([id, point]) => [id, again.get(id)?.point ?? point]));
}

async function studyOf(
  { endpoint, goldens, stored, tokens }: EndpointCosts,
  { project, stores, goldens: goldensOf, onStep }: ProjectToPlan,
  budget: number | undefined,
): Promise<EndpointStudy> {
  const needed = judgingSettings(endpoint, project).baselineRuns + fewestBeside;
  const halved = halving(goldens);
  const isEnough = stored.runs.length >= needed;
  const material: Material = isEnough
    ? { origin: 'stored', runs: stored.runs, halved }
    : modelledMaterial(endpoint, goldens, halved);
  const other = isEnough ? await otherAnswers(endpoint, { project, stores, goldens: goldensOf }) : undefined;
  return new EndpointStudy({
    endpoint,
    project,
    tokens,
    material,
    stored: stored.runs.length,
    needed,
    hasLogprobs: stored.hasLogprobs,
    ...(budget === undefined ? {} : { budget }),
    ...(other === undefined ? {} : { other }),
    onStep: (done, of) => onStep?.(endpoint.id, done, of),
  });
}
