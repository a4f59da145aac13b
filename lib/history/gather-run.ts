import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { listConditions } from './list-conditions.ts';
import { mostPerPage } from './page.ts';
import type { RunAnswers } from './run-answers.ts';

/** One run of an endpoint, and what kept that from being watched at its time, for the views of a run. */
export async function gatherRun(
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'falseAlarmsPerYear' | 'every'>,
  { run, judgement }: Pick<RunAnswers, 'run' | 'judgement'>,
  { stores, clock }: { readonly stores: Pick<Stores, 'conditions' | 'incidents'>; readonly clock: Pick<Clock, 'now'> },
): Promise<ReportModel> {
  const [from, until] = [0, 1].map((ms) => new Date(Date.parse(run.plannedAt) + ms).toISOString());
  const query = { endpoint: endpoint.id, from, until, limit: mostPerPage };
  const incident = judgement?.incident === undefined ? undefined : await stores.incidents.get(judgement.incident);
  return buildReportModel({
    endpoint,
    project,
    epochs: [],
    runs: [run],
    judgements: judgement === undefined ? [] : [judgement],
    incidents: incident === undefined ? [] : [incident],
    conditions: (await listConditions(query, stores)).items,
    generatedAt: clock.now().toISOString(),
  });
}
