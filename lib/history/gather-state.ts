import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { configurationChange, currentEpoch } from '../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { conditionsNow } from './conditions-now.ts';
import type { GatherDeps } from './gather-report.ts';
import { peopleNow } from './people-now.ts';

/** Runs that say how things are: as many as the checks of the assumption look back. */
const recentRuns = 64;

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
  const incidents = await stores.incidents.list(endpoint.id);
  const runs = await stores.runs.list({ endpoint: endpoint.id, last: recentRuns });
  const judgements = await knownJudgements(endpoint.id, epoch, incidents.filter(isActive), { stores });
  return buildReportModel({
    endpoint,
    project,
    epochs,
    change: configurationChange(endpoint, epochs),
    runs,
    judgements,
    health: healthChecks(judgements.filter((one) => one.epoch === epoch)),
    notice: await notices?.get(probedTarget(endpoint)),
    incidents,
    conditions: await conditionsNow(endpoint.id, runs, project, { stores, clock }),
    ...(await peopleNow(endpoint.id, project, stores, clock.now())),
    generatedAt: clock.now().toISOString(),
  });
}

/** Summaries, but whole judgements of what is said in words: the newest, and what opened and last showed each incident. */
async function knownJudgements(
  endpoint: string,
  epoch: number | undefined,
  active: readonly Incident[],
  { stores: { judgements } }: Pick<GatherDeps, 'stores'>,
): Promise<Judgement[]> {
  const recent = await judgements.summaries({ endpoint, last: recentRuns });
  const current = recent.filter((one) => one.epoch === epoch);
  // Where many runs are dated in the future, or belong to another epoch, the newest of this one is further back.
  const found =
    epoch === undefined || current.length > 0 ? [] : await judgements.summaries({ endpoint, epoch, last: 1 });
  const facts = epoch === undefined ? [] : await judgements.withFacts({ endpoint, epoch, last: mostWithFacts });
  const newest = [...current, ...found].reduce<Judgement | undefined>(
    (a, b) => (a && (a.sequence ?? 0) > (b.sequence ?? 0) ? a : b),
    undefined,
  );
  const told = new Set(active.flatMap(({ openedByRun, lastRun }) => [openedByRun, lastRun]));
  if (newest !== undefined) told.add(newest.run);
  const byRun = new Map<string, Judgement>([...found, ...facts, ...recent].map((one) => [one.run, one]));
  for (const run of told) {
    const whole = await judgements.get(run);
    if (whole !== undefined) byRun.set(run, whole);
  }
  return [...byRun.values()].sort((a, b) => Date.parse(a.evidence.at) - Date.parse(b.evidence.at));
}
