import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Alert } from '../domain/verdict/alert.ts';
import type { LocalRuntime, Watching } from '../local/open-local.ts';
import { type Preflight, preflight } from '../models/preflight.ts';
import type { VisitDeps } from '../monitor/visit-endpoint.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { nextSteps } from '../report/alert/alert-text.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { commandText } from './command-text.ts';
import type { ProjectOptions } from './project.ts';
import type { RunProgress } from './run-progress.ts';
import { complain, hasColour } from './terminal.ts';

/** Says which keys and addresses are missing: runs are made all the same, as from cron nobody looks at this terminal. */
export function warnLacking({ lacking }: LoadedProject): void {
  for (const { where, what } of lacking) complain([[style('warning', where), plain(`  ${what}`)]]);
}

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
  complain([[style('warning', `an alert about ${endpoint.id} did not reach ${name}: ${why}; it is sent again`)]]);
}

/**
 * Looks at endpoints that have no run yet, before anything is written: a wrong address, key or name shows here at once. The run
 * is made all the same, also the very first one of a project: from cron nobody looks at this terminal, and only what is recorded
 * is shown by `status` and told as an outage.
 *
 * @returns the endpoints that do not answer; of each a line has been said.
 * @throws {ConfigError} if the configuration lacks something that a provider needs.
 */
export async function firstLook(endpoints: readonly Endpoint[], local: LocalRuntime): Promise<readonly Endpoint[]> {
  const fresh: Endpoint[] = [];
  for (const endpoint of endpoints)
    if ((await local.stores.runs.list({ endpoint: endpoint.id, last: 1 })).length === 0) fresh.push(endpoint);
  const unreachable: Endpoint[] = [];
  for (const look of await lookAtAll(fresh, local)) {
    if (!look.reachable) unreachable.push(look.endpoint);
    const said = look.reachable ? look.instead && warnUnlisted(look.endpoint, look.instead) : warnUnreachable(look);
    if (said !== undefined) complain([said]);
  }
  return unreachable;
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

function warnUnreachable({ endpoint, failure }: Extract<Preflight, { reachable: false }>) {
  const at = endpoint.baseURL ?? endpoint.provider;
  return [style('warning', `endpoint ${endpoint.id}`), plain(`  ${at} cannot be used: ${failure}`)];
}

function warnUnlisted({ id, model }: Endpoint, instead: readonly string[]) {
  const some = instead.slice(0, 4).join(', ') + (instead.length > 4 ? `, and ${instead.length - 4} more` : '');
  return [style('warning', `endpoint ${id}`), plain(`  ${model} is not in its list of models, which has ${some}`)];
}
