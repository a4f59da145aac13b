import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { gatherReport } from '../../history/gather-report.ts';
import { lookAhead } from '../../monitor/look-ahead.ts';
import { promiseWords } from '../../report/alert/alert-words.ts';
import { blindingCondition, openConditions } from '../../report/model/condition-headline.ts';
import { headline } from '../../report/model/headline.ts';
import { explainedChange } from '../../report/model/rate-views.ts';
import type { ReportModel } from '../../report/model/report-model.ts';
import { coverageShort } from '../../report/words/coverage-words.ts';
import { healthRow } from '../../report/words/health-words.ts';
import type { EndpointDetail, EndpointSummary, Spark } from '../answers/endpoint-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import type { Sent } from '../route.ts';

/** Runs of a sparkline. */
const sparkRuns = 48;
/** Runs that the checks of the assumptions are computed from: what `status` takes for one endpoint must stay small. */
const detailRuns = 240;

/** An endpoint on a line: what it is, how it stands, and what is next. Reads its newest 48 runs. */
export async function endpointSummary(endpoint: Endpoint, runtime: ApiRuntime): Promise<Sent<EndpointSummary>> {
  return summaryOf(await modelOf(endpoint, runtime, sparkRuns), endpoint, runtime);
}

/** All that is known of an endpoint now. Reads its newest 240 runs. */
export async function endpointDetail(endpoint: Endpoint, runtime: ApiRuntime): Promise<Sent<EndpointDetail>> {
  const model = await modelOf(endpoint, runtime, detailRuns);
  const explanation = model.state.explained?.explanation ?? explainedChange(model);
  return {
    ...(await summaryOf(model, endpoint, runtime)),
    ...(endpoint.baseURL === undefined ? {} : { baseURL: withoutQuery(endpoint.baseURL) }),
    repetitions: endpoint.repetitions,
    effectFloor: endpoint.effectFloor,
    tiles: headline(model).tiles,
    budget: model.budget,
    epochs: model.epochs.map(({ epoch }) => epoch),
    ...(explanation === undefined ? {} : { explanation }),
    decision: decisionOf(model),
  };
}

function modelOf(endpoint: Endpoint, runtime: ApiRuntime, last: number): Promise<ReportModel> {
  const { project, stores, clock, notices } = runtime;
  return gatherReport(endpoint, project, { stores, clock, notices }, { last });
}

async function summaryOf(model: ReportModel, endpoint: Endpoint, runtime: ApiRuntime): Promise<Sent<EndpointSummary>> {
  const { project, stores, clock } = runtime;
  const ahead = await lookAhead({ endpoint, goldens: runtime.goldens(endpoint), project }, { stores, clock });
  const { state, runs } = model;
  const { tone, title, sentence, warnings } = headline(model);
  const last = runs.at(-1);
  const latest = state.change === undefined ? state.latest : undefined;
  return {
    id: endpoint.id,
    provider: endpoint.provider,
    model: endpoint.model,
    state: state.kind,
    watched: blindingCondition(model) === undefined,
    tone,
    title,
    sentence,
    warnings,
    epoch: state.epoch,
    ...(latest === undefined ? {} : { verdict: latest.verdict }),
    ...(latest?.coverage === undefined ? {} : { coverage: latest.coverage, covers: coverageShort(latest.coverage) }),
    ...(state.incident === undefined ? {} : { incident: state.incident }),
    conditions: openConditions(model),
    ...(last === undefined ? {} : { lastRun: { run: last.run, at: last.at } }),
    nextRunAt: ahead.nextRunAt.toISOString(),
    due: ahead.due,
    misdated: ahead.misdated,
    spark: sparkOf(model),
  };
}

function sparkOf({ runs }: ReportModel): Spark[] {
  return runs.slice(-sparkRuns).map(({ run, at, logRatio, judgement }) => ({
    run,
    at,
    logRatio,
    ...(judgement === undefined ? {} : { verdict: judgement.verdict.kind }),
  }));
}

function decisionOf({ channels, budget, health, runs }: ReportModel): Sent<EndpointDetail>['decision'] {
  return {
    promise: promiseWords(budget.falseAlarmsPerYear),
    thresholds: channels.flatMap(({ channel, group, points }) => {
      const last = points.findLast((point) => point !== undefined);
      if (last === undefined) return [];
      const { logStatistic, logThreshold, averageRunLength } = last;
      const falseAlarmsPerYear = budget.runsPerYear / averageRunLength;
      return [{ channel, group, logStatistic, logThreshold, averageRunLength, falseAlarmsPerYear }];
    }),
    health: health.map((check) => {
      const [asks, answer] = healthRow(check);
      return { ...check, asks, answer };
    }),
    runsRead: runs.length,
  };
}

/** What stands in a query may be a secret. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
}
