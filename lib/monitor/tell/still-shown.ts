import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';

/**
 * A change that is still there after a person resolved it is told again when so many runs since show it: the detector, too,
 * needs a few runs until it sees that a change is gone.
 */
export const runsUntilReopened = 4;

/** Runs that are read at most. */
const lookBack = 64;

/**
 * Whether drift is that of an incident which a person resolved, and whether so many runs since have shown it that people are
 * told again. Undefined where no person did, or where a run since was like the baseline: then drift is another change.
 */
export async function stillShown(
  incident: Incident | undefined,
  { run }: Judgement,
  judgements: Pick<Stores['judgements'], 'summaries'>,
): Promise<{ readonly incident: Incident; readonly isTold: boolean } | undefined> {
  if (incident?.status !== 'resolved' || incident.by === undefined) return undefined;
  const { endpoint, epoch, resolvedAt: from = incident.updatedAt } = incident;
  const since = (await judgements.summaries({ endpoint, epoch, from, last: lookBack })).filter(
    (one) => one.run !== run && Date.parse(one.evidence.at) > Date.parse(from),
  );
  const kinds = since.map(({ verdict }) => verdict.kind);
  if (kinds.includes('no-drift-detected')) return undefined;
  const shown = kinds.filter((kind) => kind === 'drift-detected').length + 1; // and the judgement itself
  return { incident, isTold: shown >= runsUntilReopened };
}

/** The next revision of an incident that is open again. */
export function openedAgain(incident: Incident, { run, evidence: { at } }: Judgement): Incident {
  return {
    ...incident,
    status: 'open',
    lastRun: run,
    updatedAt: at,
    resolvedAt: undefined,
    by: undefined,
    why: undefined,
    acknowledged: undefined,
    reopened: {
      at,
      by: 'pinwatch',
      why: `${runsUntilReopened} runs since it was resolved still show the change`,
      times: (incident.reopened?.times ?? 0) + 1,
    },
    revision: incident.revision + 1,
  };
}
