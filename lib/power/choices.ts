import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenDetection, PlannedGolden, WatchingChoice } from '../domain/project/plan-report.ts';
import { durationSeconds, type ProjectFile } from '../domain/project/project.ts';

/** Goldens, and draws of each, that could be chosen; how often is another question, as it needs no other simulation. */
export type Design = Omit<WatchingChoice, 'every'>;

/** How often runs could be due. */
export const intervals = ['15m', '30m', '1h', '2h', '3h', '4h', '6h', '8h', '12h', '1d'];

/** Choices that cost more than so many times what is paid now, or are this much rarer, are not looked at. */
const [mostMoney, mostOften, rarest] = [2, 2, 24];

/** Fewer goldens than these say too little of where a change is. */
const fewestGoldens = 3;

/** What a choice costs beside what is paid now; in tokens where no price is known. */
export interface Money {
  /** Of a run, for one draw of each of these goldens. */
  readonly ofGoldens: (goldens: readonly string[]) => number;
  /** Per month, of the choice that is made now. */
  readonly now: number;
  readonly most?: number;
}

/**
 * All goldens and where some tell more for their money than others the better half, with the draws that are made now, half of them, and
 * one; and the better quarter with the draws of now, as fewer tell too little: what is cheaper still is a canary.
 */
export function designsOf(
  endpoint: Pick<Endpoint, 'repetitions'>,
  goldens: readonly PlannedGolden[],
): readonly [Design, ...Design[]] {
  const all = goldens.map(({ golden }) => golden);
  const ranked = byWorth(goldens);
  const sizes = ranked === undefined ? [] : [Math.ceil(all.length / 2), Math.ceil(all.length / 4)];
  const parts = sizes.filter((size) => size >= fewestGoldens && size < all.length);
  const panels = [all, ...parts.map((size) => (ranked ?? []).slice(0, size).toSorted())];
  const { repetitions } = endpoint;
  const draws = [...new Set([repetitions, Math.ceil(repetitions / 2), 1])];
  const designs = panels.flatMap((panel, i) =>
    (i < 2 ? draws : [repetitions]).map((count) => ({ goldens: panel, repetitions: count })),
  );
  return designs as unknown as readonly [Design, ...Design[]];
}

/** Goldens by what they tell of a change for their tokens, best first; undefined where it is not known. */
function byWorth(goldens: readonly PlannedGolden[]): readonly string[] | undefined {
  const known = goldens.filter((golden): golden is PlannedGolden & { detection: GoldenDetection } => {
    return golden.detection !== undefined;
  });
  if (known.length < goldens.length || !known.some(({ detection }) => detection.carries)) return undefined;
  const worth = ({ detection, inputTokens, outputTokens = 0, costMicros }: (typeof known)[number]) =>
    Math.max(0, detection.evidence - 1) / Math.max(1, costMicros ?? inputTokens + outputTokens);
  return known.toSorted((a, b) => worth(b) - worth(a) || (a.golden < b.golden ? -1 : 1)).map(({ golden }) => golden);
}

/** How often a design could be replayed for up to twice the money, or up to what may be spent. */
export function intervalsOf(design: Design, project: Pick<ProjectFile, 'every'>, money: Money): readonly string[] {
  const now = durationSeconds(project.every);
  return [...new Set([...intervals, project.every])]
    .filter((every) => {
      const seconds = durationSeconds(every);
      const cost = costOf({ ...design, every }, money);
      return seconds >= now / mostOften && seconds <= now * rarest && cost <= (money.most ?? mostMoney * money.now);
    })
    .toSorted((a, b) => durationSeconds(a) - durationSeconds(b));
}

const secondsPerMonth = 30 * 86_400;

/** What a choice costs in 30 days. */
export function costOf({ every, goldens, repetitions }: WatchingChoice, { ofGoldens }: Money): number {
  return Math.round(secondsPerMonth / durationSeconds(every)) * repetitions * ofGoldens(goldens);
}
