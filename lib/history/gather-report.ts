import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { durationSeconds, type ProjectFile } from '../domain/project/project.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Condition } from '../domain/verdict/condition.ts';
import { configurationChange, currentEpoch } from '../domain/verdict/epoch.ts';
import { healthChecks } from '../drift/health-checks.ts';
import { probedTarget } from '../models/probe-capabilities.ts';
import { quietAt } from '../plan/quiet.ts';
import { runsLookedAt, silenceAfter, silentCondition } from '../plan/silence.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Stores } from '../ports/stores.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';

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
  const actions = await stores.actions.list({ endpoint: endpoint.id, last: mostActions });
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
    conditions: await conditionsOf(endpoint, runs, project, { stores, clock }),
    actions,
    quiet: quietAt(now, { endpoint: endpoint.id, maintenance: project.maintenance ?? [], actions }),
    generatedAt: now.toISOString(),
  });
}

/** Actions that are shown, of the newest. */
const mostActions = 200;

/** Conditions that ended are shown of so many of the newest. */
const mostConditions = 50;

/** What is stored, and silence that goes on and that nobody has stored, since nothing has been awake to notice it. */
async function conditionsOf(
  endpoint: Endpoint,
  runs: readonly RunRecord[],
  { every, conditions: { tellAfterRuns } }: Pick<ProjectFile, 'every' | 'conditions'>,
  { stores, clock }: Pick<GatherDeps, 'stores' | 'clock'>,
): Promise<Condition[]> {
  const open = await stores.conditions.open(endpoint.id);
  const newest = await stores.conditions.list({ endpoint: endpoint.id, last: mostConditions });
  const stored = [...new Map([...open, ...newest].map((one) => [one.id, one])).values()];
  if (open.some(({ kind }) => kind === 'silent')) return stored;
  const now = clock.now();
  const rules = { everySeconds: durationSeconds(every), tellAfterRuns };
  const made = runs.filter(({ plannedAt }) => Date.parse(plannedAt) <= now.getTime()).slice(-runsLookedAt);
  const silence = silenceAfter(
    made.map(({ run, plannedAt: at }) => ({ run, at })),
    now,
    rules,
  );
  return silence === undefined ? stored : [...stored, silentCondition(endpoint.id, silence, rules)];
}
