import { join } from 'node:path';
import { openLocal } from '../../lib/local/open-local.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { loadProject } from '../../lib/project/load-project.ts';

/**
 * Makes runs of every endpoint of the project in a folder, one after another, through the same parts that the commands
 * use: a baseline of many runs without a process for each.
 */
export async function makeRuns(folder: string, runs: number, env: { readonly [name: string]: string }): Promise<void> {
  using local = openLocal(loadProject(join(folder, 'pinwatch.yaml')), { env });
  const going = { stop: new AbortController().signal };
  for (const endpoint of local.project.endpoints)
    for (let i = 0; i < runs; i++)
      await runEndpoint({ endpoint, goldens: local.goldens(endpoint) }, await local.runDeps(endpoint, {}), going);
}
