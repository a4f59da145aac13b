import { blindingCondition, conditionAge, conditionWarning } from '../model/condition-headline.ts';
import { headline } from '../model/headline.ts';
import type { ReportModel } from '../model/report-model.ts';
import { coverageShort, isPartial, unjudgedNames } from '../words/coverage-words.ts';
import { ago, multiple, plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { isLearned, isLearning } from '../words/verdict-words.ts';
import { type Line, plain, type Segment, style, type Tone, wrap } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** One endpoint as `status` lists it; every field is ready to be shown. */
export interface StatusRow {
  readonly endpoint: string;
  readonly model: string;
  readonly state: string;
  readonly tone: Tone;
  /** Since when it drifts or is not watched, or how far the evidence is from an alarm. */
  readonly detail: string;
  readonly lastRun: string;
  readonly warnings: readonly string[];
}

/** What `status` says of one endpoint. Relative times count from the `generatedAt` of the model. */
export function statusRow(model: ReportModel): StatusRow {
  const { title, tone, warnings } = headline(model);
  const blinding = blindingCondition(model);
  const last = model.runs.at(-1);
  return {
    endpoint: model.endpoint.id,
    model: printable(`${model.endpoint.model} at ${model.endpoint.provider}`),
    state: title.toLowerCase(),
    tone: tone === 'neutral' ? 'quiet' : tone,
    detail: blinding === undefined ? detail(model) : `for ${conditionAge(blinding, model)}`,
    lastRun: last === undefined ? 'never' : ago(last.at, model.generatedAt),
    warnings: [...(blinding === undefined ? [] : [conditionWarning(blinding)]), ...warnings],
  };
}

/** All endpoints as a table for a terminal of so many columns, with their warnings below it. */
export function statusLines(models: readonly ReportModel[], width = Number.POSITIVE_INFINITY): Line[] {
  const heads = [{ head: 'ENDPOINT' }, { head: 'STATE' }, { head: 'DETAIL' }, { head: 'LAST RUN' }, { head: 'MODEL' }];
  const rows = models.map(statusRow);
  const cells = rows.map((row): Segment[] => [
    style('strong', row.endpoint),
    style(row.tone, row.state),
    plain(row.detail),
    plain(row.lastRun),
    style('quiet', row.model),
  ]);
  const warnings = rows.flatMap(({ endpoint, warnings: all }) =>
    all.flatMap((warning) => warningLines(`${endpoint}: ${warning}`, width)),
  );
  return [...fittingTable(heads, cells, width, ['MODEL']), ...(warnings.length > 0 ? [[], ...warnings] : [])];
}

function warningLines(text: string, width: number): Line[] {
  return wrap(text, width - 2).map((line, i) => [style('warning', `${i === 0 ? '! ' : '  '}${line}`)]);
}

function isOfCoverage(reason: string): boolean {
  return reason === 'partly-covered' || reason === 'new-circumstances';
}

function detail(model: ReportModel): string {
  const { kind, latest, explained, incident } = model.state;
  const since = explained?.explanation?.since.at;
  const seen = incident?.acknowledged === undefined ? '' : `; seen by ${incident.acknowledged.by}`;
  if (kind === 'drift') return `changed${since === undefined ? '' : ` ${ago(since, model.generatedAt)}`}${seen}`;
  const verdict = latest?.verdict;
  if (verdict?.kind === 'inconclusive' && isLearned(verdict)) return 'the next run is judged';
  if (kind === 'changed') return model.state.change?.changes.join('; ') ?? '';
  if (verdict?.kind === 'inconclusive' && isOfCoverage(verdict.reason) && latest?.coverage !== undefined)
    return `${coverageShort(latest.coverage)}; not judged: ${unjudgedNames(latest.coverage)}`;
  if (verdict?.kind === 'inconclusive' && isLearning(verdict))
    return `needs ${plural(verdict.needed.runs, 'more run')}`;
  if (verdict?.kind === 'inconclusive') return `a run takes ${plural(verdict.needed.drawsPerRun, 'answer')} to count`;
  const current = model.runs.findLast(({ epoch, logRatio }) => epoch === model.state.epoch && logRatio !== null);
  const covers = isPartial(latest?.coverage) ? `; ${coverageShort(latest.coverage)}` : '';
  return current === undefined ? '' : `evidence ${multiple(current.logRatio)} the threshold${covers}`;
}
