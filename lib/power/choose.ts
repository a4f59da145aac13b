import type { FoundAfter, PlanPoint, WatchingChoice, WithCanary } from '../domain/project/plan-report.ts';
import { secondsUntil } from '../domain/project/plan-report.ts';
import { durationSeconds } from '../domain/project/project.ts';

/** An endpoint with all that could be chosen for it. */
export interface Choosable {
  readonly endpoint: string;
  readonly curve: readonly PlanPoint[];
  readonly now: PlanPoint;
  /** What a choice costs in a month. */
  readonly cost: (choice: WatchingChoice) => number;
}

/** What is chosen for a project. */
export interface ProjectChoice {
  /** Of the project: of endpoints that have none of their own. */
  readonly every: string;
  readonly points: ReadonlyMap<string, PlanPoint>;
  /** Endpoints whose canary, and how often their goldens run beside it, is chosen instead. */
  readonly canaries?: ReadonlyMap<string, WithCanary>;
}

/** What was not found is taken to be found in this many times the runs that were looked at. */
const timesUnseen = 2;

/** Looked at with five simulations, a smaller gain is mostly luck. */
const leastGain = 0.75;

/**
 * What finds a subtle change soonest for at most as much money as each endpoint may cost: on average over endpoints, in
 * proportion, with one interval for the whole project. Undefined where nothing is affordable.
 *
 * @param most what an endpoint may cost in a month.
 */
export function bestChoice(
  endpoints: readonly Choosable[],
  most: (endpoint: Choosable) => number,
): ProjectChoice | undefined {
  const intervals = new Set(endpoints.flatMap(({ curve }) => curve.map(({ every }) => every)));
  const choices = [...intervals].flatMap((every) => {
    const points = endpoints.map((endpoint) => {
      const affordable = endpoint.curve.filter(
        (point) => point.every === every && endpoint.cost(point) <= most(endpoint),
      );
      return [endpoint.endpoint, affordable.toSorted((a, b) => delayOf(a) - delayOf(b))[0]] as const;
    });
    const found = points.flatMap(([id, point]) => (point === undefined ? [] : [[id, point] as const]));
    return found.length < endpoints.length ? [] : [{ every, points: new Map(found) }];
  });
  const delay = ({ points }: ProjectChoice) =>
    [...points.values()].reduce((sum, one) => sum + Math.log(delayOf(one)), 0);
  return choices.toSorted((a, b) => delay(a) - delay(b))[0];
}

/** Whether a choice finds subtle changes so much sooner that it is worth speaking of, and gross ones not much later. */
export function isClearlyBetter(point: PlanPoint, now: PlanPoint): boolean {
  const grossly = secondsOf(point.gross, point.every) <= Math.max(2 * secondsOf(now.gross, now.every), 6 * 3600);
  return grossly && delayOf(point) <= leastGain * delayOf(now);
}

/** Seconds until a subtle change is found. */
function delayOf({ subtle, every }: PlanPoint): number {
  return secondsOf(subtle, every);
}

function secondsOf({ runs, within }: FoundAfter, every: string): number {
  return secondsUntil(runs ?? timesUnseen * within, durationSeconds(every));
}
