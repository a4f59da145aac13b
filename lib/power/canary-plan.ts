import type { Canary } from '../domain/endpoint/canary-settings.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { CanaryPlan, FoundAfter, WithCanary } from '../domain/project/plan-report.ts';
import { amountOf, secondsToFind } from '../domain/project/plan-report.ts';
import { durationSeconds } from '../domain/project/project.ts';
import { confirmingShare, mostConfirming } from '../domain/project/run-schedule.ts';
import { secondsWithConfirming } from '../plan/confirming.ts';
import { intervals } from './choices.ts';
import type { EndpointStudy } from './endpoint-study.ts';

/** An endpoint and its stream of sharp goldens, as the promise divides them. */
export interface CanaryStudy {
  readonly owner: Endpoint & { readonly canary: Canary };
  readonly ownerStudy: EndpointStudy;
  /** Goldens of the owner that its canary does not run. */
  readonly ownGoldens: readonly string[];
  readonly stream: Endpoint;
  readonly streamStudy: EndpointStudy;
  /** As often as the goldens run now, and the canary, or as it would. */
  readonly every: string;
  readonly canaryEvery: string;
  /** Whether costs are in millionths of a currency, or in tokens. */
  readonly isPriced: boolean;
  readonly about: Pick<CanaryPlan, 'isCurrent' | 'hasGoldens' | 'origin' | 'stored' | 'needed'>;
}

type Found = { readonly gross: FoundAfter; readonly subtle: FoundAfter };

/**
 * What is looked at costs at most so many times what the goldens cost now; canaries run no oftener than every half hour, as thresholds
 * of so many runs take as many random orders to look at.
 */
const mostMoney = 2;
const oftenest = 1800;
/** A change is to be told in at most so much of the time to be spoken of. */
const leastGain = 0.75;

/**
 * Goldens and canary together, for intervals of both: when either alarms, and when the goldens do, with the confirming runs that an
 * alarm of the canary asks for. The sooner of two medians is said, which the median of the sooner is no later than.
 *
 * Cost: simulations of two panels, each at all its thresholds in one pass; and of two again where something is proposed.
 *
 * @param most what both may cost in a month; what the goldens cost now, if left out.
 */
export function planCanary(study: CanaryStudy, most?: number): CanaryPlan {
  const { owner, stream, streamStudy, every, canaryEvery, about } = study;
  const { goldens, canaries } = intervalsOf(study);
  const ofGoldens = foundAt(study.ownerStudy, goldens, study.ownGoldens);
  const ofCanary = foundAt(streamStudy, canaries, streamStudy.current.goldens);
  const together = (one: string, other: string) =>
    withCanary(study, [one, ofGoldens.get(one) as Found], [other, ofCanary.get(other) as Found]);
  const now = together(every, canaryEvery);
  const limit = most ?? amountOf(now);
  const curve = goldens
    .flatMap((one) => canaries.filter((other) => isOftener(other, one)).map((other) => together(one, other)))
    .filter((point) => amountOf(point) <= Math.max(limit, mostMoney * study.ownerStudy.cost(ownChoice(study, every))));
  const canary = ofCanary.get(canaryEvery) as Found;
  return {
    ...about,
    stream: stream.id,
    goldens: streamStudy.current.goldens.length,
    repetitions: stream.repetitions,
    share: owner.canary.share,
    changes: streamStudy.changes,
    moved: streamStudy.moved,
    every: canaryEvery,
    ...canary,
    ...money(study, streamStudy.cost({ ...streamStudy.current, every: canaryEvery })),
    now,
    curve: curve.toSorted((a, b) => amountOf(a) - amountOf(b)),
  };
}

/**
 * What of a plan is clearly better than what is done now, looked at again with other orders; undefined where nothing is. A change
 * is told sooner for at most as much money, and the goldens tell what moved no later than they do now.
 *
 * @param before until the changes are found as it is now, by as many orders.
 */
export function betterCanary(
  study: CanaryStudy,
  { curve, now, isCurrent }: CanaryPlan,
  before: Pick<WithCanary, 'first' | 'goldens'>,
  most: number,
): WithCanary | undefined {
  const isNow = (one: WithCanary) => isCurrent && one.every === now.every && one.canaryEvery === now.canaryEvery;
  const candidates = curve.filter((one) => !isNow(one) && amountOf(one) <= most && isBetter(one, before));
  const [best] = candidates.toSorted(
    (a, b) => late(a.first.subtle) - late(b.first.subtle) || amountOf(a) - amountOf(b),
  );
  if (best === undefined) return undefined;
  const { ownerStudy, streamStudy, ownGoldens } = study;
  const [goldens] = ownerStudy.found(designOf(ownerStudy, ownGoldens), [ownerStudy.threshold(best.every)], true);
  const [canary] = streamStudy.found(streamStudy.current, [streamStudy.threshold(best.canaryEvery)], true);
  const again = withCanary(study, [best.every, goldens as Found], [best.canaryEvery, canary as Found]);
  return isBetter(again, before) ? again : undefined;
}

function isBetter({ first, goldens }: WithCanary, before: Pick<WithCanary, 'first' | 'goldens'>): boolean {
  return (
    late(first.subtle) <= leastGain * late(before.first.subtle) &&
    late(first.gross) <= late(before.first.gross) &&
    late(goldens.subtle) <= late(before.goldens.subtle)
  );
}

function late(seconds: number | null): number {
  return seconds ?? Number.MAX_VALUE;
}

function isOftener(canary: string, goldens: string): boolean {
  return durationSeconds(canary) <= durationSeconds(goldens);
}

/** Goldens as often as now and rarer, canaries from half an hour on. */
function intervalsOf({ ownerStudy, every, canaryEvery }: CanaryStudy) {
  const goldens = ownerStudy.intervals.filter((one) => isOftener(every, one));
  const usual = intervals.filter((one) => durationSeconds(one) >= oftenest && isOftener(one, goldens.at(-1) ?? every));
  return { goldens: [...new Set([every, ...goldens])], canaries: [...new Set([canaryEvery, ...usual])] };
}

/** Thresholds that the goldens would have beside the canary, at the intervals that are looked at. */
export function thresholdsOf(study: CanaryStudy): readonly number[] {
  return intervalsOf(study).goldens.map((every) => study.ownerStudy.threshold(every));
}

function foundAt(
  study: EndpointStudy,
  every: readonly string[],
  goldens: readonly string[],
): ReadonlyMap<string, Found> {
  const found = study.found(
    designOf(study, goldens),
    every.map((one) => study.threshold(one)),
  );
  return new Map(every.map((one, i) => [one, found[i] as Found]));
}

function designOf({ current }: EndpointStudy, goldens: readonly string[]) {
  return { ...current, goldens };
}

function ownChoice({ ownerStudy, ownGoldens }: CanaryStudy, every: string) {
  return { ...designOf(ownerStudy, ownGoldens), every };
}

function withCanary(
  study: CanaryStudy,
  [every, goldens]: readonly [string, Found],
  [canaryEvery, canary]: readonly [string, Found],
): WithCanary {
  const { owner, streamStudy } = study;
  const most = confirmingShare(owner) > 0 ? mostConfirming : 0;
  const times = (of: 'gross' | 'subtle') => {
    const canarySeconds = secondsToFind(canary[of], canaryEvery);
    const everySeconds = durationSeconds(every);
    const { runs } = goldens[of];
    const first = Math.min(late(secondsToFind(goldens[of], every)), late(canarySeconds));
    return {
      first: first === Number.MAX_VALUE ? null : first,
      goldens:
        runs === null ? null : secondsWithConfirming(runs, { everySeconds, canarySeconds: late(canarySeconds), most }),
    };
  };
  const [gross, subtle] = [times('gross'), times('subtle')];
  const cost =
    study.ownerStudy.cost(ownChoice(study, every)) + streamStudy.cost({ ...streamStudy.current, every: canaryEvery });
  return {
    every,
    canaryEvery,
    ...money(study, cost),
    first: { gross: gross.first, subtle: subtle.first },
    goldens: { gross: gross.goldens, subtle: subtle.goldens },
  };
}

function money({ isPriced }: CanaryStudy, cost: number): { costMicros: number } | { tokens: number } {
  return isPriced ? { costMicros: cost } : { tokens: cost };
}
