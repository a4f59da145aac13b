import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { configurationChange, currentEpoch } from '../domain/verdict/epoch.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { conditionsNow } from './conditions-now.ts';
import type { GatherDeps } from './gather-report.ts';
import { knownJudgements } from './known-judgements.ts';
import { peopleNow } from './people-now.ts';

/** Runs that say how things are: as many as the checks of the assumption look back. */
const recentRuns = 64;

/** Incidents that are spoken of, of the newest; active ones all are. */
const mostIncidents = 20;

/** Runs with facts of the current epoch that are still warned of. */
const mostWithFacts = 24;

/**
 * What is known of an endpoint now, and nothing of how it came to it: for lists of endpoints. Its runs are the newest 64,
 * those that found facts and those of open incidents, so sums over its runs mean nothing.
 *
 * Cost: some 100 KB out of indexes, however long the history is.
 */
export async function gatherState(
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'falseAlarmsPerYear' | 'every' | 'conditions'> & Partial<Pick<ProjectFile, 'maintenance'>>,
  { stores, clock, notices }: GatherDeps,
): Promise<ReportModel> {
  const epochs = await stores.epochs.list(endpoint.id);
  const epoch = currentEpoch(epochs)?.number;
  const active = await stores.incidents.active(endpoint.id);
  const incidents = [...active, ...(await stores.incidents.list(endpoint.id, { last: mostIncidents }))];
  const runs = await stores.runs.list({ endpoint: endpoint.id, last: recentRuns });
  const judgements = await knownJudgements(
    {
      endpoint: endpoint.id,
      epoch,
      incidents: active,
      recent: recentRuns,
      withFacts: mostWithFacts,
    },
    stores,
  );
  return buildReportModel({
    endpoint,
    project,
    epochs,
    change: configurationChange(endpoint, epochs),
    runs,
    judgements,
    health: healthChecks(judgements.filter((one) => one.epoch === epoch)),
    notice: await notices?.get(probedTarget(endpoint)),
    incidents: [...new Map(incidents.map((one) => [one.id, one])).values()],
    conditions: await conditionsNow(endpoint, runs, project, { stores, clock }),
    ...(await peopleNow(endpoint.id, project, stores, clock.now())),
    generatedAt: clock.now().toISOString(),
  });
}
