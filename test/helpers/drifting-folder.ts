import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { type DriftingOptions, driftingGoldens, driftingProject, driftingProjectFile } from './drifting-project.ts';

/** Writes a project into a folder, with the history that the real monitor makes of it: what `pinwatch serve` looks at. */
export async function driftingFolder(
  folder: string,
  { endpoints = ['support'], ...options }: DriftingOptions & { readonly endpoints?: readonly string[] },
): Promise<void> {
  const { goldens = 4, baselineRuns, repetitions } = options;
  mkdirSync(join(folder, 'goldens'), { recursive: true });
  const project = driftingProjectFile(endpoints, baselineRuns, repetitions);
  writeFileSync(join(folder, 'pinwatch.yaml'), stringify(project));
  for (const golden of driftingGoldens(goldens))
    writeFileSync(join(folder, 'goldens', `${golden.id}.yaml`), stringify(golden));
  using stores = openLocalStores(join(folder, project.data));
  for (const endpoint of endpoints) await driftingProject({ ...options, goldens, stores, endpoint });
}
