import { type Problem, throwIfAny } from '../domain/errors.ts';
import type {
  CanaryPlan,
  DetectionPlan,
  PlannedEndpoint,
  PlanPoint,
  WithCanary,
} from '../domain/project/plan-report.ts';
import { amountOf, secondsToFind } from '../domain/project/plan-report.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { betterCanary, type CanaryStudy, planCanary, thresholdsOf } from './canary-plan.ts';
import { canaryStudy } from './canary-study.ts';
import { cheaperChoices } from './cheaper-choices.ts';
import { bestChoice, isClearlyBetter, type ProjectChoice } from './choose.ts';
import type { EndpointCosts, ProjectToPlan } from './endpoint-costs.ts';
import { EndpointStudy } from './endpoint-study.ts';
import { halving } from './halve-answer.ts';
import { fewestBeside, type Material } from './material.ts';
import { modelledMaterial } from './modelled-material.ts';
import { modelledSharp } from './modelled-sharp.ts';
import { otherAnswers } from './other-answers.ts';

/** What a project's plan comes to. */
export interface ProjectPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  /** What to choose for the money, where that is clearly better than what is done now, or where there is a budget. */
  readonly choice?: ProjectChoice;
}

/** Which endpoints are looked at, and what each may cost in a month; all, and what they cost now, if left out. */
export interface PlanQuestion {
  readonly only?: ReadonlySet<string>;
  readonly budgets?: ((endpoint: string) => number) | undefined;
}

/** Months have so many runs that their cost is rounded. */
const roundings = 0.001;

/**
 * Looks how soon changes would be found at some endpoints, and what would be better for the same money, or for a budget: among
 * endpoints that have the project's interval, for all of them together; of others, for each alone. A canary is looked at for itself
 * and with its endpoint, where it is told what would be better for both.
 *
 * @param all endpoints of the project with what they cost.
 * @throws {ConfigError} for a budget that no choice fits in, before anything is simulated of the choices.
 *
 * Cost: simulations of some forty baselines and changes an endpoint; under a minute with 200 stored runs of 30 goldens.
 */
export async function planDetection(
  all: readonly EndpointCosts[],
  plan: ProjectToPlan,
  { only, budgets }: PlanQuestion = {},
): Promise<ProjectPlan> {
  const looked = all.filter(({ endpoint }) => only?.has(endpoint.id) ?? true);
  const begun: Begun[] = [];
  for (const cost of looked) begun.push({ cost, study: await studyOf(cost, plan, budgets?.(cost.endpoint.id)) });
  throwIfAny(budgets === undefined ? [] : begun.flatMap((one) => unaffordable(one, budgets)));
  const studied = begun.map(({ cost, study }): Studied => {
    const canary = canaryStudy(cost, study, { project: plan.project, costs: all });
    const found = study.detection(canary === undefined ? [] : thresholdsOf(canary));
    return {
      cost,
      study,
      canary,
      detection: { ...found, cheaper: cheaperChoices(cost.endpoint, cost.goldens, found) },
    };
  });
  const groups = Map.groupBy(
    studied.filter(({ cost }) => cost.endpoint.canaryOf === undefined),
    ({ cost }) => (cost.endpoint.every === undefined ? '' : cost.endpoint.id),
  );
  const chosen = [...groups].map(([id, group]) => ({ id, ...chooseFor(group, budgets) }));
  const canaries = new Map(studied.map((one) => [one.cost.endpoint.id, withCanaryOf(one, budgets)] as const));
  const replaced = new Map(
    [...canaries].flatMap(([id, canary]) =>
      canary?.better !== undefined && canary.hasGoldens ? [[id, canary.better] as const] : [],
    ),
  );
  const better = new Map(chosen.flatMap(({ again }) => [...again]));
  const endpoints = studied.map(({ cost: { tokens }, study, detection }): PlannedEndpoint => {
    const id = tokens.endpoint;
    const [own, canary] = [replaced.has(id) ? undefined : better.get(id), canaries.get(id)];
    const found = { ...detection, ...(canary && { canary }), ...(own && { better: own }) };
    return { ...tokens, goldens: study.goldens, detection: found };
  });
  const points = new Map(chosen.flatMap(({ points: some }) => [...some]).filter(([id]) => !replaced.has(id)));
  if (points.size + replaced.size === 0) return { endpoints };
  const every = chosen.find(({ id }) => id === '')?.every ?? plan.project.every;
  return { endpoints, choice: { every, points, canaries: replaced } };
}

interface Begun {
  readonly cost: EndpointCosts;
  readonly study: EndpointStudy;
}

interface Studied extends Begun {
  readonly canary: CanaryStudy | undefined;
  readonly detection: DetectionPlan;
}

type Again = { readonly point: PlanPoint; readonly now: PlanPoint };

/** What endpoints of one interval should be, if anything: the points, and those that were looked at again. */
function chooseFor(
  group: readonly Studied[],
  budgets: PlanQuestion['budgets'],
): {
  readonly every?: string;
  readonly points: ReadonlyMap<string, PlanPoint>;
  readonly again: ReadonlyMap<string, Again>;
} {
  const known = group.map(({ cost, study, detection: { curve, now } }) => {
    return { endpoint: cost.endpoint.id, curve, now, cost: study.cost.bind(study) };
  });
  const best = bestChoice(known, (one) => budgets?.(one.endpoint) ?? one.cost(one.now) * (1 + roundings));
  const isPromising = ({ cost, detection }: Studied) => {
    const point = best?.points.get(cost.endpoint.id);
    return point !== undefined && (point.isCurrent || isClearlyBetter(point, detection.now));
  };
  // What is not clearly better by the figures that it was chosen for, which are lucky, is not looked at again.
  if (budgets === undefined && !group.every(isPromising)) return { points: new Map(), again: new Map() };
  const again = new Map(
    group.flatMap(({ cost, study, detection }): [string, Again][] => {
      const point = best?.points.get(cost.endpoint.id);
      if (point === undefined || point.isCurrent) return [];
      return [[cost.endpoint.id, { point: study.lookAgain(point), now: study.lookAgain(detection.now) }]];
    }),
  );
  const isBetter = again.size > 0 && [...again.values()].every(({ point, now }) => isClearlyBetter(point, now));
  if (best === undefined || (budgets === undefined && !isBetter)) return { points: new Map(), again: new Map() };
  const points = new Map([...best.points].map(([id, point]) => [id, again.get(id)?.point ?? point]));
  return { every: best.every, points, again };
}

/** The canary that an endpoint has or could have, and what of it would be better; undefined where it can have none. */
function withCanaryOf(
  { cost, study, canary, detection }: Studied,
  budgets: PlanQuestion['budgets'],
): CanaryPlan | undefined {
  if (canary === undefined) return undefined;
  const { id } = cost.endpoint;
  const budget = budgets && budgets(id) + (canary.about.isCurrent ? budgets(canary.stream.id) : 0);
  const planned = planCanary(canary, budget);
  const most = budget ?? (canary.about.isCurrent ? amountOf(planned.now) : study.cost(detection.now)) * (1 + roundings);
  const better = betterCanary(canary, planned, beforeOf(canary, planned, detection.now), most);
  return { ...planned, ...(better === undefined ? {} : { better }) };
}

/** Until changes are found now: by the goldens alone, or with the canary that there is. */
function beforeOf(
  { every }: CanaryStudy,
  { isCurrent, now }: CanaryPlan,
  { gross, subtle }: PlanPoint,
): Pick<WithCanary, 'first' | 'goldens'> {
  if (isCurrent) return now;
  const alone = { gross: secondsToFind(gross, every), subtle: secondsToFind(subtle, every) };
  return { first: alone, goldens: alone };
}

/** A share of a budget that not even the cheapest choice fits in. */
function unaffordable({ cost: { tokens }, study }: Begun, budgets: (endpoint: string) => number): Problem[] {
  const { endpoint, costMicros, currency } = tokens;
  const [most, least] = [budgets(endpoint), study.cheapest];
  if (least <= most) return [];
  const text = (amount: number) =>
    costMicros === undefined ? `${Math.ceil(amount)} tokens` : `${Number((amount / 1e6).toPrecision(2))} ${currency}`;
  const what = `a budget of ${text(most)} a month cannot be met, expected at least ${text(least)}, as the cheapest choice that is looked at costs`;
  return [{ where: `endpoint ${endpoint}`, what }];
}

async function studyOf(
  { endpoint, goldens, stored, tokens }: EndpointCosts,
  { project, stores, goldens: goldensOf, onStep }: ProjectToPlan,
  budget: number | undefined,
): Promise<EndpointStudy> {
  const needed = judgingSettings(endpoint, project).baselineRuns + fewestBeside;
  const halved = halving(goldens);
  const isEnough = stored.runs.length >= needed;
  const modelled = () =>
    endpoint.canaryOf === undefined
      ? modelledMaterial(endpoint, goldens, halved)
      : modelledSharp(
          endpoint,
          goldens.map(({ id }) => id),
        );
  const material: Material = isEnough ? { origin: 'stored', runs: stored.runs, halved } : modelled();
  const other =
    isEnough && endpoint.canaryOf === undefined
      ? await otherAnswers(endpoint, { project, stores, goldens: goldensOf })
      : undefined;
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
