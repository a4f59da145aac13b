import type { Incident } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { JudgementSummary } from '../domain/verdict/judgement-summary.ts';
import type { Stores } from '../ports/stores.ts';

export interface KnownQuery {
  readonly endpoint: string;
  /** The current epoch; undefined while there is none. */
  readonly epoch: number | undefined;
  /** Incidents that are spoken of. */
  readonly incidents: readonly Incident[];
  /** So many of the newest, or these, where they were read already. */
  readonly recent: number | readonly JudgementSummary[];
  /** So many of the newest of this epoch that found facts. */
  readonly withFacts: number;
}

/**
 * What says how things are: summaries of the newest judgements and of those with facts, and whole ones of what is said in
 * words: the newest, and what opened and last showed each incident. Oldest first.
 */
export async function knownJudgements(
  { endpoint, epoch, incidents, recent: newestOnes, withFacts }: KnownQuery,
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<Judgement[]> {
  const recent =
    typeof newestOnes === 'number' ? await judgements.summaries({ endpoint, last: newestOnes }) : newestOnes;
  const current = recent.filter((one) => one.epoch === epoch);
  // Where many runs are dated in the future, or belong to another epoch, the newest of this one is further back.
  const found =
    epoch === undefined || current.length > 0 ? [] : await judgements.summaries({ endpoint, epoch, last: 1 });
  const facts = epoch === undefined ? [] : await judgements.withFacts({ endpoint, epoch, last: withFacts });
  const newest = [...current, ...found].reduce<Judgement | undefined>(
    (a, b) => (a && (a.sequence ?? 0) > (b.sequence ?? 0) ? a : b),
    undefined,
  );
  const told = new Set(incidents.flatMap(({ openedByRun, lastRun }) => [openedByRun, lastRun]));
  if (newest !== undefined) told.add(newest.run);
  const byRun = new Map<string, Judgement>([...found, ...facts, ...recent].map((one) => [one.run, one]));
  for (const run of told) {
    const whole = await judgements.get(run);
    if (whole !== undefined) byRun.set(run, whole);
  }
  return [...byRun.values()].sort((a, b) => Date.parse(a.evidence.at) - Date.parse(b.evidence.at));
}
