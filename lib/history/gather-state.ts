import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { currentEpoch } from '../domain/verdict/epoch.ts';
import { isActive } from '../domain/verdict/incident.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { activeAndNewest } from '../monitor/tell/active-and-newest.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { type GatherDeps, gatherNow, type ReportedProject } from './gather-report.ts';
import { knownJudgements } from './known-judgements.ts';

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
  project: ReportedProject,
  deps: GatherDeps,
): Promise<ReportModel> {
  const { stores } = deps;
  const epochs = await stores.epochs.list(endpoint.id);
  const epoch = currentEpoch(epochs)?.number;
  const incidents = await activeAndNewest(endpoint.id, mostIncidents, stores.incidents);
  const runs = await stores.runs.list({ endpoint: endpoint.id, last: recentRuns });
  const judgements = await knownJudgements(
    {
      endpoint: endpoint.id,
      epoch,
      incidents: incidents.filter(isActive),
      recent: recentRuns,
      withFacts: mostWithFacts,
    },
    stores,
  );
  return buildReportModel({
    ...(await gatherNow(endpoint, project, { epochs, newest: runs }, deps)),
    runs,
    judgements,
    health: healthChecks(judgements.filter((one) => one.epoch === epoch)),
    incidents,
  });
}
