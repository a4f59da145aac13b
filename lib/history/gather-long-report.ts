import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { currentEpoch } from '../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../domain/verdict/incident.ts';
import type { JudgementSummary } from '../domain/verdict/judgement-summary.ts';
import { checksOf } from '../drift/health-checks.ts';
import { activeAndNewest } from '../monitor/tell/active-and-newest.ts';
import type { RunPlace } from '../ports/run-store.ts';
import type { Stores } from '../ports/stores.ts';
import { type Outline, type OutlineRun, outlineOf, outlineRun } from '../report/model/outline.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { windowBounds } from '../report/model/window.ts';
import { type GatherDeps, gatherNow, gatherReport, type ReportedProject } from './gather-report.ts';
import { knownJudgements } from './known-judgements.ts';
import { mostPerPage } from './page.ts';

/** Newest runs that are listed one by one, and runs that are read at once. */
const recentRuns = 200;

/** Newest runs with facts, whatever their epoch. */
const mostWithFacts = 100;

/** Newest incidents; active ones are told in any case. */
const mostIncidents = 200;

/** Newest runs that are shown in outline: more than a year of hourly ones. */
const mostOutlined = 10_000;

export interface LongReportOptions {
  /** So many of the newest runs are looked at; what is older is said to be there. @default 10,000 */
  readonly last?: number;
}

/**
 * What an HTML report shows of a history of any length: the runs around the newest change and the newest ones in full, and
 * the history in outline. A short history is read whole.
 *
 * Cost: reads some 400 judgements, and the summaries of the newest 10,000 runs once, of which it keeps some 100 bytes each.
 */
export async function gatherLongReport(
  endpoint: Endpoint,
  project: ReportedProject,
  deps: GatherDeps,
  { last: most = mostOutlined }: LongReportOptions = {},
): Promise<ReportModel> {
  const { stores } = deps;
  const { id } = endpoint;
  const { outlined, recent, isCut } = await outlineRuns(id, most, stores);
  const incidents = await activeAndNewest(id, mostIncidents, stores.incidents);
  const bounds = windowBounds(outlined.length, await beginningOf(outlined, incidents, stores));
  if (bounds === undefined) return gatherReport(endpoint, project, deps, { last: Math.min(most, mostPerPage) });

  const epochs = [...(await stores.epochs.list(id))].sort((a, b) => a.number - b.number);
  const outline = { ...outlineOf(outlined, { epochs, incidents }, bounds), ...(isCut ? { isCut } : {}) };
  const epoch = currentEpoch(epochs)?.number;
  const told = incidents.filter((one, i) => isActive(one) || i === incidents.length - 1);
  const known = [
    ...(await stores.judgements.withFacts({ endpoint: id, last: mostWithFacts })),
    ...(await knownJudgements({ endpoint: id, epoch, incidents: told, recent, withFacts: mostWithFacts }, stores)),
    ...(await stores.judgements.list({ endpoint: id, ...timesOf(outline) })),
  ];
  const judgements = [...new Map(known.map((one) => [one.run, one])).values()].sort(
    (a, b) => Date.parse(a.evidence.at) - Date.parse(b.evidence.at),
  );
  const runs = await stores.runs.list({ endpoint: id, last: recentRuns });
  const shown = await stores.runs.list({ endpoint: id, ...timesOf(outline), last: mostPerPage });
  return buildReportModel({
    ...(await gatherNow(endpoint, project, { epochs, newest: runs }, deps)),
    runs: [...new Map([...shown, ...runs].map((one) => [one.run, one])).values()],
    judgements,
    health: checksOf(
      outlined.flatMap(({ epoch: number, rank, at }) =>
        number === epoch && rank !== undefined ? [{ pValue: rank, at }] : [],
      ),
    ),
    incidents,
    outline,
    isCut,
  });
}

/** The newest judged runs, oldest first: read page by page, so that little is held at once. */
async function outlineRuns(
  endpoint: string,
  most: number,
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<{ readonly outlined: OutlineRun[]; readonly recent: readonly JudgementSummary[]; readonly isCut: boolean }> {
  const pages: OutlineRun[][] = [];
  let recent: readonly JudgementSummary[] | undefined;
  let before: RunPlace | undefined;
  for (let left = most + 1; left > 0; left -= recentRuns) {
    const last = Math.min(recentRuns, left);
    const page = await judgements.summaries({ endpoint, ...(before && { before }), last });
    const [oldest] = page;
    recent ??= page;
    pages.push(page.map(outlineRun));
    if (page.length < last || oldest === undefined) break;
    before = { at: oldest.evidence.at, run: oldest.run };
  }
  const found = pages.reverse().flat();
  const outlined = found.slice(Math.max(0, found.length - most));
  return { outlined, recent: recent ?? [], isCut: found.length > most };
}

/** Where the newest change began, most likely, or was detected; undefined where there is none in the outline. */
async function beginningOf(
  outlined: readonly OutlineRun[],
  incidents: readonly Incident[],
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<number | undefined> {
  const indexOf = new Map(outlined.map(({ run }, i) => [run, i]));
  const newest = incidents.findLast(({ openedByRun }) => indexOf.has(openedByRun));
  if (newest === undefined) return undefined;
  const explaining =
    (await judgements.get(newest.lastRun))?.explanation ?? (await judgements.get(newest.openedByRun))?.explanation;
  return indexOf.get(explaining?.since.run ?? newest.openedByRun) ?? indexOf.get(newest.openedByRun);
}

/** The times between which the runs of the window stand. */
function timesOf({ runs, from, to }: Outline): { readonly from: string; readonly until: string } {
  const [first, last] = [runs[from], runs[to]].map((run) => Date.parse(run?.at ?? '')) as [number, number];
  return { from: new Date(first).toISOString(), until: new Date(last + 1).toISOString() };
}
