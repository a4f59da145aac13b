import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { currentEpoch } from '../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../domain/verdict/incident.ts';
import { checksOf } from '../drift/health-checks.ts';
import type { RunPlace } from '../ports/run-store.ts';
import type { Stores } from '../ports/stores.ts';
import { type Outline, type OutlineRun, outlineOf, outlineRun } from '../report/model/outline.ts';
import { buildReportModel, type ReportModel } from '../report/model/report-model.ts';
import { windowBounds } from '../report/model/window.ts';
import { type GatherDeps, gatherNow, gatherReport, type ReportedProject } from './gather-report.ts';
import { knownJudgements } from './known-judgements.ts';
import { mostPerPage } from './page.ts';

/** Newest runs that are listed one by one. */
const recentRuns = 200;

/** Newest runs with facts, whatever their epoch. */
const mostWithFacts = 100;

/**
 * What an HTML report shows of a history of any length: the runs around the newest change and the newest ones in full, and
 * the whole history in outline. A short history is read whole.
 *
 * Cost: reads some 400 judgements, and the summary of every other run once, of which it keeps some 100 bytes.
 */
export async function gatherLongReport(
  endpoint: Endpoint,
  project: ReportedProject,
  deps: GatherDeps,
): Promise<ReportModel> {
  const { stores } = deps;
  const { id } = endpoint;
  const outlined = await outlineRuns(id, stores);
  const incidents = [...(await stores.incidents.list(id))].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
  const bounds = windowBounds(outlined.length, await beginningOf(outlined, incidents, stores));
  if (bounds === undefined) return gatherReport(endpoint, project, deps);

  const epochs = [...(await stores.epochs.list(id))].sort((a, b) => a.number - b.number);
  const outline = outlineOf(outlined, { epochs, incidents }, bounds);
  const epoch = currentEpoch(epochs)?.number;
  const told = incidents.filter((one, i) => isActive(one) || i === incidents.length - 1);
  const known = [
    ...(await stores.judgements.withFacts({ endpoint: id, last: mostWithFacts })),
    ...(await knownJudgements(
      { endpoint: id, epoch, incidents: told, recent: recentRuns, withFacts: mostWithFacts },
      stores,
    )),
    ...(await stores.judgements.list({ endpoint: id, ...timesOf(outline) })),
  ];
  const judgements = [...new Map(known.map((one) => [one.run, one])).values()].sort(
    (a, b) => Date.parse(a.evidence.at) - Date.parse(b.evidence.at),
  );
  const runs = await stores.runs.list({ endpoint: id, last: recentRuns });
  const shown = await stores.runs.list({ endpoint: id, ...timesOf(outline) });
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
  });
}

/** Every judged run, oldest first: read page by page, so that little is held at once. */
async function outlineRuns(endpoint: string, { judgements }: Pick<Stores, 'judgements'>): Promise<OutlineRun[]> {
  const pages: OutlineRun[][] = [];
  let before: RunPlace | undefined;
  do {
    const page = await judgements.summaries({ endpoint, ...(before && { before }), last: mostPerPage });
    const [oldest] = page;
    pages.push(page.map(outlineRun));
    before =
      page.length < mostPerPage || oldest === undefined ? undefined : { at: oldest.evidence.at, run: oldest.run };
  } while (before !== undefined);
  return pages.reverse().flat();
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
