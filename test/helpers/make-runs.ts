import { join } from 'node:path';
import { openLocal } from '../../lib/local/open-local.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { loadProject } from '../../lib/project/load-project.ts';
import { TestClock } from './test-clock.ts';

/** Runs that are dated by a clock of their own, e.g. to have been made days ago. */
export interface PastRuns {
  readonly firstAt?: string;
  readonly everyMs?: number;
}

/**
 * Makes runs of every endpoint of the project in a folder, one after another, through the same parts that the commands
 * use: a baseline of many runs without a process for each.
 */
export async function makeRuns(
  folder: string,
  runs: number,
  env: { readonly [name: string]: string },
  { firstAt, everyMs = 0 }: PastRuns = {},
): Promise<void> {
  const clock = firstAt === undefined ? undefined : new TestClock(firstAt);
  using local = openLocal(loadProject(join(folder, 'pinwatch.yaml')), clock === undefined ? { env } : { env, clock });
  const going = { stop: new AbortController().signal };
  for (const endpoint of local.project.endpoints)
    for (let i = 0; i < runs; i++) {
      await runEndpoint({ endpoint, goldens: local.goldens(endpoint) }, await local.runDeps(endpoint, {}), going);
      clock?.advance(everyMs);
    }
}
