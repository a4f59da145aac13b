import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { configurationChange, currentEpoch } from '../domain/verdict/epoch.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
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

/** Everything that is stored about an endpoint, as the views of a report want it. */
export async function gatherReport(
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'falseAlarmsPerYear' | 'every' | 'conditions'> & Partial<Pick<ProjectFile, 'maintenance'>>,
  { stores, clock, notices }: GatherDeps,
  { last }: GatherOptions = {},
): Promise<ReportModel> {
  const query = { endpoint: endpoint.id, ...(last === undefined ? {} : { last }) };
  const epochs = await stores.epochs.list(endpoint.id);
  const judgements = await stores.judgements.list(query);
  const current = judgements.filter(({ epoch }) => epoch === currentEpoch(epochs)?.number);
  const runs = await stores.runs.list(query);
  const now = clock.now();
  return buildReportModel({
    endpoint,
    project,
    epochs,
    change: configurationChange(endpoint, epochs),
    runs,
    judgements,
    health: healthChecks(current),
    notice: await notices?.get(probedTarget(endpoint)),
    incidents: await stores.incidents.list(endpoint.id),
    conditions: await conditionsNow(endpoint, runs, project, { stores, clock }),
    ...(await peopleNow(endpoint.id, project, stores, now)),
    generatedAt: now.toISOString(),
    isCut: last !== undefined && Math.max(runs.length, judgements.length) >= last,
  });
}
