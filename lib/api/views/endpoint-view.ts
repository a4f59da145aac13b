import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { gatherState } from '../../history/gather-state.ts';
import { lookAhead } from '../../monitor/look-ahead.ts';
import { promiseWords } from '../../report/alert/alert-words.ts';
import { blindingCondition, openConditions } from '../../report/model/condition-headline.ts';
import { headline } from '../../report/model/headline.ts';
import { evidenceTile, type Tile, watchedTile } from '../../report/model/headline-tiles.ts';
import { explainedChange } from '../../report/model/rate-views.ts';
import type { ReportModel } from '../../report/model/report-model.ts';
import { coverageShort } from '../../report/words/coverage-words.ts';
import { multiple, plural } from '../../report/words/format.ts';
import { healthRow } from '../../report/words/health-words.ts';
import { utcTime } from '../../report/words/time.ts';
import type { EndpointDetail, EndpointSummary, Spark } from '../answers/endpoint-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import type { Sent } from '../route.ts';

/** Runs of a sparkline. */
const sparkRuns = 48;

/** An endpoint on a line: what it is, how it stands, and what is next. */
export async function endpointSummary(endpoint: Endpoint, runtime: ApiRuntime): Promise<Sent<EndpointSummary>> {
  return summaryOf(await stateOf(endpoint, runtime), endpoint, runtime);
}

/** All that is known of an endpoint now. */
export async function endpointDetail(endpoint: Endpoint, runtime: ApiRuntime): Promise<Sent<EndpointDetail>> {
  const model = await stateOf(endpoint, runtime);
  const explanation = model.state.explained?.explanation ?? explainedChange(model);
  return {
    ...(await summaryOf(model, endpoint, runtime)),
    ...(endpoint.baseURL === undefined ? {} : { baseURL: withoutQuery(endpoint.baseURL) }),
    repetitions: endpoint.repetitions,
    effectFloor: endpoint.effectFloor,
    tiles: tilesOf(model),
    budget: model.budget,
    epochs: model.epochs.map(({ epoch }) => epoch),
    ...(explanation === undefined ? {} : { explanation }),
    decision: decisionOf(model),
  };
}

function stateOf(endpoint: Endpoint, runtime: ApiRuntime): Promise<ReportModel> {
  const { project, stores, clock, notices } = runtime;
  return gatherState(endpoint, project, { stores, clock, notices });
}

/** The tiles of a headline, less what only somebody who has read every run can say. */
function tilesOf(model: ReportModel): Tile[] {
  const began = model.epochs.find(({ epoch }) => epoch.number === model.state.epoch)?.epoch;
  return headline(model).tiles.flatMap((tile) => {
    if (tile.label === watchedTile(model).label)
      return began === undefined
        ? []
        : [
            {
              label: 'Baseline',
              value: `since ${utcTime(began.startedAt)}`,
              note: `epoch ${began.number}, begun by ${began.by}: ${began.why}`,
            },
          ];
    return [tile.label === evidenceTile(model).label ? evidenceNow(model) : tile];
  });
}

function evidenceNow({ runs, state }: ReportModel): Tile {
  const ratios = runs.flatMap(({ epoch, logRatio }) => (epoch === state.epoch && logRatio !== null ? [logRatio] : []));
  return {
    label: 'Evidence now',
    value: `${multiple(ratios.at(-1) ?? null)} the threshold`,
    note:
      ratios.length === 0
        ? 'nothing has been tested yet'
        : `at most ${multiple(Math.max(...ratios))} the threshold in the newest ${plural(ratios.length, 'run')} that were tested`,
  };
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
    ...(model.quiet === undefined ? {} : { quiet: model.quiet }),
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

function decisionOf({ channels, budget, health }: ReportModel): Sent<EndpointDetail>['decision'] {
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
  };
}

/** What stands in a query may be a secret. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
}
