import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { costMicros } from '../../domain/endpoint/price.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { VerdictKind } from '../../domain/verdict/verdict.ts';
import { judgeRun } from '../../monitor/judge/judge-run.ts';
import { type Judged, judgeRuns, sealRuns } from '../../monitor/judge/judge-runs.ts';
import { judgingSettings } from '../../monitor/judge/judging-settings.ts';
import { quietOf } from '../../monitor/tell/quiet-of.ts';
import type { Stores } from '../../ports/stores.ts';
import { systemClock } from '../../system/clock.ts';
import type { MetricEntry } from '../alerts/embedded-metrics.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { runMetrics } from '../names/metrics.ts';
import { type Cloud, endpointIn, openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';
import { type ReportDeps, storeReport } from './store-report.ts';

/** What a judged run is told as in the workflow. */
export interface JudgedRun {
  readonly run: string;
  readonly verdict: VerdictKind;
}

/** What is read and written by judging, and by making the report that messages lead to. */
export type JudgingStores = Stores & ReportDeps['stores'];

/**
 * Seals and judges the runs of a task, and publishes what they showed as metrics. Runs of an endpoint that was removed from
 * the project are sealed only.
 */
export function judgeStep(
  env: HandlerEnvironment<'judge'>,
  { stores, project }: Pick<Cloud, 'project'> & { readonly stores: JudgingStores } = openCloud(env),
): (task: TickTask) => Promise<JudgedRun[]> {
  return async (task) => {
    const pushed = await project(task.project);
    const endpoint = endpointIn(pushed, task.endpoint);
    if (endpoint === undefined) {
      await sealRuns(task, { stores, clock: systemClock });
      return [];
    }
    const settings = judgingSettings(endpoint, pushed.project);
    const judge = (run: Judged['run']) => judgeRun(run, settings, { stores });
    const judged = await judgeRuns(task, { stores, clock: systemClock, judge });
    await storeReport(judged, { endpoint, project: pushed.project }, { stores }).catch(logFailure);
    const { maintenance } = pushed.project;
    for (const one of judged) {
      const at = new Date(one.run.plannedAt);
      const quiet = mayAlarm(one) ? await quietOf(endpoint.id, at, { stores, maintenance }) : undefined;
      publishMetrics(env, judgedMetrics(one, endpoint, quiet !== undefined));
    }
    return judged.map(({ run, judgement }) => ({ run: run.run, verdict: judgement.verdict.kind }));
  };
}

/** A report that could not be made keeps no verdict from being told. Its message may hold what a model said: the name is enough. */
function logFailure(error: unknown): void {
  const name = error instanceof Error ? error.name : 'unknown';
  console.error(JSON.stringify({ level: 'ERROR', error: name, what: 'the report was not stored' }));
}

/** Whether what a run showed may raise an alarm, so that it matters whether it was made in a quiet period. */
function mayAlarm({ run, judgement }: Judged): boolean {
  return judgement.verdict.kind === 'drift-detected' || run.completed < run.planned;
}

/**
 * @param isQuiet whether the run was made in a time in which nothing is to alarm: then it is counted neither as drift nor among
 *   those whose draws fail.
 */
function judgedMetrics(
  { run, judgement }: Judged,
  { price }: Endpoint,
  isQuiet: boolean,
): Omit<MetricEntry, 'monitor'> {
  const at = systemClock.now();
  const names = runMetrics;
  return {
    endpoint: run.endpoint,
    at,
    values: {
      [names.driftDetected]: Number(judgement.verdict.kind === 'drift-detected' && !isQuiet),
      [names.inconclusive]: Number(judgement.verdict.kind === 'inconclusive'),
      ...(isQuiet
        ? {}
        : {
            [names.drawsPlanned]: run.planned,
            [names.drawsFailed]: run.failed,
            [names.drawsMissing]: run.planned - run.completed - run.failed,
          }),
      ...coverageMetrics(judgement),
      [names.inputTokens]: run.inputTokens,
      [names.outputTokens]: run.outputTokens,
      ...(price === undefined ? {} : { [names.cost]: costMicros(price, run) / 1_000_000 }),
      [names.judgeDelay]: (at.getTime() - Date.parse(run.plannedAt)) / 1000,
    },
  };
}

function coverageMetrics({ coverage }: Judgement): { readonly [name: string]: number } {
  if (coverage === undefined) return {};
  const { expected, judged } = coverage;
  return { [runMetrics.goldensExpected]: expected, [runMetrics.goldensUnjudged]: expected - judged };
}
