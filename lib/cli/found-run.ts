import { ConfigError } from '../domain/errors.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import type { PlaceOptions } from './project.ts';

/**
 * A run by its id, the newest of an endpoint by that one's id, or the newest of all.
 *
 * @throws {ConfigError} if there is none.
 */
export async function foundRun(
  name: string | undefined,
  { project, stores }: ProjectRuntime,
  { stack }: Pick<PlaceOptions, 'stack'>,
): Promise<RunRecord> {
  const named = name === undefined ? undefined : await stores.runs.get(name);
  if (named !== undefined) return named;
  const ids = project.endpoints.map(({ id }) => id);
  // Messages of a deployed monitor name runs, too.
  const elsewhere = stack === undefined ? ', with --stack those of a deployed monitor' : '';
  if (name !== undefined && !ids.includes(name))
    throw new ConfigError([
      { where: 'run', what: `there is no run and no endpoint "${name}" (pinwatch history lists them${elsewhere})` },
    ]);
  const newest: RunRecord[] = [];
  for (const endpoint of name === undefined ? ids : [name])
    newest.push(...(await stores.runs.list({ endpoint, last: 1 })));
  const [run] = newest.sort((a, b) => (a.plannedAt < b.plannedAt ? 1 : -1));
  if (run === undefined)
    throw new ConfigError([{ where: name ?? 'history', what: 'expected a run, but there is none yet' }]);
  return run;
}
