import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { RunRecord } from '../domain/run/run.ts';
import { configurationChange, currentEpoch, type Epoch } from '../domain/verdict/epoch.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
import { activeAndNewest } from '../monitor/tell/active-and-newest.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Stores } from '../ports/stores.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { conditionsNow } from './conditions-now.ts';
import { peopleNow } from './people-now.ts';

export interface GatherDeps {
  readonly stores: Pick<Stores, 'runs' | 'judgements' | 'epochs' | 'incidents' | 'conditions' | 'actions'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What lists of models said, where that is kept. */
  readonly notices?: Pick<ModelNoticeStore, 'get'> | undefined;
}

export interface GatherOptions {
  /** Only so many of the newest runs; all if left out. */
  readonly last?: number;
}

/** What a report needs to know of a project. */
export type ReportedProject = Pick<ProjectFile, 'falseAlarmsPerYear' | 'every' | 'conditions'> &
  Partial<Pick<ProjectFile, 'maintenance'>>;

/**
 * What is stored about an endpoint, as the views of a report want it: everything, or what belongs to the newest runs.
 *
 * Memory: that of the whole judgements, 8 KB each with 20 goldens.
 */
export async function gatherReport(
  endpoint: Endpoint,
  project: ReportedProject,
  deps: GatherDeps,
  { last }: GatherOptions = {},
): Promise<ReportModel> {
  const { stores } = deps;
  const query = { endpoint: endpoint.id, ...(last === undefined ? {} : { last }) };
  const epochs = await stores.epochs.list(endpoint.id);
  const judgements = await stores.judgements.list(query);
  const current = judgements.filter(({ epoch }) => epoch === currentEpoch(epochs)?.number);
  const runs = await stores.runs.list(query);
  return buildReportModel({
    ...(await gatherNow(endpoint, project, { epochs, newest: runs }, deps)),
    runs,
    judgements,
    health: healthChecks(current),
    // Of the newest runs: a run belongs to one incident at most; those before it are of no other.
    incidents: await (last === undefined
      ? stores.incidents.list(endpoint.id)
      : activeAndNewest(endpoint.id, last, stores.incidents)),
    isCut: last !== undefined && Math.max(runs.length, judgements.length) >= last,
  });
}

/** What goes on at an endpoint now, beside what its runs say. @param known.newest runs, as far back as conditions look. */
export async function gatherNow(
  endpoint: Endpoint,
  project: ReportedProject,
  { epochs, newest }: { readonly epochs: readonly Epoch[]; readonly newest: readonly RunRecord[] },
  { stores, clock, notices }: GatherDeps,
) {
  const now = clock.now();
  return {
    endpoint,
    project,
    epochs,
    change: configurationChange(endpoint, epochs),
    notice: await notices?.get(probedTarget(endpoint)),
    conditions: await conditionsNow(endpoint, newest, project, { stores, clock }),
    ...(await peopleNow(endpoint.id, project, stores, now)),
    generatedAt: now.toISOString(),
  };
}
