import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Condition } from '../domain/verdict/condition.ts';
import type { RunAnswers } from '../domain/verdict/runs-compared.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { listConditions } from './list-conditions.ts';
import { mostPerPage } from './page.ts';

/** One run of an endpoint, and what kept that from being watched at its time, for the views of a run. */
export async function gatherRun(
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'falseAlarmsPerYear' | 'every'>,
  { run, judgement }: Pick<RunAnswers, 'run' | 'judgement'>,
  { stores, clock }: { readonly stores: Pick<Stores, 'conditions' | 'incidents'>; readonly clock: Pick<Clock, 'now'> },
): Promise<ReportModel> {
  const incident = judgement?.incident === undefined ? undefined : await stores.incidents.get(judgement.incident);
  return buildReportModel({
    endpoint,
    project,
    epochs: [],
    runs: [run],
    judgements: judgement === undefined ? [] : [judgement],
    incidents: incident === undefined ? [] : [incident],
    conditions: await conditionsAt(run, stores),
    generatedAt: clock.now().toISOString(),
  });
}

/** What kept an endpoint from being watched when a run was made. */
export async function conditionsAt(
  { endpoint, plannedAt }: Pick<RunRecord, 'endpoint' | 'plannedAt'>,
  stores: Pick<Stores, 'conditions'>,
): Promise<readonly Condition[]> {
  const until = new Date(Date.parse(plannedAt) + 1).toISOString();
  const { items } = await listConditions({ endpoint, from: plannedAt, until, limit: mostPerPage }, stores);
  return items.filter(({ resolvedAt }) => resolvedAt === undefined || Date.parse(plannedAt) < Date.parse(resolvedAt));
}
