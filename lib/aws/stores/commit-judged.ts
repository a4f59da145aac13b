import type { JudgedRun } from '../../ports/judged-run.ts';
import type { AwsDetectorStates } from './aws-detector-states.ts';
import type { AwsIncidents } from './aws-incidents.ts';
import type { AwsJudgements } from './aws-judgements.ts';
import type { Bodies } from './bodies.ts';
import type { Table } from './table.ts';

export interface CommitDeps {
  readonly table: Table;
  readonly bodies: Bodies;
  readonly detectors: AwsDetectorStates;
  readonly judgements: AwsJudgements;
  readonly incidents: Pick<AwsIncidents, 'prepare'>;
}

/**
 * Stores a judged run in one transaction of at most ten writes; false, and nothing is written, where somebody else was
 * faster. Large bodies are stored before it, under names of their own: cut off in between, they are objects that no item
 * names, and nothing else.
 */
export async function commitJudged(
  { judgement, detector, incident }: JudgedRun,
  { table, bodies, detectors, judgements, incidents }: CommitDeps,
): Promise<boolean> {
  const next = await detectors.prepare(judgement.endpoint, detector.state, detector.expectedRevision);
  if (next === undefined) return false;
  const prepared = await judgements.prepare(judgement);
  const changed = incident === undefined ? [] : await incidents.prepare(incident);
  const isStored = await table.transact([next.write, ...prepared.writes, ...changed]);
  for (const one of [next, prepared]) await bodies.discard(isStored ? one.old : one.body);
  return isStored;
}
