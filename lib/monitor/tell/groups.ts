import { StoreError } from '../../domain/errors.ts';
import type { GroupEntry, GroupMember, IncidentGroup, Onset } from '../../domain/verdict/incident-group.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GroupLog } from '../../ports/group-log.ts';

/** Something that is told of one endpoint. */
export interface Groupable extends Pick<GroupMember, 'endpoint' | 'provider' | 'model' | 'subject' | 'active'> {
  /** What members have in common: `change`, or which condition or fact. */
  readonly about: string;
  readonly onset: Onset;
  /** Set where there is something to tell of it however long ago it joined. */
  readonly hasNews?: boolean;
}

export interface GroupDeps {
  readonly stores: { readonly groups: GroupLog };
  readonly clock: Pick<Clock, 'now'>;
}

/** Entries among which a group that goes on is looked for. */
const recent = 500;

/** How long after it joined a member looks what became of its group: then the founder, and those that join, do. */
const looksForMs = 2 * 3_600_000;

/** As many writers as there may be at once: each try that is lost is one of another writer that was won. */
const triesToWrite = 1000;

/**
 * The group that something belongs to, kept in step with whether it goes on. What has no group yet joins the newest one about
 * the same whose onset it shares, or founds one. Called again it changes nothing.
 *
 * That onsets overlap says that the change may be one, and no more: people are told of it together, and no cause is said.
 *
 * @returns undefined where a member has nothing new to say of its group: it joined long ago, did not found it, and goes on.
 *
 * @throws {StoreError} if others always write first.
 *
 * Cost: one read where there is nothing new; else two and the entries since the group was founded, and where it has to join
 * the newest 500 entries.
 */
export async function keepInGroup(what: Groupable, deps: GroupDeps): Promise<IncidentGroup | undefined> {
  const { groups } = deps.stores;
  for (let tries = 0; tries < triesToWrite; tries++) {
    const joined = await groups.joined(what.subject);
    const isOld = joined !== undefined && deps.clock.now().getTime() - Date.parse(joined.at) > looksForMs;
    if (isOld && joined.group !== what.subject && what.active && !what.hasNews) return undefined;
    const group = await groupOf(what.subject, groups);
    const isActive = group?.members.find(({ subject }) => subject === what.subject)?.active;
    if (group !== undefined && isActive === what.active) return group;
    await write(what, group, deps);
  }
  throw new StoreError(`groups: somebody else wrote them ${triesToWrite} times in between`);
}

/** The group of a subject; undefined where it never joined one. */
export async function groupOf(subject: string, groups: GroupLog): Promise<IncidentGroup | undefined> {
  const joined = await groups.joined(subject);
  if (joined === undefined) return undefined;
  const founder = joined.group === subject ? joined : await groups.joined(joined.group);
  const entries = await groups.list({ from: (founder ?? joined).number });
  return groupsIn(entries).find(({ id }) => id === joined.group);
}

/** Tries to write one entry; whoever is slower looks again. */
async function write(
  { about, onset, active, hasNews: _, ...member }: Groupable,
  group: IncidentGroup | undefined,
  { stores: { groups }, clock }: GroupDeps,
): Promise<void> {
  const entries = await groups.list({ last: group === undefined ? recent : 1 });
  const common = { ...member, number: (entries.at(-1)?.number ?? 0) + 1, about, at: clock.now().toISOString() };
  if (group !== undefined) {
    const event = active ? 'rejoined' : 'left';
    await groups.add({ ...common, event, group: group.id, onset: group.onset });
    return;
  }
  const fitting = groupsIn(entries).findLast(
    (one) =>
      one.about === about && one.members.some((other) => other.active) && overlap(one.onset, onset) !== undefined,
  );
  const shared = fitting === undefined ? onset : (overlap(fitting.onset, onset) as Onset);
  await groups.add({ ...common, event: 'joined', group: fitting?.id ?? member.subject, onset: shared });
}

/** The groups in a log from their founders on; entries of those whose founder is not among them are left out. */
export function groupsIn(entries: readonly GroupEntry[]): IncidentGroup[] {
  const groups = new Map<string, { id: string; about: string; onset: Onset; members: GroupMember[] }>();
  for (const { event, group: id, about, onset, number: _, at: joinedAt, ...member } of entries) {
    const group = groups.get(id) ?? { id, about, onset, members: [] };
    if (event === 'joined') {
      group.members.push({ ...member, active: true, joinedAt });
      group.onset = onset;
      groups.set(id, group);
      continue;
    }
    const at = group.members.findIndex(({ subject }) => subject === member.subject);
    const known = group.members[at];
    if (known !== undefined) group.members[at] = { ...known, active: event === 'rejoined' };
  }
  return [...groups.values()].filter(({ id, members }) => members[0]?.subject === id);
}

/** What two onsets have in common; undefined where one began after the other. */
function overlap(a: Onset, b: Onset): Onset | undefined {
  const after = Date.parse(a.after) >= Date.parse(b.after) ? a.after : b.after;
  const until = Date.parse(a.until) <= Date.parse(b.until) ? a.until : b.until;
  return Date.parse(after) < Date.parse(until) ? { after, until } : undefined;
}
