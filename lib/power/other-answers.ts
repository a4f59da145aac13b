import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { currentEpoch } from '../domain/verdict/epoch.ts';
import type { DrawnRun } from './material.ts';
import { type PlanStores, storedRuns } from './stored-material.ts';

/** What something else answered to the goldens of an endpoint. */
export interface OtherAnswers {
  /** Says what it was, in words. */
  readonly from: string;
  /** By key of the golden. */
  readonly draws: ReadonlyMap<string, readonly Draw[]>;
}

/** Fewer runs of something else are too few to be a change that lasts. */
const fewestRuns = 24;

/**
 * Real answers that a change could bring: those of the endpoint's newest earlier epoch, or of another endpoint with the same
 * goldens. Undefined where there are none.
 */
export async function otherAnswers(
  endpoint: Endpoint,
  {
    project,
    stores,
    goldens,
  }: {
    readonly project: ProjectFile;
    readonly stores: PlanStores;
    readonly goldens: (endpoint: Endpoint) => readonly GoldenRequest[];
  },
): Promise<OtherAnswers | undefined> {
  const own = goldens(endpoint);
  const epochs = await stores.epochs.list(endpoint.id);
  const current = currentEpoch(epochs)?.number;
  for (const { number, returnsTo } of epochs.toReversed()) {
    if (number === current || returnsTo !== undefined) continue;
    const { runs } = await storedRuns(endpoint, own, stores, number);
    if (runs.length >= fewestRuns) return { from: `this endpoint in epoch ${number}`, draws: drawsOf(runs) };
  }
  for (const other of project.endpoints) {
    if (other.id === endpoint.id || !isAlike(goldens(other), own)) continue;
    const { runs } = await storedRuns({ id: other.id, repetitions: endpoint.repetitions }, own, stores);
    if (runs.length >= fewestRuns) return { from: `endpoint ${other.id}`, draws: drawsOf(runs) };
  }
  return undefined;
}

/** Whether at least half of the goldens are the same, version for version. */
function isAlike(a: readonly GoldenRequest[], b: readonly GoldenRequest[]): boolean {
  const versions = new Set(a.map(({ version }) => version));
  return 2 * b.filter(({ version }) => versions.has(version)).length >= b.length;
}

function drawsOf(runs: readonly DrawnRun[]): ReadonlyMap<string, readonly Draw[]> {
  const draws = new Map<string, Draw[]>();
  for (const { goldens } of runs)
    for (const [key, drawn] of goldens) draws.set(key, [...(draws.get(key) ?? []), ...drawn]);
  return draws;
}
