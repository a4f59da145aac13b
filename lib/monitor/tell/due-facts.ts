import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { FactAlert } from '../../domain/verdict/alert.ts';
import { currentEpoch } from '../../domain/verdict/epoch.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Due, endpointName } from './due-alerts.ts';
import { factAlertId } from './fact-alert-id.ts';

export interface FactQuestion {
  readonly endpoint: Endpoint;
  readonly incidents: readonly Incident[];
  /** The judgement that has just been kept; its facts are told however long ago its run was planned. */
  readonly heard: Judgement | undefined;
  /** Facts of other runs are told from here on. */
  readonly from: string;
}

/**
 * Facts that recent runs of this epoch found, a message a run, oldest first. A fact is found by one run only, so it is due
 * until it got through. The alert that opens an incident lists the facts of its run; one that updates it does so, too, and
 * brings the same piece of news.
 */
export async function dueFacts(
  { endpoint, incidents, heard, from }: FactQuestion,
  { stores }: { readonly stores: Pick<Stores, 'judgements' | 'epochs'> },
): Promise<Due[]> {
  const epoch = currentEpoch(await stores.epochs.list(endpoint.id))?.number;
  if (epoch === undefined) return [];
  const recent = await stores.judgements.list({ endpoint: endpoint.id, epoch, from });
  const opening = new Set(incidents.map(({ openedByRun }) => openedByRun));
  // Drift without an incident was judged and not heard yet: it may be about to open one.
  const others = recent.filter(
    ({ run, verdict, incident }) => run !== heard?.run && (verdict.kind !== 'drift-detected' || incident !== undefined),
  );
  return [...others, ...(heard?.epoch === epoch ? [heard] : [])]
    .filter(({ run }) => !opening.has(run))
    .sort((a, b) => (a.run < b.run ? -1 : 1))
    .flatMap((judgement) => {
      const facts = weightyFacts(judgement.evidence.facts);
      if (facts.length === 0) return [];
      const id = factAlertId(judgement);
      const alert: FactAlert = { id, kind: 'fact', facts, judgement, endpoint: endpointName(endpoint) };
      return [{ alert, news: [id] }];
    });
}
