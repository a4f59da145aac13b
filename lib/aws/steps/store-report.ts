import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import { gatherLongReport } from '../../history/gather-long-report.ts';
import type { GatherDeps } from '../../history/gather-report.ts';
import type { Judged } from '../../monitor/judge/judge-runs.ts';
import { renderHtmlReport } from '../../report/html/page.ts';
import { systemClock } from '../../system/clock.ts';
import { mostReported } from '../names/cost/requests.ts';
import type { AwsStores } from '../stores/open-aws-stores.ts';

/** Newest runs that a report looks at: 500, and fewer where each has so many draws that verdicts would not fit in memory. */
const [mostRuns, fewestRuns, mostDraws] = [mostReported, 24, 200_000];

/** What a report that messages lead to is made of. */
export interface ReportDeps {
  readonly stores: GatherDeps['stores'] &
    Pick<AwsStores, 'notices'> & { readonly reports: Pick<AwsStores['reports'], 'put'> };
}

/**
 * Makes the report that messages about an endpoint lead to, when a run has something to tell, and with the first run of a day
 * (UTC) in any case, so that there is one.
 *
 * Cost: when it is made, the summaries of the newest 500 runs, the whole verdicts of some 160 of them, and an upload; else one
 * query.
 */
export async function storeReport(
  judged: readonly Judged[],
  { endpoint, project }: { readonly endpoint: Endpoint; readonly project: ProjectFile },
  { stores }: ReportDeps,
): Promise<void> {
  const newest = judged.at(-1);
  if (newest === undefined) return;
  if (!judged.some(hasNews) && !(await isFirstOfDay(newest, stores))) return;
  const last = Math.max(fewestRuns, Math.min(mostRuns, Math.floor(mostDraws / Math.max(1, newest.run.planned))));
  const deps = { stores, clock: systemClock, notices: stores.notices };
  const model = await gatherLongReport(endpoint, project, deps, { last });
  await stores.reports.put(endpoint.id, renderHtmlReport(model));
}

function hasNews({ judgement: { incident, verdict, evidence, coverage } }: Judged): boolean {
  if (incident !== undefined || weightyFacts(evidence.facts).length > 0) return true;
  if (verdict.kind === 'inconclusive') return verdict.reason !== 'learning';
  return coverage !== undefined && coverage.judged < coverage.expected;
}

async function isFirstOfDay({ run }: Judged, { runs }: ReportDeps['stores']): Promise<boolean> {
  const [before] = await runs.list({ endpoint: run.endpoint, until: run.plannedAt, last: 1 });
  return before === undefined || before.plannedAt.slice(0, 10) !== run.plannedAt.slice(0, 10);
}
