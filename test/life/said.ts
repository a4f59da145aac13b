import { exitCodeOf } from '../../lib/cli/status.ts';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../../lib/domain/project/project.ts';
import { isBlinding, isConditionOpen } from '../../lib/domain/verdict/condition.ts';
import { isCovered } from '../../lib/domain/verdict/coverage.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { gatherReport } from '../../lib/history/gather-report.ts';
import { gatherRun } from '../../lib/history/gather-run.ts';
import { gatherState } from '../../lib/history/gather-state.ts';
import { runAnswers } from '../../lib/history/run-answers.ts';
import { gatherMetrics } from '../../lib/metrics/gather-metrics.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { headline } from '../../lib/report/model/headline.ts';
import { reportJson } from '../../lib/report/model/report-json.ts';
import type { ReportModel } from '../../lib/report/model/report-model.ts';
import { historyRows } from '../../lib/report/terminal/history-view.ts';
import { showLines } from '../../lib/report/terminal/show-view.ts';
import { statusRow } from '../../lib/report/terminal/status-view.ts';

const praise = /no drift detected/i;

/** What is looked at, and the judgement that was made last. */
export interface LookedAt {
  readonly endpoint: Endpoint;
  readonly project: ProjectFile;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newest: Judgement;
}

/**
 * What those who look are told beyond what was judged, a line each: by `status`, `history`, `show`, the report, their JSON, metrics
 * and the exit code.
 */
export async function saidUntruths(of: LookedAt): Promise<string[]> {
  const { endpoint, project, stores, clock, newest } = of;
  const deps = { stores, clock };
  const now = await gatherState(endpoint, project, deps);
  const report = await gatherReport(endpoint, project, deps);
  const found: string[] = [];
  const claim = (isTrue: boolean, what: string) => {
    if (!isTrue) found.push(`after ${newest.run} (${newest.verdict.kind}): ${what}`);
  };
  const isFine = mayPraise(now, newest);
  const { state, detail } = statusRow(now);
  claim(isFine || !praise.test(`${state} ${detail}`), `status says ${state}, ${detail}`);
  claim(isFine || exitCodeOf([now]) !== 0, 'status exits with 0');
  for (const model of [now, report]) {
    const { title, sentence } = headline(model);
    claim(isFine || !praise.test(`${title} ${sentence}`), `the headline says ${title}: ${sentence}`);
    claim(!/^drift detected/.test(state) || isDrift(model), 'the headline says drift and none is open');
    const { verdict } = JSON.parse(reportJson(model, { examples: false }));
    claim(model.state.change !== undefined || isSame(verdict, now.state.latest?.verdict), 'JSON has another verdict');
  }
  await claimMetrics(now, isFine, claim, of);
  await claimHistory(report, claim, of);
  return found;
}

type Claim = (isTrue: boolean, what: string) => void;

/** Whether it is true to say that there is no drift. */
function mayPraise({ conditions, state }: ReportModel, { verdict, coverage, evidence }: Judgement): boolean {
  const isBlind = conditions.some((one) => isConditionOpen(one) && isBlinding(one));
  if (isBlind || state.change !== undefined || verdict.kind !== 'no-drift-detected') return false;
  return evidence.counted && coverage !== undefined && isCovered(coverage);
}

function isDrift({ incidents, state }: ReportModel): boolean {
  return (
    state.latest?.verdict.kind === 'drift-detected' || incidents.some(({ incident }) => incident.status === 'open')
  );
}

async function claimMetrics(model: ReportModel, isFine: boolean, claim: Claim, looked: LookedAt): Promise<void> {
  const measured = await gatherMetrics(looked.project, looked);
  const of = (name: string) => measured.find(({ metric }) => metric.name === `pinwatch.${name}`)?.value;
  claim(of('conclusive') === 0 || isFine || isDrift(model), 'metrics say that something can be said');
  claim(of('drift') === 0 || isDrift(model), 'metrics say drift');
  const judged = of('goldens.judged');
  claim(
    judged === undefined || judged === model.state.latest?.coverage?.judged,
    `metrics say that ${judged} goldens are judged`,
  );
}

/** Each run in its own words, and none left out. */
async function claimHistory(report: ReportModel, claim: Claim, looked: LookedAt): Promise<void> {
  const rows = new Map(historyRows(report).map((row) => [row.run, row]));
  for (const { run, judgement } of report.runs) {
    const verdict = rows.get(run)?.verdict ?? '';
    claim(rows.has(run), `history leaves out ${run}`);
    claim(
      !praise.test(verdict) || judgement?.verdict.kind === 'no-drift-detected',
      `history says ${verdict} of ${run}`,
    );
  }
  const last = report.runs.at(-1);
  if (last === undefined) return;
  const run = await gatherRun(looked.endpoint, looked.project, await runAnswers(last.run, looked.stores), looked);
  const shown = (showLines(run, last.run) ?? []).map((line) => line.map(({ text }) => text).join('')).join('\n');
  claim(!praise.test(shown) || last.judgement?.verdict.kind === 'no-drift-detected', `show praises ${last.run}`);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
