import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { FactAlert } from '../../domain/verdict/alert.ts';
import { currentEpoch } from '../../domain/verdict/epoch.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { isOurs, weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Due, endpointName, membersPiece, toldGroup } from './due.ts';
import { factAlertId } from './fact-alert-id.ts';
import { type GroupDeps, keepInGroup } from './groups.ts';
import { runBefore } from './onset.ts';
import { toldMembers } from './told-members.ts';

export interface FactQuestion {
  readonly endpoint: Endpoint;
  readonly incidents: readonly Incident[];
  /** The judgement that has just been kept; its facts are told however long ago its run was planned. */
  readonly heard: Judgement | undefined;
  /** Facts of other runs are told from here on. */
  readonly from: string;
}

export interface DueFactsDeps extends GroupDeps {
  readonly stores: Pick<Stores, 'judgements' | 'epochs' | 'groups'>;
  readonly allJoined?: boolean;
}

/** Judgements with facts that are looked through at most, e.g. after a silence of weeks. */
const lookBack = 500;

/**
 * Facts that recent runs of this epoch found, a message a run, oldest first. A fact is found by one run only, so it is due
 * until it got through. The alert that opens an incident lists the facts of its run; one that updates it does so, too, and
 * brings the same piece of news. Facts of one kind that several endpoints show within one interval are told together.
 *
 * Cost: a query of the summaries that hold facts; whole judgements only of runs whose facts are told.
 */
export async function dueFacts({ endpoint, incidents, heard, from }: FactQuestion, deps: DueFactsDeps): Promise<Due[]> {
  const { stores } = deps;
  const epoch = currentEpoch(await stores.epochs.list(endpoint.id))?.number;
  if (epoch === undefined) return [];
  const recent = await stores.judgements.withFacts({ endpoint: endpoint.id, epoch, from, last: lookBack });
  const opening = new Set(incidents.map(({ openedByRun }) => openedByRun));
  // Drift without an incident was judged and not heard yet: it may be about to open one.
  const others = recent.filter(
    ({ run, verdict, incident }) => run !== heard?.run && (verdict.kind !== 'drift-detected' || incident !== undefined),
  );
  const found = [...others, ...(heard?.epoch === epoch ? [heard] : [])]
    .filter(({ run }) => !opening.has(run))
    .sort((a, b) => (a.run < b.run ? -1 : 1));
  const due: Due[] = [];
  for (const { run, evidence } of found) {
    const facts = weightyFacts(evidence.facts);
    const judgement = facts.length === 0 || run === heard?.run ? heard : await stores.judgements.get(run);
    if (facts.length > 0 && judgement !== undefined) due.push(...(await dueOfRun(judgement, facts, endpoint, deps)));
  }
  return due;
}

async function dueOfRun(
  judgement: Judgement,
  facts: readonly Fact[],
  endpoint: Endpoint,
  deps: DueFactsDeps,
): Promise<Due[]> {
  const { run, quiet } = judgement;
  const id = factAlertId(judgement);
  const alert: FactAlert = {
    id,
    kind: 'fact',
    facts: [...facts],
    judgement,
    endpoint: endpointName(endpoint),
    ...(quiet === undefined ? {} : { heldBack: quiet }),
  };
  // What people did themselves at one endpoint is no news of another one, nor is what a single run did.
  if (facts.some((fact) => isOurs(fact) || fact.kind === 'one-run')) return [{ alert, news: [id] }];
  const at = facts.flatMap(({ runs }) => runs).sort()[0] ?? run;
  const first = (await deps.stores.judgements.get(at))?.evidence.at ?? judgement.evidence.at;
  const group = await keepInGroup(
    {
      ...{ endpoint: endpoint.id, provider: endpoint.provider, model: endpoint.model },
      subject: id,
      active: true, // a fact is never over
      about: ['fact', ...new Set(facts.map(({ kind }) => kind))].join(' '),
      onset: { after: await runBefore({ endpoint: endpoint.id, at: first }, deps.stores.judgements), until: first },
    },
    deps,
  );
  if (group === undefined) return [];
  const count = toldMembers(group, deps.clock.now(), deps);
  const members = membersPiece(group, count);
  const told = { ...alert, ...toldGroup(group, count) };
  if (members.length === 0) return [{ alert, news: [id] }];
  return [
    ...(group.id === id ? [{ alert: told, news: [id, ...members], ifFirstIsNew: true }] : []),
    { alert: { ...told, id: `${group.id}/${count} members` }, news: members },
  ];
}
