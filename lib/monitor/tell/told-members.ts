import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';

/** How long members are waited for, once two are told, before the others are told together. */
export const settleMs = 15 * 60_000;

/**
 * How many members of a group people are told of by now, counted in the order in which they joined. The first is told at
 * once, and so is the second: that it is not one endpoint alone is news. The others are told together, a quarter of an hour
 * after the first of them joined, so that a hundred endpoints are three or four messages. A pure function of its arguments.
 *
 * @param allJoined set where nobody else is about to be judged, so that nobody is waited for.
 */
export function toldMembers(
  { members }: Pick<IncidentGroup, 'members'>,
  now: Date,
  { allJoined = false }: { readonly allJoined?: boolean } = {},
): number {
  if (allJoined) return members.length;
  let told = Math.min(2, members.length);
  let waitingSince = Number.POSITIVE_INFINITY;
  members.slice(2).forEach(({ joinedAt }, i) => {
    const at = Date.parse(joinedAt);
    if (at - waitingSince >= settleMs) {
      told = i + 2; // those before this one
      waitingSince = at;
    }
    waitingSince = Math.min(waitingSince, at);
  });
  return now.getTime() - waitingSince >= settleMs ? members.length : told;
}
