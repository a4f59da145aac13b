import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { Alert } from '../domain/verdict/alert.ts';
import type { LocalRuntime, Watching } from '../local/open-local.ts';
import { type Preflight, preflight } from '../models/preflight.ts';
import type { VisitDeps } from '../monitor/visit-endpoint.ts';
import { nextSteps } from '../report/alert/alert-text.ts';
import { plain, styled } from '../report/terminal/styled-text.ts';
import { commandText } from './command-text.ts';
import type { ProjectOptions } from './project.ts';
import type { RunProgress } from './run-progress.ts';
import { complain, hasColour } from './terminal.ts';

/** What runs need, with their progress and alerts shown here. Alerts go to standard error where JSON goes to output. */
export async function shownRunDeps(
  endpoint: Endpoint,
  local: LocalRuntime,
  progress: RunProgress,
  options: ProjectOptions,
): Promise<VisitDeps> {
  return local.runDeps(endpoint, { ...progress.hooks, ...(await shownAlerts(progress, options)) });
}

/** How whoever looks at this terminal hears of alerts, and of those that did not get through. */
export async function shownAlerts(
  progress: RunProgress,
  { json, ...place }: ProjectOptions,
): Promise<Pick<Watching, 'console' | 'onUndelivered'>> {
  const { consoleSink } = await import('../alerts/console.ts');
  const stream = json ? process.stderr : process.stdout;
  const next = (alert: Alert) => nextSteps(alert, (command) => commandText(command, place));
  const sink = consoleSink({ stream, color: hasColour(stream), next });
  return {
    console: {
      send: (alert: Alert) => {
        progress.line.clear();
        return sink.send(alert);
      },
    },
    onUndelivered: (...what) => {
      progress.line.clear();
      sayUndelivered(...what);
    },
  };
}

/** Says that an alert did not get through; the next delivery sends it again. */
export function sayUndelivered(name: string, { endpoint }: Alert, reason: unknown): void {
  const why = reason instanceof Error ? reason.message : String(reason);
  complain([[styled('warning', `an alert about ${endpoint.id} did not reach ${name}: ${why}; it is sent again`)]]);
}

/**
 * Looks at endpoints that have no run yet, before anything is written: a wrong address or key shows here. An endpoint
 * with a history is not asked; that it does not answer is something to record. So it is where the project has a history and
 * nobody may be looking at this terminal any more: the run is made, and who is to be told of an outage is told.
 *
 * @returns the endpoints that do not answer and are left out; of each a line has been said.
 * @throws {ConfigError} if none of those that are to be run can be reached, and nothing of the project ever ran.
 */
export async function firstLook(endpoints: readonly Endpoint[], local: LocalRuntime): Promise<readonly Endpoint[]> {
  const fresh: Endpoint[] = [];
  for (const endpoint of endpoints)
    if ((await local.stores.runs.list({ endpoint: endpoint.id, last: 1 })).length === 0) fresh.push(endpoint);
  const looks = await lookAtAll(fresh, local);
  const unreachable = looks.flatMap((look) => (look.reachable ? [] : [look]));
  const problems = unreachable.map(({ endpoint, failure }): Problem => {
    const at = endpoint.baseURL === undefined ? endpoint.provider : endpoint.baseURL;
    return { where: `endpoint ${endpoint.id}`, what: `${at} cannot be used: ${failure}` };
  });
  const isFirst = problems.length > 0 && !(await hasHistory(local));
  if (isFirst && problems.length === endpoints.length) throw new ConfigError(problems);
  for (const { where, what } of problems) complain([[styled('warning', where), plain(`  ${what}`)]]);
  for (const look of looks)
    if (look.reachable && look.instead !== undefined) complain([warnUnlisted(look.endpoint, look.instead)]);
  return isFirst ? unreachable.map(({ endpoint }) => endpoint) : [];
}

async function hasHistory({ project, stores }: LocalRuntime): Promise<boolean> {
  for (const { id } of project.endpoints)
    if ((await stores.runs.list({ endpoint: id, last: 1 })).length > 0) return true;
  return false;
}

async function lookAtAll(endpoints: readonly Endpoint[], local: LocalRuntime): Promise<Preflight[]> {
  const looks = await Promise.allSettled(
    endpoints.map(async (endpoint) => preflight(endpoint, await local.provider(endpoint))),
  );
  const failed = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason as unknown] : []));
  const problems = failed.flatMap((reason) => (reason instanceof ConfigError ? reason.problems : []));
  if (problems.length > 0) throw new ConfigError(problems);
  if (failed.length > 0) throw failed[0];
  return looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
}

function warnUnlisted({ id, model }: Endpoint, instead: readonly string[]) {
  const some = instead.slice(0, 4).join(', ') + (instead.length > 4 ? `, and ${instead.length - 4} more` : '');
  return [styled('warning', `endpoint ${id}`), plain(`  ${model} is not in its list of models, which has ${some}`)];
}
